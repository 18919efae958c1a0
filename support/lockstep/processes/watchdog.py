"""The watchdog: a small process beside one that has children, which leaves nothing of them behind.

    python -m lockstep.processes.watchdog MARK SCRATCH

Its standard input is a pipe whose other end is the parent's alone. Lines on it tell of children: `worker PID` is a
forked copy of the parent, `session PID` leads a session of its own. When the pipe ends, because the parent is done
or gone, however it went, each worker is asked to end as by Ctrl-C and has `WORKER_S` for its clean-up; then all
other processes are asked (SIGTERM) and have `OTHERS_S`; what is left is killed, and the folder SCRATCH, their
temporary files, is removed. A process is the parent's if the mark is in its environment
(`children.py`) or if it is in such a session; one that forks twice, or writes over its environment, is found, too.
What stands still is made to run on first (SIGCONT).

It has a session of its own, ignores SIGINT, SIGTERM and SIGHUP, and on Linux wakes with its parent's end where it
stands still itself. Exit code 0: nothing is left. Raises
LeftRunningError, OSError.
"""

import os
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil

from lockstep.processes.ending import end_all, lives, variable_of, wait_for
from lockstep.processes.linux import wake_with_parents_end

MARK = "SUITE_PROCESSES"
WORKER, SESSION = "worker", "session"
WORKER_S = 10.0
OTHERS_S = 5.0


class Watched:
    """The processes of one parent."""

    def __init__(self, mark: str) -> None:
        """None is known but by the mark."""
        self._mark = mark
        self._workers: list[psutil.Process] = []
        self._leaders: dict[int, psutil.Process] = {}

    def note(self, line: str) -> None:
        """Take a line of the parent's."""
        kind, _, pid = line.partition(" ")
        with suppress(psutil.NoSuchProcess):  # it has ended already
            process = psutil.Process(int(pid))
            if kind == WORKER:
                self._workers.append(process)
            else:
                self._leaders[process.pid] = process

    def workers(self) -> list[psutil.Process]:
        """The living workers."""
        return [one for one in self._workers if lives(one)]

    def all(self) -> list[psutil.Process]:
        """Every living process of the parent's; this one is none."""
        others = (one for one in psutil.process_iter() if one.pid != os.getpid())
        marked = [one for one in others if (self._is_marked(one) or self._is_in_session(one)) and lives(one)]
        return [*marked, *(one for one in self.workers() if one not in marked)]

    def _is_marked(self, one: psutil.Process) -> bool:
        return self._mark in variable_of(one, MARK).split("/")

    def _is_in_session(self, one: psutil.Process) -> bool:
        """Whether it is in the session of a child, and not of another process that was given the child's number."""
        try:
            leader = self._leaders.get(os.getsid(one.pid))
            return leader is not None and (leader.is_running() or not psutil.pid_exists(leader.pid))
        except (OSError, psutil.Error):
            return False


def main(arguments: list[str]) -> int:
    """Watch until the pipe ends, then end what is left; the exit code."""
    mark, scratch = arguments
    wake_with_parents_end()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    watched = Watched(mark)
    for line in _lines():
        watched.note(line)
    for one in watched.all():
        with suppress(psutil.Error):  # it has ended meanwhile
            one.resume()
    _ask(watched.workers(), WORKER_S)
    _ask(watched.all(), OTHERS_S)
    end_all(watched.all, "a run that is over")
    _remove(Path(scratch))
    return 0


def _lines() -> Iterator[str]:
    for line in sys.stdin:
        yield line.strip()


def _remove(folder: Path) -> None:
    """Remove a folder, of which another watchdog may remove a part just then. Raises OSError."""
    while folder.exists():
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)


def _ask(processes: Iterable[psutil.Process], limit_s: float) -> None:
    """Ask these to end, and wait for it."""
    asked = list(processes)
    for one in asked:
        with suppress(psutil.Error):  # it has ended meanwhile
            one.terminate()
    wait_for(asked, limit_s)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
