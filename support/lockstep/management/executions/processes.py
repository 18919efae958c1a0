"""The processes of one execution: found by their mark and by descent, and ended without exception.

Every process that an execution starts inherits the environment variable `SUITE_EXECUTION`, its mark, which is the
unique id of the execution; so a process is found even if it created its own session (the relay, servers that must not
receive Ctrl-C). A process that overwrote its environment is found by descent from the execution's supervisor, which
on Linux adopts the orphans among its descendants. No other process is touched: a process id alone proves nothing.
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
    """The living processes of an execution, except for the calling one; the descendants of the latter are included if
    it has the mark itself."""
    others = (one for one in psutil.process_iter() if one.pid != os.getpid())
    found = {one for one in others if variable_of(one, MARK) == mark and lives(one)}
    if os.environ.get(MARK) == mark:
        found |= {one for one in psutil.Process().children(recursive=True) if lives(one)}
    return list(found)


def leashes_of(mark: str) -> list[psutil.Process]:
    """The living supervisors of an execution: at most one."""
    return [one for one in processes_of(mark) if LEASH in _command(one)]


def end_all(mark: str) -> int:
    """Kill every process of an execution, and those they start in the meantime; returns their number. Raises
    LeftRunningError."""
    return ending.end_all(lambda: processes_of(mark), f"execution {mark}")


def end_and_sweep(mark: str, scratch: Path) -> int:
    """End all processes, and remove the folder of their temporary files; returns their number. Raises
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
