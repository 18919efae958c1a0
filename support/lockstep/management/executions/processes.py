"""The processes of one execution: found by their mark and by descent, and ended without exception.

Every process that an execution starts inherits the environment variable `SUITE_EXECUTION`, its mark, which is the
unique id of the execution; so a process is found even if it created its own session (the relay, servers that must not
receive Ctrl-C). A process that overwrote its environment is found by descent from the execution's supervisor, which
on Linux adopts the orphans among its descendants. No other process is touched: a process id alone proves nothing.
"""

import ctypes
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

MARK = "SUITE_EXECUTION"
LEASH = "lockstep.management.executions.supervisor"
ROUNDS = 10
WAIT_S = 5.0
LOOK_S = 0.02

_PR_SET_CHILD_SUBREAPER = 36


class LeftRunningError(Exception):
    """Processes of an execution could not be ended; one sentence for people."""


def adopt_orphans() -> None:
    """Make this process adopt the orphans among its descendants from now on, where the system supports that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def processes_of(mark: str) -> list[psutil.Process]:
    """The living processes of an execution, except for the calling one; the descendants of the latter are included if
    it has the mark itself."""
    found = {one for one in psutil.process_iter() if one.pid != os.getpid() and _is_marked(one, mark)}
    if os.environ.get(MARK) == mark:
        found |= {one for one in psutil.Process().children(recursive=True) if _lives(one)}
    return list(found)


def leashes_of(mark: str) -> list[psutil.Process]:
    """The living supervisors of an execution: at most one."""
    return [one for one in processes_of(mark) if LEASH in _command(one)]


def wait_for(processes: Iterable[psutil.Process], limit_s: float) -> None:
    """Wait for the end of these processes for at most this long. None is reaped: its exit code is for its parent."""
    waiting, until = threading.Event(), time.monotonic() + limit_s
    while any(map(_lives, processes)) and time.monotonic() < until:
        waiting.wait(LOOK_S)


def end_all(mark: str) -> int:
    """Kill every process of an execution, and those they start in the meantime; returns their number. Raises
    LeftRunningError."""
    ended = 0
    for _ in range(ROUNDS):
        found = processes_of(mark)
        if not found:
            return ended
        ended += len(found)
        for one in found:
            with suppress(psutil.NoSuchProcess):  # psutil checks whether the id still belongs to the same process
                one.kill()
        wait_for(found, WAIT_S)
    left = ", ".join(str(one.pid) for one in found)
    raise LeftRunningError(f"the processes {left} of execution {mark} cannot be ended")


def end_and_sweep(mark: str, scratch: Path) -> int:
    """End all processes, and remove the folder of their temporary files; returns their number. Raises
    LeftRunningError, OSError."""
    ended = end_all(mark)
    if scratch.exists():
        shutil.rmtree(scratch)
    return ended


def _is_marked(one: psutil.Process, mark: str) -> bool:
    try:
        return one.environ().get(MARK) == mark and _lives(one)
    except (psutil.Error, OSError):  # it has ended in the meantime, or belongs to another user
        return False


def _command(one: psutil.Process) -> list[str]:
    try:
        return one.cmdline()
    except psutil.Error:
        return []


def _lives(one: psutil.Process) -> bool:
    try:
        return one.is_running() and one.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
