"""A uvicorn server on one listening socket on 127.0.0.1.

It prints `ready {...}`, with its addresses as JSON, once it has answered its own test request. SIGTERM, SIGINT and
SIGHUP end it without being raised again, and so does, with `supervised`, the end of standard input.
"""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator

import msgspec
import uvicorn

_STDIN = 0


class ServingError(Exception):
    """The server cannot listen, start or answer; the text is one sentence for people."""


def listen(port: int, send_buffer: int | None = None) -> socket.socket:
    """A listening socket; port 0 means a free one. Raises ServingError.

    `send_buffer` is the size of the kernel's send buffer in bytes; None leaves the default.
    """
    # asyncio sends small frames at once (TCP_NODELAY) only if the socket names its protocol
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if send_buffer is not None:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
    try:
        listener.bind(("127.0.0.1", port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise ServingError(f"Port {port} on 127.0.0.1 cannot be used ({error}); use another --port.") from error
    return listener


async def status_line(port: int, path: str) -> str:
    """The status line of the answer to GET from the server on 127.0.0.1. Raises OSError."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    status = (await reader.read()).partition(b"\r\n")[0].decode("latin-1")
    writer.close()
    await writer.wait_closed()
    return status


class LoopbackServer(uvicorn.Server, ABC):
    """Announces when it is ready, and ends on a signal or with its standard input."""

    def __init__(self, config: uvicorn.Config, *, supervised: bool) -> None:
        """`supervised`: it also ends when its standard input closes."""
        super().__init__(config)
        self._supervised = supervised

    @abstractmethod
    async def addresses(self, port: int) -> dict[str, str]:
        """The addresses to announce, by name, once a request was answered. Raises ServingError."""

    def stop(self) -> None:
        """End the server gracefully."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, check that requests are answered, and print the ready line. Raises ServingError."""
        try:
            await super().startup(sockets)
        except SystemExit as error:
            raise ServingError("The server could not start; its log gives the reason.") from error
        for listener in sockets or []:
            addresses = await self.addresses(listener.getsockname()[1])
            sys.stdout.write(f"ready {msgspec.json.encode(addresses).decode()}\n")
            sys.stdout.flush()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGTERM, SIGINT and SIGHUP (unless it is ignored, as under `nohup`), and on the end of standard
        input if supervised."""
        loop = asyncio.get_running_loop()
        hangup = (signal.SIGHUP,) if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN else ()
        for number in (signal.SIGTERM, signal.SIGINT, *hangup):
            loop.add_signal_handler(number, self.stop)
        if self._supervised:
            loop.add_reader(_STDIN, self._read_stdin, loop)
        yield

    def _read_stdin(self, loop: asyncio.AbstractEventLoop) -> None:
        if not os.read(_STDIN, 1_024):
            loop.remove_reader(_STDIN)
            self.stop()
