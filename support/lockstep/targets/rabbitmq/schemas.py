"""Schemas of RabbitMQ's answers and frames, written by hand from STOMP 1.2 and RabbitMQ's documentation, and of the
published data."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from lockstep.clients.dialects.base import Frame
from lockstep.clients.dialects.stomp import CONNECTED, ERROR, HEARTBEAT, KIND, RECEIPT
from lockstep.targets.schemas import breach

_Whole = Annotated[str, Field(pattern=r"^\d+$")]


def _dashed(name: str) -> str:
    return name.replace("_", "-")


class _Exact(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", alias_generator=_dashed)


class Data(_Exact):
    """What this adapter publishes."""

    author: str
    content: str


class Delivery(_Exact):
    """The headers of a MESSAGE."""

    subscription: str
    destination: Annotated[str, Field(pattern="^/")]
    message_id: str
    redelivered: Literal["true", "false"]
    ack: str
    amqp_message_id: str
    content_type: Literal["application/json"]
    content_length: _Whole


class Connected(_Exact):
    """The headers of a CONNECTED."""

    server: Annotated[str, Field(pattern="^RabbitMQ/")]
    session: str
    heart_beat: Annotated[str, Field(pattern=r"^\d+,\d+$")]
    version: Literal["1.2"]


class Receipt(_Exact):
    """The headers of a RECEIPT."""

    receipt_id: str


class Error(_Exact):
    """The headers of an ERROR."""

    message: str
    content_type: str
    version: str
    content_length: _Whole
    receipt_id: str | None = None


class Published(_Exact):
    """The answer to a publication: whether any queue accepted it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    routed: bool


_HEADERS: dict[str, type[BaseModel]] = {KIND: Delivery, CONNECTED: Connected, RECEIPT: Receipt, ERROR: Error}
_data = TypeAdapter(Data)
_published = TypeAdapter(Published)


def check_answer(body: Any) -> str | None:
    """None, or what is wrong with the answer to a publication."""
    return breach(_published, body, "answer")


def check_frame(frame: Frame) -> str | None:
    """None, or what is wrong with a frame; an unknown kind is wrong."""
    if frame.kind == HEARTBEAT:
        return None
    if frame.kind not in _HEADERS:
        return f"frame.command: {frame.kind} is not a frame that RabbitMQ sends"
    broken = breach(TypeAdapter(_HEADERS[frame.kind]), frame.body.headers, "frame.headers")
    return broken or (breach(_data, frame.data, "frame.body") if frame.event else None)
