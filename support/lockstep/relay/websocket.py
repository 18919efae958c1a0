"""One WebSocket through the relay: the messages that the plug-in receives and passes on.

Messages of both directions go to the plug-in; control frames and unreadable bytes pass directly, in order of arrival.
Messages that a plug-in adds wait until they fit between two others; none follows a close frame or an end.
`lockstep.relay.plugin.WebSocket` is the part of it that plug-ins may use.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Protocol

from websockets.frames import Frame, Opcode

from lockstep.clients.dialects.base import Codec, MalformedFrameError
from lockstep.relay.faults.active import Active
from lockstep.relay.faults.base import Peer, Towards
from lockstep.relay.handshake import Handshake
from lockstep.relay.plugin import PONG, Message, Plugin, Timer
from lockstep.relay.side import Side
from lockstep.relay.traffic import Traffic
from lockstep.relay.wire import Control, Data, Frames, Opaque, Piece


class RelayContext(Protocol):
    """The interface of the relay that its websockets use."""

    plugin: Plugin | None
    faults: Active | None
    traffic: Traffic

    def codec(self) -> Codec:
        """A codec for one connection."""

    def websockets(self) -> Iterator["RelayedWebSocket"]:
        """All websockets, in order of opening."""


class RelayedWebSocket:
    """One WebSocket. Its pipe reports what arrives and when the sides end."""

    def __init__(self, peer: Peer, handshake: Handshake, client: Side, server: Side, relay: RelayContext) -> None:
        """The server has accepted `handshake`; no frame has passed."""
        self.number = peer.number
        self._peer = peer
        self._faults = relay.faults
        self.person = handshake.person
        self.session = handshake.session
        self.codec = relay.codec()
        self.channels: set[str] = set(self.codec.opened(handshake.path))
        self._client = client
        self._server = server
        self._plugin = relay.plugin or Plugin()
        self._traffic = relay.traffic
        self._websockets = relay.websockets
        self._frames = {
            client: Frames(masked=True, unread=self._traffic.unread),
            server: Frames(masked=False, unread=self._traffic.unread),
        }
        self._waiting: dict[Side, list[bytes]] = {client: [], server: []}
        self._over: set[Side] = set()
        self._timers: set[_Timer] = set()

    # Called by the pipe.

    def received(self, side: Side, data: bytes) -> None:
        """Bytes came from this side."""
        for piece in self._frames[side].feed(data):
            self._pass(side, piece)

    def ended(self, side: Side) -> None:
        """This side sends no more."""
        self._fence(side)
        side.other.write(self._frames[side].finish())
        self._over.add(side)

    def closed(self) -> None:
        """Both sides are closed."""
        for timer in list(self._timers):
            timer.cancel()
        self._plugin.closed(self)

    # Used by plug-ins.

    @property
    def is_open(self) -> bool:
        """Whether neither end has started to close."""
        return not (self._over or self._client.lost or self._server.lost)

    @property
    def congested(self) -> bool:
        """Whether nothing should be added: its client reads too slowly, or a message too large to hold is passing."""
        return self._client.congested or not self._frames[self._server].between

    def to_client(self, message: Message) -> None:
        """Pass a message on towards the client, or add one."""
        self._pass_on("client", message)

    def to_server(self, message: Message) -> None:
        """The same, towards the server."""
        self._pass_on("server", message)

    def emit(self, towards: Towards, message: Message) -> None:
        """For faults: write a message towards one end, past every plug-in and fault."""
        self._send(self._server if towards == "client" else self._client, message)

    def cut(self, towards: Towards, data: bytes) -> None:
        """For faults: write these last bytes towards one end, and end the connection."""
        source = self._server if towards == "client" else self._client
        if source not in self._over:
            source.other.write(data)
            self._over |= {self._client, self._server}
            source.other.cut()

    def later(self, seconds: float, action: Callable[[], None]) -> Timer:
        """Do something after a time, unless the websocket is closed by then."""
        return _Timer(seconds, action, self._timers)

    def others(self) -> Iterator["RelayedWebSocket"]:
        """The other open websockets, in order of opening."""
        return (websocket for websocket in self._websockets() if websocket is not self and websocket.is_open)

    # Conversion between bytes and messages.

    def _pass(self, side: Side, piece: Piece) -> None:
        match piece:
            case Data():
                self._hand_over(side, piece)
            case Control():
                if piece.opcode in {Opcode.PONG, Opcode.CLOSE}:
                    self._fence(side)
                towards: Towards = "client" if side is self._server else "server"
                if self._faults is None or self._faults.control(self, self._peer, towards, piece.opcode):
                    side.other.write(piece.wire)
                if piece.opcode is Opcode.CLOSE:
                    self._over.add(side)
            case Opaque():
                side.other.write(piece.wire)
                if self._frames[side].between and side not in self._over:
                    side.other.write(b"".join(self._waiting[side]))
                    self._waiting[side].clear()

    def _hand_over(self, side: Side, piece: Data) -> None:
        """Pass a message to the plug-in."""
        try:
            frames = tuple(self.codec.decode(piece.raw))
        except MalformedFrameError:
            frames = ()
        for frame in frames:
            self.channels |= self.codec.channels(frame)
        message = Message(piece.raw, piece.wire, frames)
        if side is self._client:
            self._plugin.from_client(self, message)
            return
        self._traffic.messages += 1
        self._traffic.undecodable += not frames
        if any(frame.kind == PONG and not frame.event for frame in frames):
            self._fence(side)
        self._plugin.from_server(self, message)

    def _fence(self, side: Side) -> None:
        if side is self._server and side not in self._over:
            self._plugin.fence(self)

    def _pass_on(self, towards: Towards, message: Message) -> None:
        """Pass a message on through the network faults."""
        if self._faults is None:
            self.emit(towards, message)
            return
        for one in self._faults.message(self, self._peer, towards, message):
            self.emit(towards, one)

    def _send(self, source: Side, message: Message) -> None:
        """Write a message as if it came from `source`."""
        if source in self._over:
            return
        wire = message.wire or _wire(message.raw, masked=source is self._client)
        if self._frames[source].between:
            source.other.write(wire)
        else:
            self._waiting[source].append(wire)


class _Timer:
    """Something scheduled for later; it is in `waiting` until it happened or was cancelled."""

    def __init__(self, seconds: float, action: Callable[[], None], waiting: set["_Timer"]) -> None:
        self._action = action
        self._waiting = waiting
        self._handle = asyncio.get_running_loop().call_later(seconds, self._act)
        waiting.add(self)

    def cancel(self) -> None:
        self._handle.cancel()
        self._waiting.discard(self)

    def _act(self) -> None:
        self._waiting.discard(self)
        self._action()


def _wire(raw: str | bytes, *, masked: bool) -> bytes:
    if isinstance(raw, str):
        return Frame(Opcode.TEXT, raw.encode()).serialize(mask=masked)
    return Frame(Opcode.BINARY, raw).serialize(mask=masked)
