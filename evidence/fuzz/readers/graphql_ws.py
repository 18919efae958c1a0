"""Frames of the GraphQL over WebSocket dialect: an object with a type. One without an operation of its own names no
channel, so that an event among them cannot be put into another channel."""

import json
from typing import Any

from lockstep.clients.dialects.base import Raw

from evidence.fuzz.mutations import documents
from evidence.fuzz.readers.frames import frames_reader, messages

_QUERY = "subscription messageAdded($room: String!) { messageAdded(room: $room) { id } }"
_ASKED = {"operationName": "messageAdded", "query": _QUERY, "variables": {"room": "7"}}
SAMPLES: tuple[dict[str, Any], ...] = (
    {"type": "connection_init", "payload": {"token": "t"}},
    {"type": "connection_ack"},
    {"type": "ping", "payload": {"ref": "1"}},
    {"type": "pong"},
    {"id": "1", "type": "subscribe", "payload": _ASKED},
    {"id": "1", "type": "next", "payload": {"data": {"messageAdded": {"id": "m1", "text": "hello"}}}},
    {"id": "1", "type": "next", "payload": {"data": None, "errors": [{"message": "no"}]}},
    {"id": "1", "type": "error", "payload": [{"message": "no"}]},
    {"id": "1", "type": "complete"},
)
INPUTS = messages(documents(SAMPLES, (b'"type":"next",', b'"id":"",', b'"payload":[],')))


def _plausible(raw: Raw) -> bool:
    decoded = json.loads(raw) if isinstance(raw, str) else None
    return isinstance(decoded, dict) and isinstance(decoded.get("type"), str)


READER = frames_reader("graphql", INPUTS, _plausible)
