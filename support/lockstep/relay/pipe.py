"""One connection through the relay: two sides, and the bytes that pass between them.

Without a plug-in, and on everything that is not a WebSocket, bytes pass untouched in both directions. With one, the
bytes of an accepted WebSocket go through a `RelayedWebSocket`; and if the plug-in `reads_http`, all others go through
`Exchanges` until these give up. All of it happens in the callback in which bytes arrive, so what passes keeps its
order.

Each end sees the other's behaviour unchanged: an end of stream passes on as an end of stream, with the other
direction left open; a reset as a reset; a slow reader pauses reading from the other end, so that no buffer of the
relay grows beyond asyncio's high-water mark and one read. The one exception is a server that refuses the connection:
the client sees a reset, because its own connection was already accepted. Socket errors end the pipe; nothing is
raised.
"""

import logging
from collections.abc import Iterator
from typing import Literal, Protocol

from lockstep.clients.dialects.base import Codec
from lockstep.relay.exchanges import Exchanges, Output
from lockstep.relay.faults.active import Active
from lockstep.relay.flow import Flow
from lockstep.relay.handshake import AGENT, Handshake
from lockstep.relay.plugin import Plugin
from lockstep.relay.side import Side
from lockstep.relay.traffic import Traffic
from lockstep.relay.websocket import RelayedWebSocket

_log = logging.getLogger(__name__)
_LARGEST_HEAD = 65_536


class PipeContext(Protocol):
    """The interface of the relay that its pipes use."""

    plugin: Plugin | None
    faults: Active | None
    traffic: Traffic

    def codec(self) -> Codec:
        """A codec for one connection."""

    def websockets(self) -> Iterator[RelayedWebSocket]:
        """The WebSockets of all pipes, in order of opening."""

    def connect(self, pipe: "Pipe") -> None:
        """Connect `pipe.server`, or report to the pipe that it was refused."""

    def gone(self, pipe: "Pipe") -> None:
        """Both sides of the pipe are closed."""


class Pipe:
    """One connection through the relay; `number` counts them."""

    def __init__(self, number: int, relay: PipeContext) -> None:
        """The pipe is not connected yet."""
        self.number = number
        self.client = Side(self)
        self.server = Side(self)
        self.client.other, self.server.other = self.server, self.client
        self.websocket: RelayedWebSocket | None = None
        self.person = self.device = ""
        self.carries: Literal["", "api", "socket"] = ""
        self._head = bytearray()
        if relay.faults is not None:
            self.client.flow = Flow(self.client, self, "client", relay.faults)
            self.server.flow = Flow(self.server, self, "server", relay.faults)
        self._relay = relay
        self._handshake = Handshake() if relay.plugin else None
        self._http = (
            Exchanges(number, relay.plugin, relay.traffic.unread)
            if relay.plugin is not None and relay.plugin.reads_http
            else None
        )

    def made(self, side: Side) -> None:
        """Start reading from the client only once the server is connected."""
        if side is self.client:
            self.client.pause()
            self._relay.traffic.connections += 1
            self._relay.connect(self)
        elif self.client.lost:
            self.server.abort(reset=False)
        else:
            self.client.resume()

    def refused(self) -> None:
        """The connection to the server failed."""
        self.server.lost = True
        if self.client.lost:
            self._relay.gone(self)
        else:
            self.client.abort(reset=True)

    def received(self, side: Side, data: bytes) -> None:
        """Pass bytes on, through the websocket where one exists."""
        if side is self.client and not self.carries:
            self._learn(data)
        if self.websocket is not None:
            self.websocket.received(side, data)
        elif self._http is not None:
            http = self._http
            self._exchange(http, http.from_client(data) if side is self.client else http.from_server(data))
        elif self._handshake is not None:
            self._open(self._handshake, side, data)
        else:
            side.other.write(data)

    def ended(self, side: Side) -> None:
        """Pass an end of stream on, after everything that arrived before it."""
        if self._http is not None:
            self._exchange(self._http, self._http.give_up())
        if self._handshake is not None:
            self.server.write(self._handshake.give_up())
            self._handshake = None
        if self.websocket is not None:
            self.websocket.ended(side)
        side.other.finish()
        if side.other.ended:
            self.client.close()
            self.server.close()

    def lost(self, side: Side, *, reset: bool) -> None:
        """Pass a reset on as a reset; otherwise close the other side once everything is written."""
        if reset:
            if self.websocket is not None:
                self.websocket.ended(side)
            side.other.reset()
        else:
            side.other.close()
        if side.other.lost:
            if self.websocket is not None:
                self.websocket.closed()
            elif self._relay.plugin is not None and self._relay.plugin.reads_http:
                self._relay.plugin.hung_up(self.number)
            self._relay.gone(self)

    def reset(self) -> None:
        """For faults: reset both ends at once."""
        self.client.abort(reset=True)
        self.server.abort(reset=True)

    def faults_changed(self) -> None:
        """A fault has ended."""
        for side in (self.client, self.server):
            if side.flow is not None:
                side.flow.faults_changed()

    def _learn(self, data: bytes) -> None:
        """Identify the person and purpose of the connection from its first request."""
        self._head += data
        head, whole, _ = bytes(self._head).partition(b"\r\n\r\n")
        if not whole and len(head) <= _LARGEST_HEAD:
            return
        if agent := AGENT.search(head.decode("latin-1")):
            self.person, self.device = agent["person"].strip(), agent["session"].strip()
        self.carries = "socket" if b"\r\nupgrade: websocket" in head.lower() else "api"
        self._head.clear()

    def _exchange(self, http: Exchanges, output: Output) -> None:
        """Pass on what the HTTP parser releases; where it gave up, the bytes may begin a WebSocket."""
        if http.given_up:
            self._http = None
        elif output.to_server or output.to_client:
            self._handshake = None
        self.client.write(output.to_client)
        if self._handshake is not None and http.given_up:
            self._open(self._handshake, self.client, output.to_server)
        else:
            self.server.write(output.to_server)

    def _open(self, handshake: Handshake, side: Side, data: bytes) -> None:
        """Pass on the bytes of a handshake, and begin what follows from its verdict."""
        rest = b""
        if side is self.client:
            self.server.write(handshake.from_client(data))
        else:
            now, rest = handshake.from_server(data)
            self.client.write(now)
        if handshake.verdict == "open":
            return
        self._handshake = None
        if handshake.verdict == "websocket" and self._relay.plugin is not None:
            self._relay.traffic.websockets += 1
            self.websocket = RelayedWebSocket(self, handshake, self.client, self.server, self._relay)
            self._relay.plugin.opened(self.websocket)
        elif handshake.verdict == "extended":
            self._relay.traffic.websockets += 1
            self._relay.traffic.unread[f"extension negotiated: {handshake.extensions}"] += 1
            _log.warning(
                "connection %d negotiated %s; its frames pass unread, so that no plant acts on them",
                self.number,
                handshake.extensions,
            )
        self.received(self.client, bytes(handshake.early))
        self.received(self.server, rest)
