"""Frames of the plain JSON dialect."""

import json
from typing import Any

from lockstep.clients.dialects.base import Raw

from evidence.fuzz.mutations import documents
from evidence.fuzz.readers.frames import frames_reader, messages

_AT = "2026-11-22T17:58:01.123Z"
_MESSAGE = {"id": 19, "version": 1, "chatroomId": 7, "authorId": 3, "content": "hello", "replyToId": None,
            "createdAt": _AT, "editedAt": None}  # fmt: skip
_MEMBER = {"roomId": "chatroom:7", "userId": 4, "version": 1}


def event(kind: str, data: Any, room: str = "chatroom:7", seq: int | None = 5) -> dict[str, Any]:
    """An event of the reference backend."""
    return {"event": kind, "room": room, "epoch": "e1", "seq": seq, "at": _AT, "cause": "w1", "data": data}


def control(kind: str, data: Any, **more: Any) -> dict[str, Any]:
    """What it sends of the connection itself."""
    return {"event": kind, "at": _AT, **more, "data": data}


SAMPLES: tuple[dict[str, Any], ...] = (
    event("chatroom_message_received", _MESSAGE),
    event("chatroom_message_edited", {**_MESSAGE, "editedAt": _AT}),
    event("chatroom_message_deleted", {"id": 19, "version": 2, "deletedAt": _AT}),
    event("user_joined_chatroom", _MEMBER),
    event("access_revoked", _MEMBER, "user:4"),
    event("user_presence_changed", {"userId": 3, "present": True}, "company:1", None),
    event("user_status_updated", {"userId": 3, "version": 2, "status": "away"}, "company:1"),
    event("user_role_changed", {"id": 3, "version": 2, "role": "GUEST"}, "user:3"),
    event("marker", {"token": "t1"}),
    control("connection_established", {"connectionId": "c1"}),
    control("authentication_success", {"userId": 3}),
    control("room_joined", {"room": "chatroom:7", "position": {"epoch": "e1", "seq": 4}}, room="chatroom:7"),
    control("room_left", {"room": "chatroom:7"}, room="chatroom:7"),
    control("resumed", {"rooms": {"chatroom:7": {"recovered": False, "epoch": "e1", "from": None, "to": 9}}}),
    control("ack", {"message": _MESSAGE}, ref="1"),
    control("error", {"status": 404, "code": "not_found", "message": "There is none.", "details": {}}, ref="2"),
    control("error", {"status": 400, "code": "not_served", "message": "No.", "details": {}}, ref="2"),
    control("pong", {}, ref="3"),
    {"event": "send_chatroom_message", "ref": "4", "data": {"chatroomId": 7, "content": "hello"}},
)
INPUTS = messages(documents(SAMPLES, (b'"event":', b'"room":', b'"seq":-1,')))


def _plausible(raw: Raw) -> bool:
    return isinstance(raw, str) and isinstance(json.loads(raw), dict)


READER = frames_reader("json", INPUTS, _plausible)
