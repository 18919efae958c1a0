"""Faults of a backend that the suite started itself, applied to its process and its database from outside.

    terminated   SIGTERM: it shuts down; it is started again, on the same port and data, when the fault ends
    killed       SIGKILL: it ends at once; it is started again likewise
    frozen       SIGSTOP: it is suspended until the fault ends (SIGCONT)
    locked       another connection holds the database's write lock
    full         no file of the process can grow any more (RLIMIT_FSIZE, which needs no root; Linux only)

`end` returns the evidence of what the fault did, empty for nothing. Errors: TargetFaultError, one sentence.
"""

import asyncio
import contextlib
import resource
import signal
import sqlite3
import time
from abc import ABC, abstractmethod
from typing import ClassVar, Literal

import psutil

from lockstep.targets.base import TargetFaultError
from lockstep.targets.local_process import LocalProcess

_SEEN_S = 10.0


class BackendFault(ABC):
    """One fault of one backend."""

    does: ClassVar[tuple[Literal["holds"], ...]] = ()
    missing: ClassVar[str] = "it ran on"

    def __init__(self, process: LocalProcess) -> None:
        """Nothing has been done."""
        self.process = process

    @abstractmethod
    async def begin(self) -> None:
        """Begin the fault. Raises TargetFaultError."""

    @abstractmethod
    async def end(self) -> str:
        """End the fault and return its evidence. Raises TargetFaultError."""


class Terminated(BackendFault):
    """Ended by a signal, and started again."""

    number: ClassVar[signal.Signals] = signal.SIGTERM

    async def begin(self) -> None:
        """Send the signal and wait until the process is gone."""
        self._pid = _pid(self.process)
        self._code = await self.process.end(self.number)

    async def end(self) -> str:
        """Start it again."""
        begun = time.monotonic()
        await self.process.again()
        word = (
            f"by {self.number.name}" if self._code == -self.number else f"after {self.number.name} with {self._code}"
        )
        return f"process {self._pid} ended {word}; started again in {time.monotonic() - begun:.2f} s"


class Killed(Terminated):
    """Ended without a word."""

    number = signal.SIGKILL


class Frozen(BackendFault):
    """Stopped, and continued."""

    does = ("holds",)

    async def begin(self) -> None:
        """Stop it, and see that it is."""
        self._pid, self._begun = _pid(self.process), time.monotonic()
        self.process.signal(signal.SIGSTOP)
        while psutil.Process(self._pid).status() != psutil.STATUS_STOPPED:
            if time.monotonic() - self._begun > _SEEN_S:
                raise TargetFaultError(f"process {self._pid} of the backend did not stop within {_SEEN_S:g} s")
            await asyncio.sleep(0)

    async def end(self) -> str:
        """Let it go on."""
        self.process.signal(signal.SIGCONT)
        return f"process {self._pid} stood still for {time.monotonic() - self._begun:.2f} s"


class Locked(BackendFault):
    """Another connection holds the database's write lock."""

    missing = "the lock was not had"

    async def begin(self) -> None:
        """Take the lock."""
        database = self.process.database
        if database is None:
            raise TargetFaultError("the backend has no database file that could be locked")
        self._connection = sqlite3.connect(database, isolation_level=None, timeout=_SEEN_S, check_same_thread=False)
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            self._connection.close()
            raise TargetFaultError(f"the database {database} could not be locked: {error}") from error
        self._begun = time.monotonic()

    async def end(self) -> str:
        """Let it go."""
        held = self._connection.in_transaction
        self._connection.execute("ROLLBACK")
        self._connection.close()
        return f"the write lock was held for {time.monotonic() - self._begun:.2f} s" if held else ""


class Full(BackendFault):
    """No file can grow."""

    missing = "nothing was limited"

    async def begin(self) -> None:
        """Limit the size of the process's files to that of the database's journal."""
        if not hasattr(resource, "prlimit"):
            raise TargetFaultError("a full disk can be simulated on Linux only")
        database = self.process.database
        if database is None:
            raise TargetFaultError("the backend has no database file whose disk could be full")
        self._pid = _pid(self.process)
        journal = database.with_name(f"{database.name}-wal")
        self._size = journal.stat().st_size if journal.exists() else database.stat().st_size
        self._before = resource.prlimit(self._pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self._pid, resource.RLIMIT_FSIZE, (self._size, self._before[1]))

    async def end(self) -> str:
        """Lift the limit."""
        with contextlib.suppress(ProcessLookupError):
            limited = resource.prlimit(self._pid, resource.RLIMIT_FSIZE, self._before)[0]
            return f"no file could grow beyond {limited} bytes" if limited == self._size else ""
        raise TargetFaultError(f"process {self._pid} of the backend has ended while its disk was full")


def _pid(process: LocalProcess) -> int:
    if process.pid is None:
        raise TargetFaultError("the backend is not running, so no fault can be applied to it")
    return process.pid


BACKEND_FAULTS: dict[str, type[BackendFault]] = {
    "terminated": Terminated,
    "killed": Killed,
    "frozen": Frozen,
    "locked": Locked,
    "full": Full,
}
