"""Serving: one process, one listening socket on 127.0.0.1, HTTP and WebSocket on it.

The line `ready {"api": URL, "ws": URL}` is printed once the server has answered its own test request and WebSocket
connection. SIGTERM, SIGINT, SIGHUP and, if supervised, the end of standard input close every WebSocket connection
with 1012 and end the process with exit code 0. SIGUSR1 ends the pause of `--failpoint after_commit=pause`; SIGUSR2
puts the clock forward by `leap_s`.
"""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator
from functools import partial

import msgspec
import uvicorn
import websockets
from websockets.asyncio.client import connect

from lockstep.reference.backend import Backend
from lockstep.reference.http.api import application
from lockstep.serving.server import LoopbackServer, ServingError, status_line
from lockstep.serving.server import listen as listen_on

_ANSWER_S = 10
_SWEEP_S = 60
_LARGEST_FRAME = 64 * 1024
_LARGEST_SEND_BUFFER = 128 * 1024


def listen(port: int, send_buffer: int) -> socket.socket:
    """A listening socket; port 0 means a free one. Raises ServingError. The kernel's send buffer is at most as large
    as the limit of unread bytes of a connection, so that this limit takes effect."""
    return listen_on(port, min(send_buffer, _LARGEST_SEND_BUFFER))


async def serve(backend: Backend, listener: socket.socket, *, supervised: bool = False) -> None:
    """Serve until a signal or, if `supervised`, the end of standard input. Raises ServingError."""
    ping_s = backend.core.settings.ping_s
    config = uvicorn.Config(
        application(backend),
        ws="websockets-sansio",
        ws_max_size=_LARGEST_FRAME,
        ws_ping_interval=ping_s,
        ws_ping_timeout=ping_s,
        ws_per_message_deflate=False,
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_keep_alive=120,  # longer than clients keep an idle connection, so none is closed during a request
        timeout_graceful_shutdown=3,
    )
    await _Server(config, backend, supervised=supervised).serve([listener])


class _Server(LoopbackServer):
    """The reference backend; it also removes expired data every minute."""

    def __init__(self, config: uvicorn.Config, backend: Backend, *, supervised: bool) -> None:
        super().__init__(config, supervised=supervised)
        self._backend = backend

    async def addresses(self, port: int) -> dict[str, str]:
        api, ws = f"http://127.0.0.1:{port}/api/v1", f"ws://127.0.0.1:{port}/ws"
        try:
            async with asyncio.timeout(_ANSWER_S):
                status = await status_line(port, "/api/v1/health/ready")
                async with connect(ws, proxy=None, compression=None, ping_interval=None) as probe:
                    greeting = msgspec.json.decode(await probe.recv())
        except (OSError, TimeoutError, websockets.WebSocketException) as error:
            raise ServingError(f"The server listens on port {port} but does not answer: {error!r}.") from error
        if " 200 " not in status or greeting["event"] != "connection_established":
            raise ServingError(f"The server on port {port} did not answer with 200 and a greeting: {status}.")
        return {"api": api, "ws": ws}

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, self._backend.core.writes.release)
        loop.add_signal_handler(signal.SIGUSR2, self._backend.leap)
        with super().capture_signals():
            self._sweep(loop)
            yield

    def stop(self) -> None:
        self._backend.health.stopping = True
        super().stop()

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        self._backend.sweep()
        loop.call_later(_SWEEP_S, partial(self._sweep, loop))
