"""Pairing by count: events that carry neither cause nor version are told apart only by what was sent, and counted.

All effects of one kind that look alike (same author, channel and digest of what was sent; or same entity) are one
bucket. Where its events carry numbers, all sessions together decide which number is which effect (`numbered`).
Otherwise each session's events are assigned one by one, in order of arrival: to acknowledged writes first (those that
this session must receive first), then to writes of unknown outcome, then to refused ones, each to the oldest invoked
by then, or to the newest, where a later one satisfies the earlier. An event marked as a redelivery that
follows one like it comes after all others: it repeats that one, unless an acknowledged write is still without an
event. What is
left over repeats such an event too, if it may be the same; else it is an event before its cause, if a like write was
invoked later; else nothing caused it.
See docs/properties.md, "Writes and their events".
"""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.writes import Expected
from lockstep.history.rows import Recv

_RANK = {"ok": 1, "info": 2, "fail": 3}
_ACKNOWLEDGED = 2

Number = tuple[str | int | None, int]


class Assigned(NamedTuple):
    """What an event was taken for; None: nothing caused it."""

    arrival: Arrival
    expected: Expected | None
    early: bool = False


class _Alike:
    """Effects of a bucket that were sent alike, by rank, oldest first; and the events assigned to them."""

    def __init__(self, effects: Collection[Expected], must: Callable[[Expected], bool]) -> None:
        self._coming: tuple[deque[Expected], ...] = (deque(), deque(), deque(), deque())
        self._waiting: tuple[deque[Expected], ...] = (deque(), deque(), deque(), deque())
        self._newest = all(expected.effect.coalesce for expected in effects)
        self._assigned: list[tuple[int, str | None, Expected]] = []
        for expected in effects:
            rank = _RANK[expected.write.state]
            self._coming[0 if rank == 1 and must(expected) else rank].append(expected)

    def take(self, recv: Recv, *, ranks: int = 4) -> Expected | None:
        """The best effect still waiting that was invoked by the time of the event, among the first `ranks`."""
        for coming, waiting in zip(self._coming[:ranks], self._waiting[:ranks], strict=True):
            while coming and coming[0].write.invoke.t <= recv.t:
                waiting.append(coming.popleft())
            if waiting and waiting[-1 if self._newest else 0].write.invoke.t <= recv.t:
                return self._taken(recv, waiting.pop() if self._newest else waiting.popleft())
        return None

    def take_early(self, recv: Recv) -> Expected | None:
        """The best effect that was invoked only after the event."""
        for coming, waiting in zip(self._coming, self._waiting, strict=True):
            for effects in (waiting, coming):
                if effects and effects[0].write.invoke.t > recv.t:
                    return self._taken(recv, effects.popleft())
        return None

    def twin(self, recv: Recv) -> Expected | None:
        """The effect that the last event like this one before it was taken for."""
        before = bisect_left(self._assigned, recv.i, key=lambda one: one[0])
        if not before or recv.entity not in {None, self._assigned[before - 1][1]}:
            return None
        return self._assigned[before - 1][2]

    def _taken(self, recv: Recv, expected: Expected) -> Expected:
        insort(self._assigned, (recv.i, recv.entity, expected), key=lambda one: one[0])
        return expected


def numbered(
    bucket: Sequence[Expected], arrivals: Sequence[Arrival], must: Callable[[Expected], bool]
) -> dict[Number, Expected]:
    """Which number is which effect, decided by the events of all sessions together: in the order of numbers and
    invokes, as many effects as there are numbers, acknowledged ones first (those that somebody `must` receive before
    others). Empty where an event has no number, or nothing fits."""
    firsts: dict[Number, Recv] = {}
    for arrival in sorted(arrivals, key=lambda arrival: arrival.recv.i):
        if arrival.recv.seq is None:
            return {}
        firsts.setdefault((arrival.recv.epoch, arrival.recv.seq), arrival.recv)
    if len({expected.effect.sent for expected in bucket}) > 1 or len(bucket) < 2:
        return {}
    epochs = {epoch: place for place, epoch in enumerate(dict.fromkeys(epoch for epoch, _ in firsts))}
    numbers = sorted(firsts, key=lambda number: (epochs[number[0]], number[1]))
    ranked = sorted(bucket, key=lambda expected: _rank(expected, must))[: len(numbers)]
    chosen = sorted(ranked, key=lambda expected: expected.write.invoke.t)
    pairs = dict(zip(numbers, chosen, strict=False))
    fits = all(expected.write.invoke.t <= firsts[number].t for number, expected in pairs.items())
    return pairs if fits else {}


def _rank(expected: Expected, must: Callable[[Expected], bool]) -> int:
    rank = _RANK[expected.write.state]
    return 0 if rank == 1 and must(expected) else rank


def assign(
    bucket: Collection[Expected],
    arrivals: Sequence[Arrival],
    must: Callable[[Expected], bool],
    is_marked: Callable[[Recv], bool],
    known: Mapping[Number, Expected],
) -> list[Assigned]:
    """Assign one session's events of a bucket, both in order of time; `must` tells what this session must receive,
    `is_marked` which events are declared repeats, `known` which number is which effect."""
    found = list(_assigned(bucket, arrivals, must, is_marked, known))
    places = {id(arrival): place for place, arrival in enumerate(arrivals)}
    return sorted(found, key=lambda one: places[id(one.arrival)])


def _assigned(
    bucket: Collection[Expected],
    arrivals: Sequence[Arrival],
    must: Callable[[Expected], bool],
    is_marked: Callable[[Recv], bool],
    known: Mapping[Number, Expected],
) -> Iterator[Assigned]:
    by_sent: dict[str | None, list[Expected]] = {}
    held = set(known.values())
    for expected in bucket:
        group = by_sent.setdefault(expected.effect.sent, [])
        if expected not in held:
            group.append(expected)
    groups = {sent: _Alike(effects, must) for sent, effects in by_sent.items()}
    one_entity = next(iter(bucket)).effect.entity is not None
    seen: dict[Hashable, Expected] = dict(known.items())
    odd, repeats = [], []
    for arrival in arrivals:
        recv = arrival.recv
        name = _name(recv, one_entity=one_entity)
        alike = next(iter(groups.values())) if len(groups) == 1 else groups.get(recv.sent)
        if name in seen:
            yield Assigned(arrival, seen[name])
        elif alike is None:
            odd.append(arrival)
        elif is_marked(recv) and alike.twin(recv) is not None:
            repeats.append((arrival, alike))
        else:
            assigned = _best(arrival, alike)
            if assigned.expected is not None and name is not None:
                seen[name] = assigned.expected
            yield assigned
    for arrival, alike in repeats:
        yield Assigned(arrival, alike.take(arrival.recv, ranks=_ACKNOWLEDGED) or alike.twin(arrival.recv))
    if odd:
        yield from _odd(groups, odd)


def _best(arrival: Arrival, alike: _Alike) -> Assigned:
    found = alike.take(arrival.recv) or alike.twin(arrival.recv)
    if found is not None:
        return Assigned(arrival, found)
    found = alike.take_early(arrival.recv)
    return Assigned(arrival, found, found is not None)


def _odd(groups: dict[str | None, _Alike], arrivals: list[Arrival]) -> Iterator[Assigned]:
    """Events of an entity that were not sent as any of its writes was: changed on the way, or changed twice."""
    seen: dict[str, Expected] = {}
    for arrival in arrivals:
        digest = arrival.recv.digest or ""
        found = seen.get(digest) or next(filter(None, (group.take(arrival.recv) for group in groups.values())), None)
        if found is not None:
            seen[digest] = found
        yield Assigned(arrival, found)


def _name(recv: Recv, *, one_entity: bool) -> Hashable | None:
    """What makes this event the same as another of its bucket without doubt; None where nothing does."""
    if recv.seq is not None:
        return (recv.epoch, recv.seq)
    if recv.entity is not None and (recv.version is not None or not one_entity):
        return (recv.entity, recv.version)
    return None
