"""Schemas of nchan's answers and frames, written by hand from its documentation, and of the posted body."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from lockstep.clients.dialects.base import Frame
from lockstep.targets.schemas import breach

CAME = "came"
_ONE_ID = r"^\d+:\d+$"
_ANY_ID = r"^\d+:(\d+|[\d,\[\]-]*\[\d+\][\d,\[\]-]*)$"


class _Exact(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Accepted(_Exact):
    """The answer to a posted message, and to a query about a topic."""

    messages: Annotated[int, Field(ge=0)]
    requested: int
    subscribers: Annotated[int, Field(ge=0)]
    last_message_id: Annotated[str, Field(pattern=_ONE_ID)]


class There(Accepted):
    """The presence message after a person connects or disconnects: nchan's information about their private topic."""

    channel: Annotated[str, Field(pattern="^presence:")]
    person: str
    has: Literal["came", "went"]


class Headers(_Exact):
    """The header block of a message."""

    id: Annotated[str, Field(pattern=_ANY_ID)]
    content_type: Annotated[str, Field(alias="content-type", pattern="^(application|text)/json$")]


class Posted(_Exact):
    """The body of a message, as this adapter posts it."""

    channel: str
    author: str
    content: str


_accepted: TypeAdapter[Accepted] = TypeAdapter(Accepted)
_headers: TypeAdapter[Headers] = TypeAdapter(Headers)
_posted: TypeAdapter[Posted] = TypeAdapter(Posted)
_there: TypeAdapter[There] = TypeAdapter(There)


def check_answer(body: Any) -> str | None:
    """None, or what is wrong with the answer to a posted message."""
    return breach(_accepted, body, "answer")


def check_topic(body: Any) -> str | None:
    """None, or what is wrong with the information about a topic."""
    return breach(_accepted, body, "topic")


def check_frame(frame: Frame) -> str | None:
    """None, or what is wrong with a message."""
    told = isinstance(frame.data, dict) and "has" in frame.data
    return breach(_headers, frame.body, "header") or breach(_there if told else _posted, frame.data, "body")
