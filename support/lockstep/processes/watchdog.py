"""The watchdog: a small process that accompanies a parent process and leaves none of its children behind.

    python -m lockstep.processes.watchdog MARK SCRATCH

Its standard input is a pipe whose other end belongs to the parent alone. Its lines announce children: `worker PID` is
a forked copy of the parent, `session PID` leads its own session. When the pipe ends, because the parent has finished
or is gone for any reason, each worker is asked to end as by Ctrl-C and has `WORKER_S` for its clean-up; then all
other processes are asked (SIGTERM) and have `OTHERS_S`; the rest is killed, and the folder SCRATCH with their
temporary files is removed. A process belongs to the parent if the mark is in its environment (`children.py`) or if it
is in such a session; a process that forks twice, or overwrites its environment, is found too. Stopped processes are
continued first (SIGCONT).

It has its own session, ignores SIGINT, SIGTERM and SIGHUP, and on Linux, if it is stopped itself, continues when its
parent ends. Exit code 0: nothing is left. Raises LeftRunningError, OSError.
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
        """No process is known yet, except by the mark."""
        self._mark = mark
        self._workers: list[psutil.Process] = []
        self._leaders: dict[int, psutil.Process] = {}

    def note(self, line: str) -> None:
        """Handle a line from the parent."""
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
        """Every living process that belongs to the parent, except this one."""
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
    """Remove a folder, parts of which another watchdog may be removing at the same time. Raises OSError."""
    while folder.exists():
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)


def _ask(processes: Iterable[psutil.Process], limit_s: float) -> None:
    """Ask these to end, and wait for them."""
    asked = list(processes)
    for one in asked:
        with suppress(psutil.Error):  # it has ended meanwhile
            one.terminate()
    wait_for(asked, limit_s)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
