"""The Sans-I/O codec of a dialect: text or bytes of one WebSocket message in, frames out, and back.

A codec does no I/O and knows neither people nor targets: it knows how a dialect frames its messages, which of them
are events, and where they carry channel, number and id, so that a client can use the dialect and the relay can apply
plants to it. One codec instance serves one connection and may keep that connection's state.
"""

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

Raw = str | bytes
Nonsense = Literal["malformed", "unknown", "empty", "binary", "oversized"]
"""A frame of no dialect; a command that no server knows; one without its data; a binary message; too large a one."""


class MalformedFrameError(Exception):
    """A message is not of this dialect; the text states what was found and what was expected."""


class BrokenCodecError(MalformedFrameError):
    """The codec itself raised an error that is none of a codec's; `error` is that."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        super().__init__(f"the codec raised {' '.join(f'{type(error).__name__}: {error}'.split())}")


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of a dialect.

    kind: the dialect's name of the event, command or answer.
    event: true for an event that a write or another cause announces; false for greetings, acknowledgements,
        errors, pongs and commands.
    channel, seq, epoch, entity: as on the wire, in their normal form; None if absent.
    ref: the reference that a command and its answer share.
    data: the decoded payload.
    answers: the kind of the command that this frame answers, where the codec knows.
    body: the whole decoded message, for the adapter.
    whole: false for a frame that messages before this one belong to as well, which plants leave alone.
    """

    kind: str
    event: bool
    channel: str | None = None
    seq: int | None = None
    epoch: str | int | None = None
    entity: str | None = None
    ref: str | None = None
    data: Any = None
    body: Any = field(default=None, repr=False)
    whole: bool = True
    answers: str | None = None


class Codec(Protocol):
    """One dialect."""

    name: str
    numbered: bool
    """Whether durable events of this dialect carry a number (`seq`), so that one without it is ephemeral."""
    written_id: str
    """The field in an HTTP answer with the id of the written object, which is the `Frame.entity` of its event; a path
    with dots where it is nested (`data.message.id`). A codec may also have `texts`: the paths in `Frame.data` of the
    texts that people write, if they are none of the usual fields."""

    def opened(self, path: str) -> frozenset[str]:
        """The channels that a connection opened at this path (with its query) receives without a command. Called
        once, before the first message, so that a codec of a dialect with channels in the address may remember
        them."""

    def decode(self, raw: Raw) -> list[Frame]:
        """The frames of one message, in order. Raises MalformedFrameError."""

    def channels(self, frame: Frame) -> frozenset[str]:
        """Every channel that this frame, in either direction, relates its connection to: an event's own, and each one
        that a command or an answer names. In doubt, a channel is included."""

    def encode(self, kind: str, *, ref: str | None = None, data: Any = None) -> Raw:
        """Write a client's command."""

    def rewrite(self, raw: Raw, **changes: Any) -> Raw:
        """The same message with fields of its (first) event frame changed: any of `seq`, `data`, `channel`, `entity`,
        and `epoch` in a dialect that numbers events; everything else stays unchanged. Raises MalformedFrameError."""


@runtime_checkable
class MakesNonsense(Protocol):
    """A codec that makes messages which a server must reject."""

    def nonsense(self, what: Nonsense, size: int) -> Raw | None:
        """A message of this kind, an oversized one of at least `size` bytes; None where the dialect has none."""
