"""What a target offers for loading it at full speed: its requests as bytes, its frames as a few plain values.

`Target.load_profile` names a class of this kind, as `module:Class`; the load generator creates one in its process,
with the two addresses of the backend, and requests bytes from it. It does no I/O, reads no clock, and must be fast:
`request` runs once per write, `frames` once for each *distinct* message (a message that reaches many listeners in the
same bytes is parsed once). The full adapter remains the reference for what a write is and causes; this class must
agree with it for the operations listed in `effects`.

Conventions are those of the history: channels and entities are strings such as `chatroom:7`, digests those of
`lockstep.history.digest`. Errors: `frames` raises MalformedFrameError; `answer` states what is wrong in `schema`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import msgspec

from lockstep.clients.dialects.base import Raw
from lockstep.history.rows import Position
from lockstep.targets.base import ConnectArgs, Notice


class Caller(msgspec.Struct, frozen=True):
    """A person as known to the generator: name, id at the target, the token for connecting, and the channels that
    they may subscribe to in addition to those of rooms."""

    person: str
    id: str
    token: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer states about the object written or read: entity, version, digest of its payload, broken
    schema."""

    entity: str | None = None
    version: int | None = None
    digest: str | None = None
    schema: str | None = None


@dataclass(frozen=True, slots=True)
class EventFrame:
    """An event in the form the checks need; `cause` is the id of its write, where it carries one."""

    kind: str
    channel: str
    cause: str | None = None
    entity: str | None = None
    version: int | None = None
    seq: int | None = None
    epoch: str | int | None = None
    digest: str | None = None
    durable: bool = True
    schema: str | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """A frame other than an event: what it answers, why that was rejected, and what it states about the
    connection."""

    kind: str
    ref: str | None = None
    answers: bool = False
    refusal: str | None = None
    notices: list[Notice] = field(default_factory=list)
    schema: str | None = None


class LoadProfile(ABC):
    """Requests and frames of one backend, at full speed."""

    effects: ClassVar[Mapping[str, str | None]] = {}
    """The operations it supports, each with the kind of the one event it causes in its channel; None: no event."""
    greets: ClassVar[bool] = False
    """As `Target.greets`."""

    def __init__(self, api_base_url: str, websocket_url: str) -> None:
        """The two addresses of the backend."""
        self.api_base_url, self.websocket_url = api_base_url, websocket_url

    @abstractmethod
    def request(self, caller: Caller, w: str, operation: str, fields: dict[str, Any]) -> bytes:
        """A whole HTTP/1.1 request. `fields` are those of the operation, `channel`, `content` and `message` (the
        person's newest in that channel) among them."""

    @abstractmethod
    def answer(self, operation: str, fields: dict[str, Any], status: int, body: bytes) -> Said:
        """What a successful answer says."""

    @abstractmethod
    def connect(self, caller: Caller, channels: tuple[str, ...], since: dict[str, Position] | None) -> ConnectArgs:
        """As `Target.connect_args`."""

    @abstractmethod
    def frames(self, raw: Raw) -> list[EventFrame | Control]:
        """The frames of one message. Raises MalformedFrameError."""

    def command(self, asked: tuple[str, Any], ref: str) -> bytes:
        """A command as bytes."""
        raise NotImplementedError(f"{type(self).__name__} has no commands, but {asked[0]} was asked for")

    def subscribe(self, channel: str) -> tuple[str, Any] | None:
        """As `Target.subscribe`."""
        del channel
        return None

    def unsubscribe(self, channel: str) -> tuple[str, Any] | None:
        """As `Target.unsubscribe`."""
        del channel
        return None

    def resume(self, positions: dict[str, Position]) -> tuple[str, Any] | None:
        """As `Target.resume`."""
        del positions
        return None

    def ping(self) -> tuple[str, Any] | None:
        """Like `Target.ping`; None: a WebSocket ping is used."""
        return None
