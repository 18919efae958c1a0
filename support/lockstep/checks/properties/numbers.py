"""Numbers: the numbered durable events of every channel, indexed for questions about positions in it."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import Session
from lockstep.history.rows import Position, Recv, Subscribe

Epoch = str | int | None
Numbering = tuple[str, Epoch]
"""A channel and an epoch of it."""


class _Series:
    """The arrivals of one numbering, by number and by the time at which they were written."""

    def __init__(self, arrivals: list[Arrival]) -> None:
        by_number = sorted(arrivals, key=lambda one: one.recv.seq or 0)
        self.numbers = [one.recv.seq or 0 for one in by_number]
        self.latest = list(accumulate(by_number, _later))
        self.by_time = sorted(arrivals, key=_written)
        self.times = [_written(one) for one in self.by_time]
        self.highest = list(accumulate((one.recv.seq or 0 for one in self.by_time), max))


class Numbers:
    """Answers in logarithmic time, but for walks along one connection."""

    def __init__(self, pairing: Pairing) -> None:
        """Index every numbered event, and every position that an answer to a subscription gave."""
        self._facts = pairing.facts
        series: dict[Numbering, list[Arrival]] = defaultdict(list)
        self._connections: dict[tuple[str | None, str], list[Arrival]] = defaultdict(list)
        self._known: dict[tuple[Session, str, Epoch, int], Recv | Subscribe] = {}
        for row in self._facts.subscriptions:
            if isinstance(row, Subscribe) and row.position is not None and row.position.seq is not None:
                session = self._facts.roster.session_of(row)
                self._know((session, row.channel, row.position.epoch, row.position.seq), row)
        for arrival in pairing.arrivals:
            recv = arrival.recv
            if not recv.durable or recv.channel is None or recv.seq is None:
                continue
            series[recv.channel, recv.epoch].append(arrival)
            if arrival.counts:
                self._connections[recv.conn, recv.channel].append(arrival)
            self._know((arrival.session, recv.channel, recv.epoch, recv.seq), recv)
        self._series = {numbering: _Series(arrivals) for numbering, arrivals in series.items()}

    def _know(self, key: tuple[Session, str, Epoch, int], row: Recv | Subscribe) -> None:
        before = self._known.setdefault(key, row)
        if row.i < before.i:
            self._known[key] = row

    def on(self, conn: str | None, channel: str, since: int) -> Iterator[Arrival]:
        """What arrived on a connection in a channel, from a row on, in order."""
        arrivals = self._connections.get((conn, channel), [])
        for at in range(bisect_left(arrivals, since, key=lambda one: one.recv.i), len(arrivals)):
            yield arrivals[at]

    def known(self, session: Session, channel: str, position: Position, before: int) -> "Recv | Subscribe | None":
        """The first row before `before` that gave a session this position."""
        if position.seq is None:
            return None
        row = self._known.get((session, channel, position.epoch, position.seq))
        return row if row is not None and row.i < before else None

    def latest_up_to(self, channel: str, position: Position) -> Arrival | None:
        """Of the events up to this position, the one that was written last."""
        series = self._series.get((channel, position.epoch))
        at = 0 if series is None else bisect_right(series.numbers, position.seq or 0)
        return None if series is None or not at else series.latest[at - 1]

    def highest_by(self, channel: str, epoch: Epoch, t: int) -> int:
        """The highest number of the events that were written by then (ns); 0 without any."""
        series = self._series.get((channel, epoch))
        at = 0 if series is None else bisect_right(series.times, t)
        return 0 if series is None or not at else series.highest[at - 1]

    def written_after(self, channel: str, epoch: Epoch, t: int) -> Recv | None:
        """An event of a write that was invoked after that time (ns)."""
        series = self._series.get((channel, epoch))
        at = 0 if series is None else bisect_right(series.times, t)
        return None if series is None or at == len(series.times) else series.by_time[at].recv


def _written(arrival: Arrival) -> int:
    """When the event's write was invoked (ns); 0, from which nothing follows, where nobody knows."""
    return 0 if arrival.expected is None else arrival.expected.write.invoke.t


def _later(one: Arrival, other: Arrival) -> Arrival:
    return other if _written(other) > _written(one) else one
