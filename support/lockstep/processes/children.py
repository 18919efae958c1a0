"""The children of this process: how they are started, and how they end with it.

Every child is in its own session, so that a signal to this process's group (Ctrl-C on a terminal, `timeout`, a closed
terminal) reaches only this process, which then ends its children in order. Each has a mark in its environment, which
its own children inherit, and a folder for temporary files. With the first child a watchdog is started
(`watchdog.py`): however this process ends, no child outlives it and the folder is removed. `end` waits for that; it
is always called when the interpreter ends. A forked copy of this process (a worker of a run) has no children yet;
those that it starts have their own watchdog, and are also known to this process's watchdog.

    process = await CHILDREN.spawn("nginx", "-c", "nginx.conf", stdin=DEVNULL)
    process = CHILDREN.popen([sys.executable, "-m", "lockstep.load"], stdin=PIPE)

Threads may share it. Errors: OSError.
"""

import asyncio
import atexit
import os
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from lockstep.processes.watchdog import MARK, SESSION, WORKER

WATCHDOG = "lockstep.processes.watchdog"


class Children:
    """All children of one process."""

    def __init__(self) -> None:
        """Nothing is started."""
        self._marks = ""
        self._home: Path | None = None
        self._own = uuid.uuid4().hex
        self._lock = threading.Lock()
        self._watchdog: subprocess.Popen[bytes] | None = None
        self._scratch = Path()
        self._spawned: WeakKeyDictionary[asyncio.subprocess.Process, asyncio.AbstractEventLoop] = WeakKeyDictionary()

    async def spawn(
        self, *command: str, environ: Mapping[str, str] | None = None, **options: Any
    ) -> asyncio.subprocess.Process:
        """Start a child on the running loop; options are those of `asyncio.create_subprocess_exec`, `environ` is its
        environment, by default that of this process."""
        program, *arguments = command
        process = await asyncio.create_subprocess_exec(program, *arguments, **self._with(environ), **options)
        self._tell(SESSION, process.pid)
        self._spawned[process] = asyncio.get_running_loop()
        return process

    async def end_spawned(self) -> None:
        """Kill children spawned on the running loop that are still running, before the loop is closed."""
        here = asyncio.get_running_loop()
        for process in [one for one, loop in self._spawned.items() if loop is here and one.returncode is None]:
            if process.stdin is not None:
                process.stdin.close()
            process.kill()
            await process.wait()

    def popen(
        self, command: Sequence[str], environ: Mapping[str, str] | None = None, **options: Any
    ) -> "subprocess.Popen[bytes]":
        """Start a child; options are those of `subprocess.Popen`."""
        process: subprocess.Popen[bytes] = subprocess.Popen(command, **self._with(environ), **options)  # noqa: S603
        self._tell(SESSION, process.pid)
        return process

    def forked(self, pid: int) -> None:
        """Register a forked copy of this process as a child that needs time for its clean-up."""
        self._tell(WORKER, pid)

    def scratch(self) -> Path:
        """The folder for temporary files of children, and of this process for them."""
        self._watched()
        return self._scratch

    def end(self) -> None:
        """End everything that is still running, and wait until nothing is left. Does nothing when called again."""
        with self._lock:
            watchdog, self._watchdog = self._watchdog, None
        if watchdog is not None and watchdog.stdin is not None:
            watchdog.stdin.close()
            watchdog.wait()

    def forget(self) -> None:
        """In a forked copy: the children belong to the other process, whose watchdog must see it end."""
        if self._watchdog is not None:
            if self._watchdog.stdin is not None:
                self._watchdog.stdin.close()
            self._watchdog.returncode = 0  # this process must not wait for it
            self._home, self._marks = self._scratch, self._mark()
        self._own, self._watchdog, self._lock = uuid.uuid4().hex, None, threading.Lock()

    def _with(self, environ: Mapping[str, str] | None) -> dict[str, Any]:
        self._watched()
        given = os.environ if environ is None else environ
        own = {MARK: self._mark()}
        temporary = {} if given.get("TMPDIR", "") != os.environ.get("TMPDIR", "") else {"TMPDIR": str(self._scratch)}
        return {"env": {**given, **own, **temporary}, "start_new_session": True}

    def _mark(self) -> str:
        """Its own mark, after those of the processes above."""
        above = self._marks or os.environ.get(MARK, "")
        return f"{above}/{self._own}" if above else self._own

    def _watched(self) -> "subprocess.Popen[bytes]":
        """The watchdog, started with the first child, and again if something has killed it: marks stay the same."""
        with self._lock:
            if self._watchdog is None:
                self._scratch = Path(tempfile.mkdtemp(prefix="lockstep-", dir=self._home))
            if self._watchdog is None or self._watchdog.poll() is not None:
                if self._watchdog is not None and self._watchdog.stdin is not None:
                    with suppress(BrokenPipeError):  # what it was not told, its successor finds by the marks
                        self._watchdog.stdin.close()
                self._watchdog = subprocess.Popen(  # noqa: S603 - our own program
                    [sys.executable, "-P", "-m", WATCHDOG, self._own, str(self._scratch)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            return self._watchdog

    def _tell(self, kind: str, pid: int) -> None:
        watchdog = self._watched()
        with self._lock:
            if watchdog.stdin is not None and not watchdog.stdin.closed:
                watchdog.stdin.write(f"{kind} {pid}\n".encode())
                watchdog.stdin.flush()


CHILDREN = Children()
"""The children of this process."""

atexit.register(CHILDREN.end)
os.register_at_fork(after_in_child=CHILDREN.forget)
