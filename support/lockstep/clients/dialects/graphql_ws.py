"""The GraphQL over WebSocket dialect (subprotocol `graphql-transport-ws`): one JSON object in one text message.

    client to server    {"type": "connection_init", "payload": {"token": ...}}
    server to client    {"type": "connection_ack"}
    client to server    {"id": "1", "type": "subscribe", "payload": {"query": ..., "variables": {"room": "7"}}}
    server to client    {"id": "1", "type": "next", "payload": {"data": {"messageAdded": {"id": "m1", ...}}}}

A frame's kind is its type, and its `ref` the id of its operation. Only `next` is an event: `data` is its result, and
its channel that of its operation. The protocol names no channels: `channel_of` makes one of a subscription's payload,
by default its operation name and the values of its variables, as in `messageAdded:7`; a subclass may make another.
The object's id is the field `id` of the first field of the result (`entity_of`).

A subscription is not acknowledged. A `ping` is answered by a `pong` with the same payload; `encode` puts the
reference into it, so that the pong names the ping. A `connection_ack` names the reference of the `connection_init`,
and an `error` that of the operation it ends.

Each `subscribe` has a fresh id, the command's reference or a number: graphql-ws mixes up the results of an id that
was used before, though the protocol allows that. `encode` takes `{"channel": ...}` instead of an id for `complete`.

JSON is read strictly. Errors: whatever a peer sends, only MalformedFrameError is raised; its text names fields, never
values. Source: the GraphQL over WebSocket protocol, and the observed frames of graphql-ws 6.4.2.
"""

import itertools
from typing import Any

import msgspec

from lockstep.clients.dialects.base import Frame, MalformedFrameError, Raw

SUBPROTOCOL = "graphql-transport-ws"
CONNECTION_INIT, CONNECTION_ACK = "connection_init", "connection_ack"
SUBSCRIBE, NEXT, ERROR, COMPLETE = "subscribe", "next", "error", "complete"
PING, PONG = "ping", "pong"

_REF = "ref"
_OF_AN_OPERATION = frozenset({SUBSCRIBE, NEXT, ERROR, COMPLETE})
_TYPES = _OF_AN_OPERATION | {CONNECTION_INIT, CONNECTION_ACK, PING, PONG}


class GraphQlWs:
    """The codec of the dialect. It keeps the channel of each operation."""

    name = "graphql"
    numbered = False
    written_id = "id"

    def __init__(self) -> None:
        """Nothing has passed."""
        self._ids = itertools.count(1)
        self._channels: dict[str, str] = {}
        self._opening: str | None = None

    def channel_of(self, payload: dict[str, Any]) -> str:
        """The channel that an operation with this payload (`query`, `variables`, `operationName`) subscribes to."""
        variables = payload.get("variables")
        values = variables.values() if isinstance(variables, dict) else ()
        return ":".join(str(one) for one in (payload.get("operationName") or NEXT, *values))

    def entity_of(self, result: Any) -> str | None:
        """The id of the object in the `data` of a result; None if there is none."""
        thing = _first(result)
        found = thing.get("id") if isinstance(thing, dict) else None
        return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else None

    def opened(self, path: str) -> frozenset[str]:
        """None: subscribing is a command."""
        del path
        return frozenset()

    def decode(self, raw: Raw) -> list[Frame]:
        """The one frame of a message, of either direction. Raises MalformedFrameError."""
        body = _object(raw)
        kind, operation = body["type"], body.get("id")
        payload: Any = body.get("payload")
        if kind == SUBSCRIBE:
            self._channels[body["id"]] = self.channel_of(payload)
        if kind == NEXT:
            channel, data = self._channels.get(body["id"]), payload.get("data")
            entity = self.entity_of(data)
            return [Frame(NEXT, event=True, channel=channel, entity=entity, ref=operation, data=data, body=body)]
        if kind in {PING, PONG}:
            operation = payload.get(_REF) if isinstance(payload, dict) else None
            operation = operation if isinstance(operation, str) else None
        if kind == CONNECTION_ACK:
            operation, self._opening = self._opening, None
        channel = self._channels.get(operation) if operation is not None else None
        return [Frame(kind, event=False, channel=channel, ref=operation, data=payload, body=body)]

    def channels(self, frame: Frame) -> frozenset[str]:
        """The channel of the frame's operation."""
        return frozenset() if frame.channel is None else frozenset({frame.channel})

    def encode(self, kind: str, *, ref: str | None = None, data: Any = None) -> str:
        """A command: `kind` is its type, `data` its payload; for `complete` it is `{"id": ...}`, or
        `{"channel": ...}` of an operation that this codec started. Raises LookupError for a channel without one."""
        body: dict[str, Any] = {"type": kind}
        if kind == SUBSCRIBE:
            body["id"] = ref if ref is not None else str(next(self._ids))
            self._channels[body["id"]] = self.channel_of(data or {})
        elif kind == COMPLETE:
            body["id"] = self._ended(data or {})
        elif kind == CONNECTION_INIT:
            self._opening = ref
        payload = data if kind != COMPLETE else None
        if kind in {PING, PONG} and ref is not None:
            payload = {**(data or {}), _REF: ref}
        if payload is not None:
            body["payload"] = payload
        return msgspec.json.encode(body).decode()

    def rewrite(self, raw: Raw, **changes: Any) -> str:
        """The event with `data`, `channel` or `entity` changed; another channel is that of another operation. Raises
        MalformedFrameError, also for a channel that no operation has, and for `seq`, which no message has."""
        if strange := changes.keys() - {"seq", "data", "channel", "entity"}:
            raise TypeError(f"rewrite changes data, channel and entity; not {', '.join(sorted(strange))}")
        if "seq" in changes:
            raise MalformedFrameError("expected a number to change, but GraphQL numbers no messages")
        body = _object(raw)
        if body["type"] != NEXT:
            raise MalformedFrameError(f"expected an event to change, found {body['type']}")
        if "data" in changes:
            body["payload"]["data"] = changes["data"]
        if "entity" in changes:
            self._set_entity(body["payload"].get("data"), changes["entity"])
        if "channel" in changes:
            body["id"] = self._operation_in(changes["channel"])
        try:
            return msgspec.json.encode(body).decode()
        except RecursionError:
            raise MalformedFrameError(
                "expected an object that can be written again, found too much nesting"
            ) from None

    def _ended(self, data: dict[str, Any]) -> str:
        if "id" in data:
            return str(data["id"])
        channel = str(data.get("channel"))
        operation = next((one for one, named in self._channels.items() if named == channel), None)
        if operation is None:
            raise LookupError(f"no operation on this connection has the channel {channel}")
        del self._channels[operation]
        return operation

    def _operation_in(self, channel: str) -> str:
        for operation, named in self._channels.items():
            if named == channel:
                return operation
        raise MalformedFrameError("expected a channel that an operation has, found another")

    def _set_entity(self, result: Any, entity: str) -> None:
        if self.entity_of(result) is None:
            raise MalformedFrameError('expected an "id" in the result to change, found none')
        thing = _first(result)
        thing["id"] = int(entity) if isinstance(thing["id"], int) and entity.isdecimal() else entity


def _first(result: Any) -> Any:
    """The value of the first field of a result."""
    return next(iter(result.values()), None) if isinstance(result, dict) else None


def _object(raw: Raw) -> dict[str, Any]:
    """The object of a message, of a known form. Raises MalformedFrameError."""
    if not isinstance(raw, str):
        raise MalformedFrameError(f"expected JSON in a text message, found a binary message of {len(raw)} bytes")
    try:
        body: Any = msgspec.json.decode(raw)
    except (ValueError, RecursionError):
        raise MalformedFrameError(f"expected JSON, found a text of {len(raw)} characters that is none") from None
    kind = body.get("type") if isinstance(body, dict) else None
    if not isinstance(kind, str) or kind not in _TYPES:
        raise MalformedFrameError('expected a type of the protocol in "type", found something else')
    if kind in _OF_AN_OPERATION and (not isinstance(body.get("id"), str) or not body["id"]):
        raise MalformedFrameError(f'expected a text in "id" of a {kind}, found none')
    payload = body.get("payload")
    if kind in {SUBSCRIBE, NEXT} and not isinstance(payload, dict):
        raise MalformedFrameError(f'expected an object in "payload" of a {kind}, found something else')
    if kind == ERROR and not isinstance(payload, list):
        raise MalformedFrameError('expected a list in "payload" of an error, found something else')
    found: dict[str, Any] = body
    return found
