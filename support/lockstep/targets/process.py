"""A backend that the suite starts itself: one child process that prints `ready {...}` as its first line.

Its log goes to a file. It is ended by its pid: terminated first and killed only if it does not respond; a process
that ends by itself is detected. Its standard input is a pipe that carries nothing and closes with this process,
however that ends: a program that stops when its standard input closes never outlives the run (unless it is
suspended). Errors are TargetFaultError with one sentence that names the log.
"""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from lockstep.targets.base import TargetFaultError

_READY_S = 180.0  # an ended process is detected at once; this is only for one that hangs, even on a very busy machine
_STOP_S = 10.0


class BackendProcess:
    """One backend process."""

    def __init__(
        self,
        command: list[str],
        log: Path,
        database: Path | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """`command` starts it; `log` receives its standard error. `database` is the location of its data, if it can
        be restarted; `environ` is its environment, by default that of this process."""
        self.command = command
        self.database = database
        self._environ = environ
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> Any:
        """Start it and return the content of its ready line. Raises TargetFaultError."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab" if self._process is not None else "wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=self._environ,
            )
        if self._process.stdout is None:
            raise TargetFaultError("the backend was started without a readable output")
        try:
            line = await asyncio.wait_for(self._process.stdout.readline(), _READY_S)
        except TimeoutError:
            await self.stop()
            raise TargetFaultError(
                f"the backend did not report that it was ready within {_READY_S:g} s; its log is {self._log}"
            ) from None
        if not line.startswith(b"ready "):
            await self.stop()
            raise TargetFaultError(f"the backend ended before it was ready; its log is {self._log}")
        return msgspec.json.decode(line.removeprefix(b"ready "))

    @property
    def pid(self) -> int | None:
        """The process's pid while it runs."""
        return self._process.pid if self.alive() and self._process is not None else None

    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.returncode is None

    def signal(self, number: int) -> None:
        """Send it a signal. Raises TargetFaultError when it is not running."""
        if self.pid is None:
            raise TargetFaultError("the backend is not running")
        os.kill(self.pid, number)

    async def end(self, number: int) -> int:
        """Send it a signal that ends it, and return its exit code. Raises TargetFaultError."""
        self.signal(number)
        if self._process is None:
            raise TargetFaultError("the backend was never started")
        try:
            return await asyncio.wait_for(self._process.wait(), _STOP_S)
        except TimeoutError:
            raise TargetFaultError(f"the backend did not end within {_STOP_S:g} s of signal {number}") from None

    async def again(self) -> None:
        """Start it again with `command`. Raises TargetFaultError."""
        await self.start()

    async def stop(self) -> None:
        """Terminate it, and kill it if it does not end within 10 s."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), _STOP_S)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
