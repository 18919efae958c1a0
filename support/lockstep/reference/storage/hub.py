"""The hub: the subscriptions of connections to rooms, and the delivery of committed events.

Promise: `deliver` is called in the order of the commits, so every subscriber gets the events of a room in the order
of their numbers, each once: a subscription begins after the position it was answered with. It ends the moment a right
does, before any later event. Everything here happens inline in the one thread; delivery never waits, as each
connection has its own queue.
"""

from collections.abc import Callable
from typing import Protocol

from lockstep.reference.storage.outbox import Event


class Hearer(Protocol):
    """The hub's interface to a connection."""

    user_id: int
    company_id: int
    family: str

    def push(self, text: str, size: int) -> None:
        """Queue a frame of `size` bytes."""

    def close(self, code: int, reason: str) -> None:
        """Close once the frames queued so far are sent."""

    def time_leapt(self) -> None:
        """Restart the timer for the token's expiry."""


class Hub:
    """The authenticated connections and their subscriptions."""

    def __init__(self) -> None:
        """No connection exists yet."""
        self._connections: dict[Hearer, None] = {}
        self._rooms: dict[str, dict[Hearer, int]] = {}
        self._open: dict[int, int] = {}
        self.tell_presence: Callable[[Hearer, bool], None] = _tell_nobody

    def count(self) -> int:
        """How many authenticated connections there are."""
        return len(self._connections)

    def enter(self, connection: Hearer) -> None:
        """A connection was authenticated."""
        self._connections[connection] = None
        self._open[connection.user_id] = self._open.get(connection.user_id, 0) + 1
        if self._open[connection.user_id] == 1:
            self.tell_presence(connection, True)

    def is_present(self, user_id: int) -> bool:
        """Whether a person has a connection that is not about to close."""
        return user_id in self._open

    def drop(self, connection: Hearer) -> None:
        """A connection is over, or about to close: end its subscriptions."""
        if self._forget(connection):
            self.tell_presence(connection, False)

    def _forget(self, connection: Hearer) -> bool:
        """Remove a connection; returns whether it was the last one of its person."""
        for room in [room for room, hearers in self._rooms.items() if connection in hearers]:
            self.leave(connection, room)
        if connection not in self._connections:
            return False
        del self._connections[connection]
        self._open[connection.user_id] -= 1
        last = not self._open[connection.user_id]
        if last:
            del self._open[connection.user_id]
        return last

    def join(self, connection: Hearer, room: str, after: int) -> None:
        """Subscribe the connection to the events of `room` numbered above `after`."""
        self._rooms.setdefault(room, {})[connection] = after

    def leave(self, connection: Hearer, room: str) -> None:
        """End the connection's subscription to `room`."""
        hearers = self._rooms[room]
        del hearers[connection]
        if not hearers:
            del self._rooms[room]

    def hears(self, connection: Hearer, room: str) -> bool:
        """Whether the connection is subscribed to `room`."""
        return connection in self._rooms.get(room, {})

    def subscribers(self, event: Event) -> list[Hearer]:
        """The connections that receive this event."""
        return [hearer for hearer, after in self._rooms.get(event.room, {}).items() if event.seq > after]

    def deliver(self, event: Event) -> None:
        """Send a committed event to every subscriber of its room."""
        for hearer in self.subscribers(event):
            hearer.push(event.text, event.size)

    def spread(self, room: str, raw: bytes) -> None:
        """Send an ephemeral event to every present subscriber of the room."""
        text = raw.decode()
        for hearer in list(self._rooms.get(room, {})):
            hearer.push(text, len(raw))

    def revoke(self, user_id: int, room: str) -> None:
        """A person lost access to `room`: their subscriptions to it end."""
        for hearer in [hearer for hearer in self._rooms.get(room, {}) if hearer.user_id == user_id]:
            self.leave(hearer, room)

    def revoke_all(self, user_id: int, but: str) -> None:
        """A person lost access to every room but `but`."""
        for room in [room for room in self._rooms if room != but]:
            self.revoke(user_id, room)

    def end(self, room: str) -> None:
        """The room was deleted: every subscription to it ends."""
        self._rooms.pop(room, None)

    def close_family(self, family: str, reason: str) -> None:
        """A login is over: its connections close, 4401."""
        self._close([hearer for hearer in self._connections if hearer.family == family], 4401, reason)

    def close_person(self, user_id: int, reason: str) -> None:
        """A person was removed: their connections close, 4403."""
        self._close([hearer for hearer in self._connections if hearer.user_id == user_id], 4403, reason)

    def close_company(self, company_id: int, reason: str) -> None:
        """A company was erased: its connections close, 4403."""
        self._close([hearer for hearer in self._connections if hearer.company_id == company_id], 4403, reason)

    def time_leapt(self) -> None:
        """The clock was put forward: every connection checks its token."""
        for hearer in list(self._connections):
            hearer.time_leapt()

    def _close(self, hearers: list[Hearer], code: int, reason: str) -> None:
        gone = [hearer for hearer in hearers if self._forget(hearer)]
        for hearer in hearers:
            hearer.close(code, reason)
        for hearer in gone:
            self.tell_presence(hearer, False)


def _tell_nobody(connection: Hearer, present: bool) -> None:
    """Does nothing: the default without presence."""
