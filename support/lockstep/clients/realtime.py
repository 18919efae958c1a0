"""The realtime client: one connection, read from its opening to its close, with every frame passed on at arrival.

A reader task on the background loop decodes each message with the connection's codec and passes it to the listener at
once; nothing is dropped, and nothing waits for a request. The client sends no keep-alive pings, negotiates no
compression and uses a proxy only if told to. Reading can be paused: bytes then stay in the buffers of the system and
of the server, and nothing is lost; even a close is only detected once reading resumes. The end of a connection is
reported once: by us, by the server (with the code, and whether the closing handshake was complete) or by the network.
The handshake, also that of a refused connection, is an `Exchange`.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import websockets
from websockets.asyncio.client import ClientConnection, connect

from lockstep.clients.api import Exchange
from lockstep.clients.dialects.base import BrokenCodecError, Codec, Frame, MalformedFrameError, Raw
from lockstep.clients.errors import Trouble
from lockstep.clients.tls import reason, tls_for

_LARGEST = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Closed:
    """How a connection ended; `code` is None without a close frame."""

    by: Literal["us", "server", "network"]
    code: int | None
    clean: bool
    reason: str


class RefusedError(Exception):
    """A connection could not be opened; the text states the answer of the server or the network; `handshake` is the
    whole exchange."""

    def __init__(self, text: str, handshake: Exchange) -> None:
        """Of this handshake."""
        super().__init__(text)
        self.handshake = handshake


class Listener(Protocol):
    """Receives the events of a connection, on the background loop."""

    def on_frame(self, n: int, raw: Raw, frames: list[Frame] | MalformedFrameError) -> None:
        """The n-th message, counting from 1, arrived."""

    def on_close(self, closed: Closed) -> None:
        """The connection is over."""


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
        self,
        url: str,
        *,
        headers: dict[str, str],
        subprotocols: tuple[str, ...],
        agent: str,
        timeout_s: float,
        proxy: str = "",
    ) -> Exchange:
        """Open the connection, through an HTTP `proxy` if one is named, start reading and return the handshake.
        Raises RefusedError."""
        asked = time.monotonic_ns()
        try:
            self._socket = await connect(
                url,
                additional_headers=headers,
                subprotocols=[websockets.Subprotocol(name) for name in subprotocols] or None,
                user_agent_header=agent,
                ssl=tls_for(url),
                compression=None,
                proxy=proxy or None,
                ping_interval=None,
                open_timeout=timeout_s,
                close_timeout=timeout_s,
                max_size=_LARGEST,
                max_queue=None,
            )
        except (OSError, TimeoutError, websockets.WebSocketException) as error:
            told = {**headers, "User-Agent": agent}
            raise RefusedError(reason(error), _refused(url, told, asked, error)) from error
        answered = time.monotonic_ns()
        self._reader = asyncio.create_task(self._read(self._socket), name=f"reader of {agent}")
        request, response = self._socket.request, self._socket.response
        sent: Mapping[str, str] = request.headers if request else headers
        if response is None:
            return _handshake(url, sent, asked, answered)
        return _handshake(url, sent, asked, answered, status=response.status_code, headers=response.headers)

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
        """Resume reading; does nothing if reading was not paused."""
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
        """Cut the connection without a closing handshake, like a network failure, and wait until the reader has
        detected it."""
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
        except Exception as error:  # noqa: BLE001 - a codec from outside may raise anything, and reading goes on
            return BrokenCodecError(error)


def _handshake(
    url: str,
    sent: Mapping[str, str],
    asked: int,
    answered: int,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
    trouble: Trouble | None = None,
) -> Exchange:
    text, found = content.decode("utf-8", "replace"), headers or {}
    return Exchange("GET", url, None, status, trouble, found, text, None, asked, answered, url, sent, b"", content)


def _refused(url: str, sent: Mapping[str, str], asked: int, error: Exception) -> Exchange:
    """The handshake of a connection that was not opened."""
    now = time.monotonic_ns()
    if isinstance(error, websockets.InvalidStatus):
        got = error.response
        content = bytes(got.body or b"")
        return _handshake(url, sent, asked, now, status=got.status_code, headers=got.headers, content=content)
    trouble: Trouble = "reset"
    if isinstance(error, TimeoutError):
        trouble = "timeout"
    elif isinstance(error, OSError) and not isinstance(error, ConnectionResetError | BrokenPipeError):
        trouble = "refused"
    return _handshake(url, sent, asked, now, trouble=trouble)


def _how(socket: ClientConnection) -> Closed:
    protocol = socket.protocol
    received, sent = protocol.close_rcvd, protocol.close_sent
    if received is not None and (sent is None or protocol.close_rcvd_then_sent):
        return Closed("server", received.code, sent is not None, received.reason)
    if sent is not None:
        return Closed("us", sent.code, received is not None, sent.reason)
    return Closed("network", None, False, "the connection broke without a close frame")
