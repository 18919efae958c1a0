"""Converts frames of the reference backend: events, and what control frames state about the connection."""

from typing import Any, TypeVar

import msgspec

from lockstep.clients.dialects.base import Frame
from lockstep.history.rows import Position, Resumed
from lockstep.targets.base import Event, Notice
from lockstep.targets.reference.effects import sent_of
from lockstep.targets.reference.known_state import World, membership, presence
from lockstep.targets.reference.schemas import EPHEMERAL

MESSAGES = {
    "chatroom_message_received",
    "chatroom_message_edited",
    "thread_message_received",
    "thread_message_edited",
}
_THINGS = {
    "chatroom_message_received": "message",
    "chatroom_message_edited": "message",
    "chatroom_message_deleted": "message",
    "chatroom_created": "chatroom",
    "chatroom_updated": "chatroom",
    "chatroom_deleted": "chatroom",
    "thread_created": "thread",
    "thread_updated": "thread",
    "thread_archived": "thread",
    "thread_deleted": "thread",
    "thread_message_received": "thread-message",
    "thread_message_edited": "thread-message",
    "thread_message_deleted": "thread-message",
    "user_role_changed": "user",
}
"""The type of entity of each kind of event that has an id."""


class _Joined(msgspec.Struct):
    room: str
    position: Position


class _Left(msgspec.Struct):
    room: str


class _Claim(msgspec.Struct):
    recovered: bool
    start: int | None = msgspec.field(name="from")
    end: int | None = msgspec.field(name="to")
    epoch: str | int | None = None


class _AllResumed(msgspec.Struct):
    rooms: dict[str, _Claim]


T = TypeVar("T", bound=msgspec.Struct)


def event_of(frame: Frame, world: World) -> Event:
    """The event in a frame with a room. A payload of unexpected form is kept unchanged."""
    data = frame.data if isinstance(frame.data, dict) else {}
    version, cause = data.get("version"), frame.body.get("cause") if isinstance(frame.body, dict) else None
    author = world.name(f"user:{data['authorId']}") if "authorId" in data else None
    return Event(
        kind=frame.kind,
        channel=frame.channel or "",
        entity=_entity(frame.kind, data, world),
        version=version if isinstance(version, int) and not isinstance(version, bool) else None,
        seq=frame.seq,
        epoch=frame.epoch,
        payload=frame.data,
        sent=sent_of(data.get("content"), data.get("replyToId")) if frame.kind in MESSAGES else None,
        author=author,
        cause=cause if isinstance(cause, str) else None,
        durable=frame.kind not in EPHEMERAL,
        marker=frame.kind == "marker",
    )


def notices_of(frame: Frame) -> list[Notice]:
    """What a control frame states about the connection."""
    match frame.kind:
        case "authentication_success":
            return [Notice("authenticated", "done")]
        case "room_joined":
            joined = _told(frame, _Joined)
            return [] if joined is None else [Notice("subscribe", "done", joined.room, joined.position)]
        case "room_left":
            left = _told(frame, _Left)
            return [] if left is None else [Notice("unsubscribe", "done", left.room)]
        case "resumed":
            resumed = _told(frame, _AllResumed)
            return [] if resumed is None else _resumed(resumed.rooms)
    return []


def _resumed(rooms: "dict[str, _Claim]") -> list[Notice]:
    told = {room: Resumed(recovered=one.recovered, start=one.start, end=one.end) for room, one in rooms.items()}
    anew = [
        Notice("subscribe", "done", room, Position(one.epoch, one.end))
        for room, one in rooms.items()
        if not one.recovered and one.end is not None
    ]
    return [Notice("resume", "done", claims=told), *anew]


def _told(frame: Frame, form: type[T]) -> T | None:
    """The data of a control frame; None where it is not of this form, which breaks the schema."""
    try:
        return msgspec.convert(frame.data, form)
    except msgspec.ValidationError:
        return None


def refusal_of(frame: Frame) -> str | None:
    """Why a command was rejected; None for any other frame."""
    if frame.kind != "error" or not isinstance(frame.data, dict):
        return None
    return f"{frame.data.get('code')}: {frame.data.get('message')}"


def _entity(kind: str, data: dict[str, Any], world: World) -> str | None:
    if kind == "marker":
        return f"marker:{data.get('token')}"
    if kind == "access_revoked":
        return f"revocation:{data.get('roomId')}/user:{data.get('userId')}"
    if "roomId" in data and "userId" in data:
        return membership(data)
    if kind == "user_presence_changed":
        return presence(data, world)
    if kind == "user_status_updated":
        return f"status:user:{data.get('userId')}"
    return f"{_THINGS[kind]}:{data.get('id')}" if kind in _THINGS else None
