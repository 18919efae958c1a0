"""A small HTTP/1.1 client for load: ready-made bytes out, status and body in, by callbacks.

One request at a time on a connection; the pool opens another when none is free, so that no request ever waits for an
earlier answer. The arrival of an answer is stamped first thing, before anything is parsed. Errors reach the caller as
a word: `refused` (no connection: nothing was sent), `reset` (ended before the answer was complete), `timeout`,
`protocol` (the answer is not HTTP). A request is never sent twice.
"""

import asyncio
import socket
import time
from collections import deque
from typing import Any, Protocol
from urllib.parse import urlsplit

import httptools

from lockstep.clients.tls import tls_for

_now = time.monotonic_ns


class Asker(Protocol):
    """Receives the outcomes of requests, by their number; times are ns of the monotonic clock."""

    def on_sent(self, i: int, t: int) -> None:
        """The request was passed to the socket."""

    def on_answer(self, i: int, t: int, status: int, body: bytes) -> None:
        """The answer is complete; `t` is when its last part arrived."""

    def on_error(self, i: int, t: int, word: str) -> None:
        """The request will never be answered."""


class Connection(asyncio.Protocol):
    """One connection, with at most one request on it."""

    __slots__ = ("_parser", "_parts", "_pool", "_t", "i", "since", "transport")

    def __init__(self, pool: "Pool") -> None:
        """Not connected yet."""
        self._pool = pool
        self._parser: Any = httptools.HttpResponseParser(self)
        self._parts: list[bytes] = []
        self._t = 0
        self.i = -1
        self.since = 0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The loop connected it."""
        self.transport = transport  # type: ignore[assignment]  # a stream's; the base class cannot express that

    def send(self, i: int, request: bytes) -> None:
        """Send a request; its answer is reported under its number."""
        if self.transport is None:
            raise RuntimeError("a request was passed to a connection that is not open")
        self.i = i
        self.since = _now()
        self._pool.asker.on_sent(i, self.since)
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Stamp, then parse."""
        self._t = _now()
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._fail("protocol")

    def on_body(self, body: bytes) -> None:
        """The parser found a part of the body."""
        self._parts.append(body)

    def on_message_complete(self) -> None:
        """The parser found the end of the answer."""
        i, self.i = self.i, -1
        body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        self._parts = []
        status, stays = self._parser.get_status_code(), self._parser.should_keep_alive()
        self._pool.done(self, stays=stays)
        if i >= 0:
            self._pool.asker.on_answer(i, self._t, status, body)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over, whichever side ended it."""
        self._pool.forget(self)
        self.transport = None
        if self.i >= 0:
            self._fail("reset")

    def give_up(self) -> None:
        """Stop waiting for the answer."""
        self._fail("timeout")

    def _fail(self, word: str) -> None:
        i, self.i = self.i, -1
        if self.transport is not None:
            self.transport.abort()
        if i >= 0:
            self._pool.asker.on_error(i, _now(), word)


class Pool:
    """Connections to one address."""

    def __init__(self, url: str, asker: Asker, timeout_s: float) -> None:
        """Nothing is opened yet. Raises ValueError for an address without a host."""
        parts = urlsplit(url)
        if not parts.hostname:
            raise ValueError(f"{url!r} names no host")
        self.asker = asker
        self._host = parts.hostname
        self._tls = tls_for(url)
        self._port = parts.port or (443 if self._tls else 80)
        self._timeout = round(timeout_s * 1e9)
        self._free: deque[Connection] = deque()
        self._all: set[Connection] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self.opened = 0

    def send(self, i: int, request: bytes) -> None:
        """Send a request on a free connection, or on a new one."""
        while self._free:
            connection = self._free.pop()
            if connection.transport is not None and not connection.transport.is_closing():
                connection.send(i, request)
                return
        task = asyncio.get_running_loop().create_task(self._open_and_send(i, request))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def warm(self, count: int) -> None:
        """Open this many connections in advance. Raises OSError."""
        for connection in [await self._open() for _ in range(count)]:
            self._free.append(connection)

    def done(self, connection: Connection, *, stays: bool) -> None:
        """A connection is free again, or no longer usable."""
        if stays:
            self._free.append(connection)
        elif connection.transport is not None:
            connection.transport.close()

    def forget(self, connection: Connection) -> None:
        """A connection is over."""
        self._all.discard(connection)

    def sweep(self) -> None:
        """Abandon requests that were sent too long ago."""
        late = _now() - self._timeout
        for connection in [one for one in self._all if one.i >= 0 and one.since < late]:
            connection.give_up()

    async def close(self) -> None:
        """End every connection."""
        for task in list(self._opening):
            task.cancel()
        for connection in list(self._all):
            if connection.transport is not None:
                connection.transport.abort()
        await asyncio.sleep(0)

    async def _open(self) -> Connection:
        loop = asyncio.get_running_loop()
        _, connection = await asyncio.wait_for(
            loop.create_connection(lambda: Connection(self), self._host, self._port, ssl=self._tls),
            self._timeout / 1e9,
        )
        if connection.transport is None:
            raise ConnectionResetError("the connection ended as soon as it was opened")
        self.opened += 1
        self._all.add(connection)
        raw = connection.transport.get_extra_info("socket")
        if raw is not None and self._tls is None:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    async def _open_and_send(self, i: int, request: bytes) -> None:
        try:
            connection = await self._open()
        except TimeoutError:
            self.asker.on_error(i, _now(), "timeout")
        except OSError:
            self.asker.on_error(i, _now(), "refused")
        else:
            connection.send(i, request)
