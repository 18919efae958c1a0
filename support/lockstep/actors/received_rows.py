"""The rows of what a session receives: events, and notices about subscriptions and resuming.

Whatever an adapter made of a frame, a row of it can be written and read again; otherwise it is refused here, with
TypeError or ValueError, before anything of the frame is recorded.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from lockstep.clients.dialects.base import Frame, MalformedFrameError, Raw
from lockstep.clients.realtime import Closed
from lockstep.history.digest import digest
from lockstep.history.rows import Recv, Resume, Row, Subscribe, misfit
from lockstep.targets.base import Event, Notice


class Message(NamedTuple):
    """One message that arrived: its connection, its number there from 1 on, the digest of its raw text, its bytes."""

    conn: str
    n: int
    raw: str
    size: int


def received_row(message: Message, event: Event, broken: str | None) -> Recv:
    """The row of an event. Raises TypeError where its adapter gave it a value that no history can hold."""
    row = Recv(
        n=message.n,
        kind=event.kind,
        channel=event.channel,
        entity=event.entity,
        version=event.version,
        seq=event.seq,
        epoch=event.epoch,
        payload=event.payload,
        digest=None if event.payload is None else digest(event.payload),
        sent=None if event.sent is None else digest(event.sent),
        author=event.author,
        cause=event.cause,
        redelivery=event.redelivery,
        durable=event.durable,
        marker=event.marker,
        schema=broken,
        raw=message.raw,
        size=message.size,
    )
    _fits(row)
    return row


def check_notice(notice: Notice) -> None:
    """Raises ValueError or TypeError for a notice that cannot be recorded."""
    if notice.about in {"subscribe", "unsubscribe"} and notice.channel is None:
        raise ValueError(f"a notice about {notice.about} names no channel: {notice}")
    if notice.about == "resume":
        _fits(Resume(phase=notice.phase, claims=notice.claims, reason=notice.reason))
    elif notice.channel is not None:
        _fits(Subscribe(**subscription_of(notice)))


def _fits(row: Row) -> None:
    reason = misfit(row)
    if reason is not None:
        raise TypeError(reason)


def subscription_of(notice: Notice) -> dict[str, Any]:
    return {
        "phase": notice.phase,
        "channel": notice.channel,
        "position": notice.position,
        "reason": notice.reason,
    }


class Ear:
    """Passes what one connection brings to its session, under the connection's name."""

    def __init__(
        self,
        conn: str,
        received: Callable[[str, int, Raw, list[Frame] | MalformedFrameError], None],
        ended: Callable[[str, Closed], None],
    ) -> None:
        self._conn, self._received, self._ended = conn, received, ended

    def on_frame(self, n: int, raw: Raw, frames: list[Frame] | MalformedFrameError) -> None:
        """A message arrived."""
        self._received(self._conn, n, raw, frames)

    def on_close(self, closed: Closed) -> None:
        """The connection is over."""
        self._ended(self._conn, closed)
