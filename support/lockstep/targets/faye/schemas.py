"""Schemas of Faye's answers and frames, written by hand from the Bayeux protocol, and of the published data."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.alias_generators import to_camel

from lockstep.clients.dialects.base import Frame
from lockstep.clients.dialects.bayeux import CONNECT, HANDSHAKE, KIND, SUBSCRIBE, UNSUBSCRIBE
from lockstep.targets.schemas import breach

_Error = Annotated[str, Field(pattern=r"^\d{3}:[^:]*:.+$")]


class _Exact(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", alias_generator=to_camel)


class Data(_Exact):
    """What this adapter publishes."""

    author: str
    content: str


class Event(_Exact):
    """A message to a subscriber."""

    channel: str
    data: Data
    id: str


class _Answer(_Exact):
    """What answers have in common."""

    channel: str
    successful: bool
    id: str | None = None
    error: _Error | None = None


class Published(_Answer):
    """The answer to a publication."""

    id: str


class Advice(_Exact):
    """What the client should do next."""

    reconnect: Literal["retry", "handshake", "none"]
    interval: int | None = None
    timeout: int | None = None


class Shaken(_Answer):
    """The answer to a handshake."""

    client_id: str | None = None
    version: Literal["1.0"]
    supported_connection_types: list[str]
    advice: Advice


class Connected(_Answer):
    """The answer to a /meta/connect."""

    client_id: str | None = None
    advice: Advice


class Subscribed(_Answer):
    """The answer to a subscription, or to its end."""

    client_id: str
    subscription: str


_SCHEMAS: dict[str, TypeAdapter[Any]] = {
    KIND: TypeAdapter(Event),
    HANDSHAKE: TypeAdapter(Shaken),
    CONNECT: TypeAdapter(Connected),
    SUBSCRIBE: TypeAdapter(Subscribed),
    UNSUBSCRIBE: TypeAdapter(Subscribed),
}
_published: TypeAdapter[list[Published]] = TypeAdapter(Annotated[list[Published], Field(min_length=1, max_length=1)])


def check_answer(body: Any) -> str | None:
    """None, or what is wrong with the answer to one publication."""
    return breach(_published, body, "answer")


def check_frame(frame: Frame) -> str | None:
    """None, or what is wrong with a frame; an unknown kind is wrong."""
    if frame.kind not in _SCHEMAS:
        return f"frame.channel: {frame.kind} is nothing that Faye sends"
    return breach(_SCHEMAS[frame.kind], frame.body, "frame")
