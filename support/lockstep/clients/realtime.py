"""The realtime client: one connection, read from its opening to its close, every frame handed on at arrival.

A reader task on the background loop decodes each message with the connection's codec and gives it to the
listener at once; nothing is dropped, nothing waits to be asked for. The client sends no keep-alive pings of its
own, negotiates no compression and uses no proxy. Reading can be paused: then bytes stay where they are, in the
buffers of the system and then of the server, and nothing is lost; not even a close is noticed before reading goes on.
How a connection ended is told once: by us, by the server
(which code, whether the closing handshake was whole) or by the network.
"""

import asyncio
from dataclasses import dataclass
from typing import Literal, Protocol

import websockets
from websockets.asyncio.client import ClientConnection, connect

from lockstep.clients.dialects.base import Codec, Frame, MalformedFrameError, Raw
from lockstep.clients.tls import reason, tls_for

_LARGEST = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Closed:
    """How a connection ended; `code` is None where no close frame was seen."""

    by: Literal["us", "server", "network"]
    code: int | None
    clean: bool
    reason: str


class RefusedError(Exception):
    """A connection could not be opened; the text says what the server or the network answered."""


class Listener(Protocol):
    """Who hears what happens on a connection, called on the background loop."""

    def on_frame(self, n: int, raw: Raw, frames: list[Frame] | MalformedFrameError) -> None:
        """The n-th message, counting from 1, arrived."""

    def on_close(self, closed: Closed) -> None:
        """The connection is over; nothing more arrives."""


class RealtimeClient:
    """One connection of one session."""

    def __init__(self, codec: Codec, listener: Listener) -> None:
        """Nothing happens before `open`."""
        self._codec = codec
        self._listener = listener
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._reading = asyncio.Event()
        self._reading.set()

    async def open(
        self, url: str, *, headers: dict[str, str], subprotocols: tuple[str, ...], agent: str, timeout_s: float
    ) -> None:
        """Open the connection and begin to read. Raises RefusedError."""
        try:
            self._socket = await connect(
                url,
                additional_headers=headers,
                subprotocols=[websockets.Subprotocol(name) for name in subprotocols] or None,
                user_agent_header=agent,
                ssl=tls_for(url),
                compression=None,
                proxy=None,
                ping_interval=None,
                open_timeout=timeout_s,
                close_timeout=timeout_s,
                max_size=_LARGEST,
                max_queue=None,
            )
        except (OSError, TimeoutError, websockets.WebSocketException) as error:
            raise RefusedError(reason(error)) from error
        self._reader = asyncio.create_task(self._read(self._socket), name=f"reader of {agent}")

    @property
    def is_open(self) -> bool:
        """Whether frames can still arrive."""
        return self._reader is not None and not self._reader.done()

    async def send(self, raw: Raw) -> None:
        """Send one message. Raises ConnectionError when the connection is over."""
        if self._socket is None:
            raise ConnectionError("the connection was never opened")
        try:
            await self._socket.send(raw)
        except websockets.ConnectionClosed as error:
            raise ConnectionError(str(error)) from error

    async def ping(self, timeout_s: float) -> bool:
        """Make a round trip with a WebSocket ping; false when no pong came in time or the connection is over."""
        if self._socket is None:
            return False
        try:
            async with asyncio.timeout(timeout_s):
                await (await self._socket.ping())
        except (TimeoutError, websockets.ConnectionClosed):
            return False
        return True

    def pause(self) -> None:
        """Stop reading. Raises ConnectionError when the connection is over."""
        if self._socket is None or not self.is_open:
            raise ConnectionError("there is no connection whose reading could be paused")
        self._reading.clear()
        self._socket.transport.pause_reading()

    def go_on(self) -> None:
        """Read on; nothing happens where reading was not paused."""
        if self._socket is not None and not self._reading.is_set():
            self._reading.set()
            self._socket.transport.resume_reading()

    async def close(self, code: int = 1000) -> None:
        """Close with the closing handshake, and wait until the last frame was read."""
        self.go_on()
        if self._socket is not None and self._reader is not None:
            await self._socket.close(code)
            await self._reader

    async def abort(self) -> None:
        """Cut the connection without a word, as a network does, and wait until the reader has seen it."""
        self._reading.set()
        if self._socket is not None and self._reader is not None:
            self._socket.transport.abort()
            await self._reader

    async def _read(self, socket: ClientConnection) -> None:
        n = 0
        try:
            while await self._reading.wait():
                raw = await socket.recv()
                n += 1
                self._listener.on_frame(n, raw, self._decoded(raw))
        except websockets.ConnectionClosed:
            self._listener.on_close(_how(socket))

    def _decoded(self, raw: Raw) -> list[Frame] | MalformedFrameError:
        try:
            return self._codec.decode(raw)
        except MalformedFrameError as error:
            return error


def _how(socket: ClientConnection) -> Closed:
    protocol = socket.protocol
    received, sent = protocol.close_rcvd, protocol.close_sent
    if received is not None and (sent is None or protocol.close_rcvd_then_sent):
        return Closed("server", received.code, sent is not None, received.reason)
    if sent is not None:
        return Closed("us", sent.code, received is not None, sent.reason)
    return Closed("network", None, False, "the connection broke without a close frame")
