"""Servers that the suite starts itself, as child processes (`lockstep.processes.children`): a backend that prints
`ready {...}` as its first line, and what it shares with those that do not.

A log goes to a file. A server is ended by its pid: terminated first and killed only if it does not respond; one that
ends by itself is detected. Errors are TargetFaultError with one sentence that names the log.
"""

import asyncio
import os
import signal
import socket
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from lockstep.processes.children import CHILDREN
from lockstep.targets.base import TargetFaultError

_READY_S = 180.0  # an ended process is detected at once; this is only for one that hangs, even on a very busy machine
_STOP_S = 10.0
_LOOK_S = 0.05


class ServerProcess:
    """One server: its process, and a folder that goes when it goes."""

    def __init__(self, log: Path) -> None:
        """Nothing is started. `log` receives what it has to say."""
        self._log = log
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The process's pid while it runs."""
        return self._process.pid if self._process is not None and self.alive() else None

    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.returncode is None

    async def stop(self) -> None:
        """Ask it to end, kill it if it does not within 10 s, and remove its folder."""
        await self._end()
        await self._remove_folder()

    def _make_folder(self, name: str) -> Path:
        self._folder = tempfile.TemporaryDirectory(prefix=f"lockstep-{name}-", dir=CHILDREN.scratch())
        return Path(self._folder.name)

    async def _remove_folder(self) -> None:
        if self._folder is not None:
            await asyncio.to_thread(self._folder.cleanup)
            self._folder = None

    async def _answers_within(self, seconds: float, answers: Callable[[], Awaitable[bool]]) -> bool:
        """Wait until it answers; false when it has ended by itself, or the time is over."""
        deadline = asyncio.get_running_loop().time() + seconds
        while self._process is not None and asyncio.get_running_loop().time() < deadline:
            if await answers():
                return True
            try:
                await asyncio.wait_for(self._process.wait(), _LOOK_S)
            except TimeoutError:
                continue
            return False
        return False

    async def _end(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), _STOP_S)
        except TimeoutError:
            if self._process.returncode is None:  # else only what it started holds its output open
                os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody has, all different."""
    found = [socket.socket() for _ in range(count)]
    try:
        for one in found:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in found]
    finally:
        for one in found:
            one.close()


async def http_answer(port: int, path: str) -> bytes:
    """What an HTTP server on this port of 127.0.0.1 answers; empty where there is none."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return b""
    try:
        writer.write(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        return await reader.read()
    except OSError:
        return b""
    finally:
        writer.close()


class BackendProcess(ServerProcess):
    """One backend process. Its standard input is a pipe that nothing is written to and that ends with this process: a
    program that ends with its standard input ends in order."""

    def __init__(
        self,
        command: list[str],
        log: Path,
        database: Path | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """`command` starts it; `log` receives its standard error. `database` is the location of its data, if it can
        be restarted; `environ` is its environment, by default that of this process."""
        super().__init__(log)
        self.command = command
        self.database = database
        self._environ = environ

    async def start(self) -> Any:
        """Start it and return the content of its ready line. Raises TargetFaultError."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab" if self._process is not None else "wb") as log:
            self._process = await CHILDREN.spawn(
                *self.command,
                environ=self._environ,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
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
