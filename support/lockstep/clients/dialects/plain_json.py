"""The plain JSON dialect: one JSON object in one text message, as used by the reference backend at `/ws`.

    server to client    {"event", "room", "epoch", "seq", "at", "data"}      or with "ref", when it answers
    client to server    {"event", "ref", "data"}

`room` is this dialect's word for channel. A message is an event if it names a room and is not one of the control
frames, which concern the connection itself (`room_joined` and `room_left` name a room but are not events). An event
without `seq` is ephemeral. Unknown fields stay in `Frame.body`. `rewrite` keeps the order and the values of
everything it does not change; white space, numbers and escapes are written in their shortest form.

JSON is read strictly: NaN, lone surrogates, numbers out of range and nesting beyond the parser's stack are malformed.
Errors: whatever a peer sends, only MalformedFrameError is raised; its text names fields and types, never values, as a
value may be a secret. Source: docs/reference-backend.md, "The WebSocket".
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from lockstep.clients.dialects.base import Frame, MalformedFrameError, Nonsense, Raw

_CONTROL = frozenset({
    "connection_established",
    "authentication_success",
    "pong",
    "ack",
    "error",
    "room_joined",
    "room_left",
    "resumed",
})  # fmt: skip

_AREAS = ("company", "chatroom", "thread", "upload", "user")
_CHANNEL = re.compile(rf"(?:{'|'.join(_AREAS)}):\S+")
_ID_FIELD = re.compile(rf"({'|'.join(_AREAS)})(?:Session)?_?[iI]d")
_AREA_OF_KIND = re.compile(rf"(?:^|_)({'|'.join(_AREAS)})(?:_|$)")
_REWRITABLE = frozenset({"seq", "epoch", "data", "channel", "entity"})


class PlainJson:
    """The codec of the plain JSON dialect. It keeps no state."""

    name = "json"
    numbered = True
    written_id = "id"

    def opened(self, path: str) -> frozenset[str]:
        """None: subscribing is a command."""
        del path
        return frozenset()

    def decode(self, raw: Raw) -> list[Frame]:
        """The one frame of a message, of either direction. Raises MalformedFrameError."""
        body = _object(raw)
        kind = _field(body, "event", str)
        if not kind:
            raise MalformedFrameError('expected a text in "event", found nothing')
        room = _field(body, "room", str)
        ref = _field(body, "ref", str, int)
        data = body.get("data")
        return [
            Frame(
                kind=kind,
                event=room is not None and kind not in _CONTROL,
                channel=room,
                seq=_field(body, "seq", int),
                epoch=_field(body, "epoch", str, int),
                entity=_entity(data),
                ref=None if ref is None else str(ref),
                data=data,
                body=body,
            )
        ]

    def channels(self, frame: Frame) -> frozenset[str]:
        """An event's room; for any other frame each room it names, directly or by an id in a field such as
        `chatroomId`, in an object such as `user`, or in a command such as `join_chatroom`."""
        if frame.event and frame.channel is not None:
            return frozenset({frame.channel})
        area = _AREA_OF_KIND.search(frame.kind)
        return frozenset(_named(frame.body, area[1] if area else None))

    def encode(self, kind: str, *, ref: str | None = None, data: Any = None) -> str:
        """A command; without data it carries an empty object."""
        command: dict[str, Any] = {"event": kind}
        if ref is not None:
            command["ref"] = ref
        command["data"] = {} if data is None else data
        return msgspec.json.encode(command).decode()

    def nonsense(self, what: Nonsense, size: int) -> Raw | None:
        """Each kind, a binary message aside."""
        match what:
            case "malformed":
                return "{this is not a frame"
            case "unknown":
                return self.encode("make_coffee", ref="nonsense")
            case "empty":
                return '{"event": "join_chatroom", "ref": "nonsense"}'
            case "oversized":
                return self.encode("ping", data={"padding": "x" * size})
        return None

    def rewrite(self, raw: Raw, **changes: Any) -> str:
        """The event with `seq`, `epoch`, `data`, `channel` or `entity` changed; an id keeps its type where it can.
        Raises MalformedFrameError, also for a message that is not an event."""
        if strange := changes.keys() - _REWRITABLE:
            raise TypeError(f"rewrite changes {', '.join(sorted(_REWRITABLE))}; not {', '.join(sorted(strange))}")
        frame = self.decode(raw)[0]
        if not frame.event:
            raise MalformedFrameError(f"expected an event to change, found the control frame {frame.kind!r}")
        body = frame.body
        for field, name in (("seq", "seq"), ("epoch", "epoch"), ("data", "data"), ("channel", "room")):
            if field in changes:
                body[name] = changes[field]
        if "entity" in changes:
            _set_entity(body, changes["entity"])
        try:
            return msgspec.json.encode(body).decode()
        except RecursionError:
            raise MalformedFrameError(
                "expected a JSON object that can be written again, found too much nesting"
            ) from None


def _object(raw: Raw) -> dict[str, Any]:
    if not isinstance(raw, str):
        raise MalformedFrameError(f"expected JSON in a text message, found a binary message of {len(raw)} bytes")
    try:
        body = msgspec.json.decode(raw)
    except (ValueError, RecursionError) as error:
        raise MalformedFrameError(f"expected JSON, found a text of {len(raw)} characters: {_reason(error)}") from None
    if not isinstance(body, dict):
        raise MalformedFrameError(f"expected a JSON object, found {_type_name(body)}")
    return body


def _reason(error: Exception) -> str:
    # The parser quotes no input; the encoding error of a lone surrogate would.
    return "lone surrogates are no text" if isinstance(error, UnicodeError) else str(error)


def _field(body: dict[str, Any], name: str, *types: type) -> Any:
    value = body.get(name)
    if value is None or (isinstance(value, types) and not isinstance(value, bool)):
        return value
    allowed = " or ".join({str: "a text", int: "a whole number"}[kind] for kind in types)
    raise MalformedFrameError(f'expected {allowed} in "{name}", found {_type_name(value)}')


def _type_name(value: Any) -> str:
    names = {
        bool: "a truth value",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "an object",
    }
    return names.get(type(value), "nothing")


def _entity(data: Any) -> str | None:
    entity = data.get("id") if isinstance(data, dict) else None
    return str(entity) if isinstance(entity, str | int) and not isinstance(entity, bool) else None


def _set_entity(body: dict[str, Any], entity: str) -> None:
    data = body.get("data")
    if _entity(data) is None or not isinstance(data, dict):
        raise MalformedFrameError('expected an "id" in "data" to change, found none')
    data["id"] = int(entity) if isinstance(data["id"], int) and entity.isdecimal() else entity


def _named(body: Any, area: str | None) -> Iterator[str]:
    """The rooms named anywhere in a body; `area` is the one that a bare `id` or `roomId` in it belongs to."""
    # An explicit stack: a hostile body may be nested as deep as the parser reads, deeper than recursion allows here.
    stack = [(body, area)]
    while stack:
        value, owner = stack.pop()
        if isinstance(value, str):
            if _CHANNEL.fullmatch(value):
                yield value
        elif isinstance(value, list):
            stack.extend((item, owner) for item in value)
        elif isinstance(value, dict):
            for key, item in value.items():
                stack += [(key, None), (item, key if key in _AREAS else owner)]
                of_field = _ID_FIELD.fullmatch(key)
                named = of_field[1] if of_field else owner if key in {"id", "roomId"} else None
                if named and isinstance(item, str | int) and not isinstance(item, bool):
                    yield f"{named}:{item}"
