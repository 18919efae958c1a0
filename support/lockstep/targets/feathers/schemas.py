"""Schemas of the application's answers and frames, written by hand from the documentation of Feathers 5 and of
Socket.IO 4, and from `server.mjs`."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from lockstep.clients.dialects.base import Frame
from lockstep.clients.dialects.socketio import ACK, CONNECT, CONNECT_ERROR, DISCONNECT, OPEN, PING
from lockstep.targets.schemas import breach

CREATED = "messages created"


class _Exact(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Message(_Exact):
    """A message, in answers and events alike."""

    id: int
    room: str
    author: str
    content: str


class Seat(_Exact):
    """The answer to taking a seat in a room, or to leaving it."""

    room: str
    seated: bool


class Error(BaseModel):
    """An error of a service; it may carry more, such as its stack."""

    model_config = ConfigDict(strict=True)

    name: str
    message: str
    code: int


class Opened(_Exact):
    """Engine.IO's greeting."""

    sid: str
    upgrades: list[str]
    ping_interval: Annotated[int, Field(alias="pingInterval")]
    ping_timeout: Annotated[int, Field(alias="pingTimeout")]
    max_payload: Annotated[int, Field(alias="maxPayload")]


class Connected(_Exact):
    """Socket.IO's answer to a connect."""

    sid: str


class Rejected(_Exact):
    """Socket.IO's rejection of a connect."""

    message: str


_SCHEMAS: dict[str, TypeAdapter[Any]] = {
    CREATED: TypeAdapter(Message),
    OPEN: TypeAdapter(Opened),
    PING: TypeAdapter(Literal[""]),
    CONNECT: TypeAdapter(Connected),
    CONNECT_ERROR: TypeAdapter(Rejected),
    DISCONNECT: TypeAdapter(None),
    ACK: TypeAdapter(tuple[None, Message | Seat] | tuple[Error]),
}
_message: TypeAdapter[Message] = TypeAdapter(Message)


def check_message(body: Any) -> str | None:
    """None, or what is wrong with a message in an answer."""
    return breach(_message, body, "answer")


def check_frame(frame: Frame) -> str | None:
    """None, or what is wrong with a frame; an unknown kind is wrong."""
    if frame.kind not in _SCHEMAS or frame.event != (frame.kind == CREATED):
        return f"frame.kind: {frame.kind} is nothing that this application sends"
    data = tuple(frame.data) if frame.kind == ACK else frame.data
    return breach(_SCHEMAS[frame.kind], data, "frame")
