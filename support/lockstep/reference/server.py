"""Serving: one process, one listening socket on 127.0.0.1, HTTP and WebSocket on it.

The line `ready {"api": URL, "ws": URL}` is printed when a request and a socket of our own were both answered, not
before. SIGTERM and SIGINT, and the end of standard input where that is the leash, close every socket with 1012 and
end the process with 0; SIGUSR1 ends the pause of `--failpoint after_commit=pause`; SIGUSR2 puts the clock forward by
`leap_s`.
"""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Iterator
from functools import partial

import msgspec
import uvicorn
import websockets
from websockets.asyncio.client import connect

from lockstep.reference.backend import Backend
from lockstep.reference.http.api import application

_STDIN = 0
_ANSWER_S = 10
_SWEEP_S = 60
_LARGEST_FRAME = 64 * 1024
_LARGEST_SEND_BUFFER = 128 * 1024


class PortError(Exception):
    """The port cannot be listened on; one sentence for people."""


class NotReadyError(Exception):
    """The server listens but does not answer; one sentence for people."""


def listen(port: int, send_buffer: int) -> socket.socket:
    """A listening socket; 0 is a free port. Raises PortError. The kernel's own buffer for sending is kept no larger
    than what a connection may leave unread, or that limit would mean little."""
    # asyncio sends small frames at once (TCP_NODELAY) only where the protocol is named
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, min(send_buffer, _LARGEST_SEND_BUFFER))
    try:
        listener.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise PortError(f"Port {port} on 127.0.0.1 cannot be used ({error}); give another --port.") from error
    return listener


async def serve(backend: Backend, listener: socket.socket, *, leashed: bool = False) -> None:
    """Serve until a signal ends it, or, `leashed`, the end of standard input. Raises NotReadyError."""
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
        timeout_keep_alive=120,  # longer than clients keep an idle connection, so that none is closed under a request
        timeout_graceful_shutdown=3,
    )
    await _Server(config, backend, leashed=leashed).serve([listener])


class _Server(uvicorn.Server):
    """Tells when it is ready, ends without re-raising the signal, and sweeps now and then."""

    def __init__(self, config: uvicorn.Config, backend: Backend, *, leashed: bool) -> None:
        super().__init__(config)
        self._backend, self._leashed = backend, leashed

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or []:
            _, port = listener.getsockname()
            api, ws = f"http://127.0.0.1:{port}/api/v1", f"ws://127.0.0.1:{port}/ws"
            await _answers(port, ws)
            sys.stdout.write(f"ready {msgspec.json.encode({'api': api, 'ws': ws}).decode()}\n")
            sys.stdout.flush()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        loop.add_signal_handler(signal.SIGUSR1, self._backend.core.writes.release)
        loop.add_signal_handler(signal.SIGUSR2, self._backend.leap)
        if self._leashed:
            loop.add_reader(_STDIN, self._hear, loop)
        self._sweep(loop)
        yield

    def _hear(self, loop: asyncio.AbstractEventLoop) -> None:
        if not os.read(_STDIN, 1_024):
            loop.remove_reader(_STDIN)
            self._stop()

    def _stop(self) -> None:
        self._backend.health.stopping = True
        self.should_exit = True

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        self._backend.sweep()
        loop.call_later(_SWEEP_S, partial(self._sweep, loop))


async def _answers(port: int, ws: str) -> None:
    """Return once both sides answered a request of ours. Raises NotReadyError."""
    try:
        async with asyncio.timeout(_ANSWER_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /api/v1/health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            status = (await reader.read()).partition(b"\r\n")[0].decode()
            writer.close()
            await writer.wait_closed()
            async with connect(ws, proxy=None, compression=None, ping_interval=None) as probe:
                greeting = msgspec.json.decode(await probe.recv())
    except (OSError, TimeoutError, websockets.WebSocketException) as error:
        raise NotReadyError(f"The server listens on port {port} but does not answer: {error!r}.") from error
    if " 200 " not in status or greeting["event"] != "connection_established":
        raise NotReadyError(f"The server on port {port} answers, but not as it should: {status}.")
