"""Finds processes and ends every one of them.

The caller passes a function that finds the processes, because new ones may begin while others are ended. None is
reaped here: the exit code is left to the process that started it.
"""

import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

import psutil

ROUNDS = 10
WAIT_S = 5.0
LOOK_S = 0.02


class LeftRunningError(Exception):
    """Processes could not be ended; one sentence for the user."""


def lives(one: psutil.Process) -> bool:
    """Whether it is still running; a zombie has ended."""
    try:
        return one.is_running() and one.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def variable_of(one: psutil.Process, name: str) -> str:
    """An environment variable of a process, as it was when the process began; empty if it is not set, or if the
    process has ended meanwhile or belongs to another user."""
    try:
        return str(one.environ().get(name, ""))
    except (psutil.Error, OSError):
        return ""


def wait_for(processes: Iterable[psutil.Process], limit_s: float) -> None:
    """Wait at most this long for these to end."""
    waited = list(processes)
    waiting, until = threading.Event(), time.monotonic() + limit_s
    while any(map(lives, waited)) and time.monotonic() < until:
        waiting.wait(LOOK_S)


def end_all(find: Callable[[], Iterable[psutil.Process]], whose: str) -> int:
    """Kill every process that is found, and those that these start meanwhile; returns how many there were. Raises
    LeftRunningError, which says `whose` they are."""
    ended = 0
    for _ in range(ROUNDS):
        found = list(find())
        if not found:
            return ended
        ended += len(found)
        for one in found:
            with suppress(psutil.NoSuchProcess):  # psutil checks that the number still belongs to the same process
                one.kill()
        wait_for(found, WAIT_S)
    left = ", ".join(str(one.pid) for one in found)
    raise LeftRunningError(f"the processes {left} of {whose} cannot be ended")
