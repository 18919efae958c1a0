"""A pairing of a history that is still being written, to which new rows are added where they change nothing old.

Events that their causes or versions tell, and new writes that were acknowledged, are the ordinary rows of a scenario;
adding them costs what they are. Rows that may change what was decided before are not added: a connection,
subscription, right, pause or fault; an answer to an earlier write, or one that is no acknowledgement; a read or an
event that may show a write of unknown outcome; an event that only its count tells; a write whose effects an earlier
event may have been. Then everything has to be paired anew.

Only who received which effect is kept up to date, not the roles of events.
"""

from bisect import insort
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing, fits
from lockstep.checks.facts.sessions import Connection
from lockstep.checks.facts.writes import Expected, Write, writes_of
from lockstep.history.rows import (
    AnyRow,
    Exchange,
    Invoke,
    Name,
    Ok,
    Read,
    Recovery,
    Recv,
    Send,
    Settled,
    Snapshot,
)


class _ChangedError(Exception):
    """New rows may change what was decided before."""


class _Taken(NamedTuple):
    """New rows by what they are."""

    invokes: list[Invoke]
    outcomes: list[Ok]
    events: list[tuple[Recv, Connection]]


class GrowingPairing(Pairing):
    """A pairing to which rows are added."""

    def __init__(self, facts: Facts) -> None:
        """Pair what there is."""
        super().__init__(facts)
        self._unsure = any(expected.write.state == "info" for expected in self.expected)
        self._odd = {write.invoke.operation for write in facts.writes.values() if write.state != "ok" or write.unsure}
        self._asked: set[Hashable] = set()
        for arrival in self.arrivals:
            self._ask_cause(arrival.recv)
            if arrival.expected is None:
                self._ask(arrival.recv)

    def grow(self, rows: Sequence[AnyRow]) -> list[Expected] | None:
        """Add rows, and return the effects of the new writes; None, and this pairing is of no more use, where
        everything has to be paired anew."""
        try:
            taken = self._take(rows)
            added = self._add(taken)
            for recv, connection in taken.events:
                self._receive(recv, connection)
        except _ChangedError:
            return None
        return added

    # what is new

    def _take(self, rows: Iterable[AnyRow]) -> _Taken:
        taken = _Taken([], [], [])
        known = self.facts.writes
        for row in rows:
            match row:
                case Recv():
                    self._take_frame(row, taken)
                case Invoke() if row.w not in known:
                    taken.invokes.append(row)
                case Ok() if row.w not in known:
                    taken.outcomes.append(row)
                case Read() | Snapshot() if not self._unsure or not row.shows:
                    pass
                case Exchange() | Send() | Name() | Settled() | Recovery():
                    pass
                case _:
                    raise _ChangedError
        if self._counted and (taken.invokes or taken.events):
            raise _ChangedError
        return taken

    def _take_frame(self, row: Recv, taken: _Taken) -> None:
        connection = self.facts.roster.connections.get(row.conn or "")
        if connection is None or connection.closed is not None or connection.superseded is not None:
            raise _ChangedError
        if row.event:
            if row.author is not None and row.kind not in self._authored:
                raise _ChangedError
            taken.events.append((row, connection))

    def _add(self, taken: _Taken) -> list[Expected]:
        """Enter new writes."""
        writes = writes_of(taken.invokes, taken.outcomes)
        if any(outcome.w not in writes for outcome in taken.outcomes):
            raise _ChangedError
        added: list[Expected] = []
        for w, write in writes.items():
            if write.state != "ok" or write.unsure or write.invoke.operation in self._odd:
                raise _ChangedError
            if ("cause", w) in self._asked:
                raise _ChangedError
            added += write.expected
        self.facts.writes.update(writes)
        for expected in added:
            self._enter_new(expected.write, expected)
        return added

    def _enter_new(self, write: Write, expected: Expected) -> None:
        effect, bucket = expected.effect, self._bucket(expected)
        exact = (effect.kind, effect.channel, effect.entity, effect.version)
        if expected.identity is not None and (exact in self._exact or exact in self._asked):
            raise _ChangedError
        if bucket in self._asked:
            raise _ChangedError
        if expected.identity is not None:
            self._exact[exact] = expected
        self.expected.append(expected)
        insort(self._buckets[bucket], expected, key=lambda one: one.write.invoke.t)
        self._caused[write.invoke.w, effect.kind, effect.channel].append(expected)

    # what arrived

    def _receive(self, recv: Recv, connection: Connection) -> None:
        """Pair an event."""
        self._ask_cause(recv)
        if self._is_a_timers(recv):
            return
        expected = self._named(recv, connection)
        if expected is None and recv.entity is not None and recv.version is not None:
            expected = self._exact.get((recv.kind, recv.channel, recv.entity, recv.version))
        if expected is not None:
            if expected.write.state == "info":
                raise _ChangedError
            expected.received[connection.session] = recv
        elif any(key in self._buckets for key in self._buckets_of(recv)):
            raise _ChangedError
        else:
            self._ask(recv)

    def _named(self, recv: Recv, connection: Connection) -> Expected | None:
        """The effect of the write that an event names."""
        write = self.facts.writes.get(recv.cause) if recv.cause is not None else None
        if write is None or recv.channel is None:
            return None
        if write.state != "ok":
            raise _ChangedError
        candidates = [
            expected
            for expected in self._caused.get((write.invoke.w, recv.kind, recv.channel), ())
            if fits(expected.effect, recv)
        ]
        if not candidates:
            if write.unsure:
                raise _ChangedError
            return None
        first = candidates[0].received.get(connection.session)
        if first is not None and (len(candidates) > 1 or first.entity != recv.entity):
            raise _ChangedError
        return candidates[0]

    def _ask_cause(self, recv: Recv) -> None:
        """Remember a write that an event names and that is not known yet."""
        if recv.cause is not None and recv.cause not in self.facts.writes:
            self._asked.add(("cause", recv.cause))

    def _ask(self, recv: Recv) -> None:
        """Remember what this event might have been, had there been such an effect."""
        self._asked.add((recv.kind, recv.channel, recv.entity, recv.version))
        self._asked.update(self._buckets_of(recv))
