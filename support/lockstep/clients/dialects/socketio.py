"""The Socket.IO dialect, protocol 5 on Engine.IO 4 (EIO=4), over WebSockets.

    server to client    0{"sid": ..., "pingInterval": ...}      40{"sid": ..., "pid": ...}      42["created", {...}]
    client to server    40{"token": ...}      421["create", "messages", {...}]      3
    server to client    431[null, {...}]      2

An event is a frame whose kind is its name and whose `data` is its argument, or the list of them if there is not just
one. Everything else is no event: `connect`, `connect_error`, `disconnect`, `ack` (with the `ref` of the command that
it answers), and Engine.IO's `open`, `ping`, `pong` and so on. An event names no room on the wire. A subclass states
where the application puts it (`channel_in`, `entity_in`); without that the channel is the namespace.

A packet with attachments is several messages: the last one is its frame, with `whole` false, and those before it are
frames of the kind `part`. Plants leave such events alone. `encode` writes commands without attachments, and
`encode_parts` any.

Connection state recovery: a server that has it names a `pid` in its answer to `connect`, and then adds one last
argument to each event that asks for no acknowledgement: the offset to recover from. Where a `pid` was given or asked
for, the codec takes that argument off and puts it in the body. A volatile event carries none, so an own last argument
that has the form of an offset may be taken for one: it is still in the body. Missed events arrive before the answer
to `connect`; a `pid` that is not the one asked for says that nothing was recovered.

Errors: MalformedFrameError as in `lockstep.clients.dialects.socketio_packets`, and ModuleNotFoundError, which names
the extra, where that is not installed. Source: the Socket.IO protocol 5, and the observed frames of socket.io 4.8.4.
"""

import importlib
import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from lockstep.clients.dialects.base import Frame, MalformedFrameError, Raw
from lockstep.serving.extras import missing

if TYPE_CHECKING:
    from lockstep.clients.dialects.socketio_packets import Packet

CONNECT, CONNECT_ERROR, DISCONNECT, ACK = "connect", "connect_error", "disconnect", "ack"
OPEN, PING, PONG = "open", "ping", "pong"
PATH = "/socket.io/?EIO=4&transport=websocket"

Path = tuple[str | int, ...]
_OF_THE_TRANSPORT = frozenset({OPEN, PING, PONG, "close", "upgrade", "noop"})
_OFFSET = re.compile(r"[\w.:-]{5,64}")


@dataclass(frozen=True, slots=True)
class SocketIoBody:
    """A packet as it stands: its namespace, its id where it asks for an acknowledgement or is one, and all arguments
    after the name. `pid` is the connection's in this namespace, `offset` the event's where one was taken off;
    `recovered` says of a `connect` whether the `pid` is the one asked for."""

    namespace: str = "/"
    id: int | None = None
    arguments: tuple[Any, ...] = ()
    pid: str = ""
    offset: str = ""
    recovered: bool = False


class SocketIo:
    """The codec of the dialect. It keeps what commands were sent under which id, and each namespace's `pid`."""

    name = "socketio"
    numbered = False
    written_id = "id"
    channel_in: ClassVar[Path] = ()
    """Where in an event's data its channel stands; empty: the namespace is the channel."""
    entity_in: ClassVar[Path] = ("id",)
    """Where in an event's data the id of its object stands."""

    def __init__(self) -> None:
        """Nothing has passed. Raises ModuleNotFoundError."""
        if told := missing("socketio", "the dialect socketio"):
            raise ModuleNotFoundError(told)
        self._packets = importlib.import_module("lockstep.clients.dialects.socketio_packets")
        self._reader = self._packets.PacketReader()
        self._ids = itertools.count()
        self._refs: dict[tuple[str, int], str] = {}
        self._connecting: dict[str, str] = {}
        self._asked: dict[str, str] = {}
        self._pids: dict[str, str] = {}

    def opened(self, path: str) -> frozenset[str]:
        """None: connecting to a namespace is a command."""
        del path
        return frozenset()

    def decode(self, raw: Raw) -> list[Frame]:
        """The one frame of a message, of either direction. Raises MalformedFrameError."""
        packet = self._reader.read(raw)
        match packet.kind:
            case "event":
                return [self._event(packet, whole=isinstance(raw, str))]
            case "ack":
                ref = self._refs.pop((packet.namespace, packet.id), str(packet.id))
                body = SocketIoBody(packet.namespace, packet.id, tuple(packet.data))
                return [Frame(ACK, event=False, ref=ref, data=packet.data, body=body)]
            case "connect" | "connect_error":
                return [self._connected(packet)]
        return [Frame(packet.kind, event=False, data=packet.data, body=SocketIoBody(packet.namespace))]

    def channels(self, frame: Frame) -> frozenset[str]:
        """An event's channel; for any other frame each that its data names, and the namespace where it names none."""
        body: SocketIoBody = frame.body
        if not frame.event and frame.kind in _OF_THE_TRANSPORT:
            return frozenset()
        named = (
            {_text_at(one, self.channel_in) for one in (frame.data, *body.arguments)} if self.channel_in else set()
        )
        found = frozenset(name for name in (frame.channel, *named) if name is not None)
        return found or frozenset({body.namespace})

    def encode(self, kind: str, *, ref: str | None = None, data: Any = None) -> Raw:
        """A command in one message. `kind` is an event's name, or `connect`, `disconnect`, `ping`, `pong` or `ack`; a
        namespace stands before it, as in `/admin,create`. `data` are an event's arguments, one or a list of them, the
        payload of a `connect`, or `{"id": ..., "arguments": [...]}` of an `ack`. With `ref` an event asks for an
        acknowledgement. Raises MalformedFrameError for data with attachments, or that is no JSON."""
        text, *attachments = self.encode_parts(kind, ref=ref, data=data)
        if attachments:
            raise MalformedFrameError("expected a command of one message, found attachments: send its parts")
        return text

    def encode_parts(self, kind: str, *, ref: str | None = None, data: Any = None) -> list[Raw]:
        """A command, with its attachments as further messages. Raises MalformedFrameError for data that is no
        JSON."""
        namespace, kind = _addressed(kind)
        if kind in {PING, PONG}:
            return [self._packets.engine_text(kind)]
        packet = self._command(kind, namespace, ref, data)
        written: list[Raw] = self._packets.messages(packet)
        return written

    def rewrite(self, raw: Raw, **changes: Any) -> Raw:
        """The event with `data`, `channel` or `entity` changed. Raises MalformedFrameError; for `seq` too, which no
        message has, and for a packet with attachments."""
        if strange := changes.keys() - {"seq", "data", "channel", "entity"}:
            raise TypeError(f"rewrite changes data, channel and entity; not {', '.join(sorted(strange))}")
        if "seq" in changes:
            raise MalformedFrameError("expected a number to change, but Socket.IO numbers no messages")
        packet = self._packets.PacketReader().read(raw)
        if packet.kind != "event":
            raise MalformedFrameError(f"expected an event in one message to change, found {packet.kind}")
        arguments, offset = self._parted(packet)
        data = changes.get("data", _data(arguments))
        namespace = packet.namespace
        if "channel" in changes and not self.channel_in:
            namespace = str(changes["channel"])
        elif "channel" in changes:
            data = _with(data, self.channel_in, changes["channel"])
        if "entity" in changes:
            data = _with(data, self.entity_in, changes["entity"])
        new = [data] if len(arguments) == 1 else data if isinstance(data, list) else [data]
        offsets = [offset] if offset else []
        packet = self._packets.Packet("event", namespace, packet.id, [packet.data[0], *new, *offsets])
        text: str = self._packets.messages(packet)[0]
        return text

    def _command(self, kind: str, namespace: str, ref: str | None, data: Any) -> "Packet":
        make: type[Packet] = self._packets.Packet
        if kind == CONNECT:
            self._asks(namespace, data)
            if ref is not None:
                self._connecting[namespace] = ref
            return make(CONNECT, namespace, None, data)
        if kind == DISCONNECT:
            return make(DISCONNECT, namespace)
        if kind == ACK:
            return make(ACK, namespace, data["id"], list(data["arguments"]))
        arguments = data if isinstance(data, list) else [] if data is None else [data]
        number = None if ref is None else next(self._ids)
        if number is not None and ref is not None:
            self._refs[namespace, number] = ref
        return make("event", namespace, number, [kind, *arguments])

    def _asks(self, namespace: str, data: Any) -> None:
        pid = data.get("pid") if isinstance(data, dict) else None
        if isinstance(pid, str) and pid:
            self._asked[namespace] = pid

    def _connected(self, packet: "Packet") -> Frame:
        """The frame of a connect, from a server or a client, or of its error."""
        data, namespace = packet.data, packet.namespace
        from_server = isinstance(data, dict) and "sid" in data
        body = SocketIoBody(namespace)
        if packet.kind == CONNECT and not from_server:
            self._asks(namespace, data)
        elif packet.kind == CONNECT:
            given = data.get("pid")
            pid, asked = given if isinstance(given, str) else "", self._asked.pop(namespace, "")
            self._pids[namespace] = pid
            body = SocketIoBody(namespace, pid=pid, recovered=bool(asked) and pid == asked)
        answers = packet.kind != CONNECT or from_server
        ref = self._connecting.pop(namespace, None) if answers else None
        return Frame(packet.kind, event=False, ref=ref, data=data, body=body)

    def _event(self, packet: "Packet", *, whole: bool) -> Frame:
        arguments, offset = self._parted(packet)
        data, pid = _data(arguments), self._pids.get(packet.namespace) or self._asked.get(packet.namespace, "")
        return Frame(
            kind=str(packet.data[0]),
            event=True,
            channel=_text_at(data, self.channel_in) if self.channel_in else packet.namespace,
            entity=_text_at(data, self.entity_in),
            ref=None if packet.id is None else str(packet.id),
            data=data,
            body=SocketIoBody(packet.namespace, packet.id, tuple(arguments), pid, offset),
            whole=whole,
        )

    def _parted(self, packet: "Packet") -> tuple[list[Any], str]:
        """An event's own arguments, and the offset after them."""
        _, *arguments = packet.data
        recovers = self._pids.get(packet.namespace) or packet.namespace in self._asked
        last = arguments[-1] if arguments else None
        if recovers and packet.id is None and isinstance(last, str) and _OFFSET.fullmatch(last):
            return arguments[:-1], last
        return arguments, ""


def _addressed(kind: str) -> tuple[str, str]:
    """The namespace before a kind, and the kind."""
    namespace, comma, rest = kind.partition(",")
    return (namespace, rest) if comma and namespace.startswith("/") else ("/", kind)


def _data(arguments: list[Any]) -> Any:
    return arguments[0] if len(arguments) == 1 else list(arguments)


def _text_at(value: Any, path: Path) -> str | None:
    """The text or number at a path, as text; None if there is none."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _with(value: Any, path: Path, new: str) -> Any:
    """A copy with the text or number at `path` replaced, of the same type where that can be. Raises
    MalformedFrameError where none stands there."""
    if not path:
        return int(new) if isinstance(value, int) and new.isdecimal() else new
    if _text_at(value, path) is None:
        where = ".".join(map(str, path))
        raise MalformedFrameError(f'expected a text or a whole number at "{where}" to change, found none')
    copy = value.copy()
    copy[path[0]] = _with(value[path[0]], path[1:], new)
    return copy
