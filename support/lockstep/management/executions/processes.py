"""The processes of one execution: found by their mark and by descent, ended to the last one.

Every process that an execution starts inherits the environment variable `SUITE_EXECUTION`, its mark, which is the
execution's id and nobody else's; so one is found even where it made a session of its own (the relay, servers that a
Ctrl-C is not for). One that wrote over its environment is found by descent from the execution's leash, which on Linux
is given the orphans among its descendants. No other process is touched: a process's number alone proves nothing.
"""

import os
import shutil
from pathlib import Path

import psutil

from lockstep.processes import ending
from lockstep.processes.ending import lives, variable_of

MARK = "SUITE_EXECUTION"
LEASH = "lockstep.management.executions.supervisor"


def processes_of(mark: str) -> list[psutil.Process]:
    """The living processes of an execution, but for the one that asks; its own descendants are taken for some if it
    has the mark itself."""
    others = (one for one in psutil.process_iter() if one.pid != os.getpid())
    found = {one for one in others if variable_of(one, MARK) == mark and lives(one)}
    if os.environ.get(MARK) == mark:
        found |= {one for one in psutil.Process().children(recursive=True) if lives(one)}
    return list(found)


def leashes_of(mark: str) -> list[psutil.Process]:
    """The living leashes of an execution: one at most."""
    return [one for one in processes_of(mark) if LEASH in _command(one)]


def end_all(mark: str) -> int:
    """Kill every process of an execution, and those that these start meanwhile; how many there were. Raises
    LeftRunningError."""
    return ending.end_all(lambda: processes_of(mark), f"execution {mark}")


def end_and_sweep(mark: str, scratch: Path) -> int:
    """End all, and remove the folder of what they wrote for themselves; how many there were. Raises
    LeftRunningError, OSError."""
    ended = end_all(mark)
    if scratch.exists():
        shutil.rmtree(scratch)
    return ended


def _command(one: psutil.Process) -> list[str]:
    try:
        return one.cmdline()
    except psutil.Error:
        return []
