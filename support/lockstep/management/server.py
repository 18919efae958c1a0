"""Serving: one process, one listening socket on 127.0.0.1.

`ready {"api", "live", "monitor"}` is printed when a request of our own was answered. SIGTERM and SIGINT end the
service with 0: no new request is taken, those that are being answered have a moment, sockets are closed with
1012, parts end.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from lockstep.management.app import PREFIX

_STDIN = 0
_ANSWER_S = 30
_GRACE_S = 1
_LARGEST_FRAME = 64 * 1024
_PONG_S = 100  # so that who watches with curl, which answers no ping, sees a run to its end


class ServingError(Exception):
    """The service cannot be reached on its port; one sentence for people."""


def listen(port: int) -> socket.socket:
    """A listening socket; 0 is a free port. Raises ServingError."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise ServingError(f"port {port} on 127.0.0.1 cannot be used ({error}): give another --port") from error
    return listener


async def serve(app: FastAPI, listener: socket.socket, *, leashed: bool = False) -> None:
    """Serve until a signal ends it, or, `leashed`, the end of standard input. Raises ServingError."""
    config = uvicorn.Config(
        app,
        ws="websockets-sansio",
        ws_max_size=_LARGEST_FRAME,
        ws_ping_timeout=_PONG_S,
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    await _Server(config, leashed=leashed).serve([listener])


class _Server(uvicorn.Server):
    """Tells when it is ready, and ends without raising the signal again."""

    def __init__(self, config: uvicorn.Config, *, leashed: bool) -> None:
        super().__init__(config)
        self._leashed = leashed

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit as error:
            raise ServingError("the service could not begin: its log says why") from error
        for listener in sockets or []:
            host = f"127.0.0.1:{listener.getsockname()[1]}"
            await _answers(listener.getsockname()[1])
            api = f"http://{host}{PREFIX}"
            told = {"api": api, "live": f"ws://{host}{PREFIX}/test/live", "monitor": f"{api}/monitor"}
            sys.stdout.write(f"ready {json.dumps(told)}\n")
            sys.stdout.flush()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        if self._leashed:
            loop.add_reader(_STDIN, self._hear, loop)
        yield

    def _hear(self, loop: asyncio.AbstractEventLoop) -> None:
        if not os.read(_STDIN, 1_024):
            loop.remove_reader(_STDIN)
            self._stop()

    def _stop(self) -> None:
        self.should_exit = True


async def _answers(port: int) -> None:
    """Return once a request of ours was answered. Raises ServingError."""
    try:
        async with asyncio.timeout(_ANSWER_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(
                f"GET {PREFIX}/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
            )
            status = (await reader.read()).partition(b"\r\n")[0].decode("latin-1")
            writer.close()
            await writer.wait_closed()
    except (OSError, TimeoutError) as error:
        raise ServingError(f"the service listens on port {port} but does not answer: {error!r}") from error
    if " 200 " not in status:
        raise ServingError(f"the service on port {port} answers, but not as it should: {status}")
