"""Packets of Engine.IO 4 and Socket.IO 5, read and written by the packet classes of python-engineio and
python-socketio, which this module alone imports: they come with the extra `socketio`.

    engine packet   a digit (0 open, 1 close, 2 ping, 3 pong, 4 message, 5 upgrade, 6 noop) and its data
    packet          in a message: a digit (0 connect, 1 disconnect, 2 event, 3 ack, 4 connect_error, 5 and 6 event and
                    ack with attachments), `2-` for two attachments, `/chat,` for a namespace, an id, and JSON

The attachments of a packet follow it as binary messages. JSON is read strictly: NaN, lone surrogates and nesting
beyond the parser's stack are malformed. Errors: only MalformedFrameError; its text names parts, never values. Source:
the Engine.IO protocol 4 and the Socket.IO protocol 5, and the observed packets of socket.io 4.8.4.
"""

from dataclasses import dataclass
from typing import Any

import msgspec
from engineio import packet as engine
from socketio import packet as socket

from lockstep.clients.dialects.base import MalformedFrameError, Raw

ENGINE = {engine.OPEN: "open", engine.CLOSE: "close", engine.PING: "ping", engine.PONG: "pong",
          engine.UPGRADE: "upgrade", engine.NOOP: "noop"}  # fmt: skip
KINDS = {socket.CONNECT: "connect", socket.DISCONNECT: "disconnect", socket.EVENT: "event", socket.ACK: "ack",
         socket.CONNECT_ERROR: "connect_error", socket.BINARY_EVENT: "event", socket.BINARY_ACK: "ack"}  # fmt: skip
_TYPES = {"connect": socket.CONNECT, "disconnect": socket.DISCONNECT, "event": socket.EVENT, "ack": socket.ACK}
_WITH_ATTACHMENTS = {socket.BINARY_EVENT, socket.BINARY_ACK}
_BROKEN = (ValueError, TypeError, LookupError, RecursionError)
"""What the packet classes raise for what is no packet."""


class _StrictJson:
    @staticmethod
    def loads(text: str) -> Any:
        return msgspec.json.decode(text)

    @staticmethod
    def dumps(value: Any, separators: tuple[str, str]) -> str:
        del separators
        return msgspec.json.encode(value).decode()


class _EnginePacket(engine.Packet):
    json: Any = _StrictJson


class _SocketPacket(socket.Packet):
    json: Any = _StrictJson


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet as it stands. `kind` is one of `KINDS`, or of `ENGINE` for an engine packet that is no message, or
    `part` for a message that more belong to. `data` is the decoded payload, with its attachments in place."""

    kind: str
    namespace: str = "/"
    id: int | None = None
    data: Any = None


class PacketReader:
    """Reads the messages of one connection, and keeps the packet whose attachments have not all arrived."""

    def __init__(self) -> None:
        """Nothing has arrived."""
        self._waiting: _SocketPacket | None = None

    def read(self, raw: Raw) -> Packet:
        """The packet that a message is, or ends. Raises MalformedFrameError."""
        if isinstance(raw, str) and (not raw or raw[0] not in "0123456b"):
            raise MalformedFrameError("expected a digit from 0 to 6 first, found something else")
        try:
            outer = _EnginePacket(encoded_packet=raw)
        except _BROKEN:
            raise MalformedFrameError("expected base64 after the letter b, found something else") from None
        if outer.binary:
            return self._attach(outer.data)
        if outer.packet_type != engine.MESSAGE:
            return Packet(ENGINE[outer.packet_type], data=outer.data)
        if self._waiting is not None:
            self._waiting = None
            raise MalformedFrameError("expected an attachment of the packet before, found a text message")
        found = _packet(outer.data)
        if found.attachment_count:
            self._waiting = found
            return Packet("part", found.namespace or "/")
        return _checked(found)

    def _attach(self, data: bytes) -> Packet:
        found = self._waiting
        if found is None:
            raise MalformedFrameError(f"expected a packet before its attachment of {len(data)} bytes, found none")
        try:
            whole = found.add_attachment(data)
        except _BROKEN:
            self._waiting = None
            raise MalformedFrameError("expected a number of an attachment in each placeholder") from None
        if not whole:
            return Packet("part", found.namespace or "/")
        self._waiting = None
        return _checked(found)


def engine_text(kind: str) -> str:
    """The engine packet of this kind, without data."""
    return str(_EnginePacket(next(number for number, name in ENGINE.items() if name == kind)).encode())


def messages(packet: Packet) -> list[Raw]:
    """The messages that a packet is sent as: a text and its attachments. Raises MalformedFrameError for data that
    cannot be written as JSON."""
    try:
        inner = _SocketPacket(_TYPES[packet.kind], packet.data, packet.namespace, packet.id).encode()
    except _BROKEN:
        raise MalformedFrameError("expected data that can be written as JSON, found something else") from None
    text, *attachments = inner if isinstance(inner, list) else [inner]
    return [str(_EnginePacket(engine.MESSAGE, text).encode()), *attachments]


def _packet(text: Any) -> _SocketPacket:
    """The packet in a message; its attachments may be missing."""
    try:
        found = _SocketPacket(encoded_packet=text) if isinstance(text, str) and text else None
    except _BROKEN:
        found = None
    if found is None or found.packet_type not in KINDS:
        raise MalformedFrameError("expected a packet of Socket.IO in a message, found something else")
    if found.attachment_count and found.packet_type not in _WITH_ATTACHMENTS:
        raise MalformedFrameError(f"expected no attachments of a packet {KINDS[found.packet_type]}, found some")
    return found


def _checked(found: _SocketPacket) -> Packet:
    """The packet, once its data is of the form that its kind requires. Raises MalformedFrameError."""
    kind, data = KINDS[found.packet_type], found.data
    if kind == "event":
        name = data[0] if isinstance(data, list) and data else None
        if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
            raise MalformedFrameError("expected an array that begins with a name in an event, found something else")
    if kind == "ack" and (found.id is None or not isinstance(data, list)):
        raise MalformedFrameError("expected an id and an array in an acknowledgement, found something else")
    if kind == "connect" and not isinstance(data, dict | None):
        raise MalformedFrameError("expected an object in a packet connect, found something else")
    return Packet(kind, found.namespace or "/", found.id, data)
