"""The outbox: every event, stored with its number in the transaction of the write that causes it.

Promise: numbers rise by one per room and begin at 1; the epoch is the database's. An event is kept while it is among
the newest `retain_events` of its room and younger than `retain_s`; a resume from further back, or from another epoch,
is answered as not recovered.
"""

from dataclasses import dataclass
from typing import Any, Literal

from lockstep.reference import frames
from lockstep.reference.clock import Clock
from lockstep.reference.errors import invalid
from lockstep.reference.representations import Position
from lockstep.reference.settings import Settings
from lockstep.reference.storage.database import Database


@dataclass(frozen=True, slots=True)
class Event:
    """A numbered event in the form sent; `size` is that of its text in bytes."""

    room: str
    seq: int
    name: str
    text: str
    size: int


@dataclass(frozen=True, slots=True)
class Replay:
    """The result of resuming one room: `lost` states why events are not available; otherwise `texts` are all events
    after the requested position, the last of them numbered `to`."""

    to: int
    lost: Literal["", "epoch", "retention"]
    texts: list[str]


class Outbox:
    """The events of every room."""

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        """Keeps events in this database for as long as the settings require."""
        self._database = database
        self._settings = settings
        self._clock = clock

    def open(self, room: str, company_id: int) -> None:
        """Create a room of a company, without events. In the transaction that creates its object."""
        self._database.run("INSERT INTO rooms (room, company_id) VALUES (?, ?)", room, company_id)

    def add(self, room: str, name: str, data: Any, *, cause: str, now: float) -> Event:
        """Number and store an event, in the transaction of its write."""
        update = "UPDATE rooms SET last_seq = last_seq + 1 WHERE room = ? RETURNING last_seq"
        [(seq,)] = self._database.rows(update, room)
        raw = frames.event(name, room, data, epoch=self._database.epoch, seq=seq, now=now, cause=cause)
        text = raw.decode()
        self._database.run(
            "INSERT INTO outbox (room, seq, stored_at, frame) VALUES (?, ?, ?, ?)", room, seq, now, text
        )
        self._database.run("DELETE FROM outbox WHERE room = ? AND seq <= ?", room, seq - self._settings.retain_events)
        return Event(room, seq, name, text, len(raw))

    def position(self, room: str) -> Position:
        """The number of the newest event of a room."""
        return {
            "epoch": self._database.epoch,
            "seq": self._database.row("SELECT last_seq FROM rooms WHERE room = ?", room)[0],
        }

    def since(self, room: str, epoch: str, seq: int) -> Replay:
        """The events after a position. Raises RefusedError (422) if that position does not exist yet."""
        last = self.position(room)["seq"]
        if epoch != self._database.epoch:
            return Replay(last, "epoch", [])
        if seq > last:
            raise invalid(rooms=f"{room} has no event {seq} yet, its newest is {last}")
        kept = self._database.rows(
            "SELECT frame FROM outbox WHERE room = ? AND seq > ? AND stored_at > ? ORDER BY seq",
            room,
            seq,
            self._clock() - self._settings.retain_s,
        )
        if len(kept) < last - seq:
            return Replay(last, "retention", [])
        return Replay(last, "", [text for (text,) in kept])
