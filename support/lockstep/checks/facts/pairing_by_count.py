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

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.writes import Expected
from lockstep.history.rows import Recv

_RANK = {"ok": 1, "info": 2, "fail": 3}
_ACKNOWLEDGED = 2
_NOTHING = range(0)

Number = tuple[str | int | None, int]


class Assigned(NamedTuple):
    """What an event was taken for; None: nothing caused it."""

    arrival: Arrival
    expected: Expected | None
    early: bool = False


class Due(NamedTuple):
    """What a session must receive of a channel: whether it must receive an effect, and at which places of times, in
    their order, it may have to receive what was invoked then."""

    must: Callable[[Expected], bool]
    places: Callable[[Sequence[int]], Iterator[range]]


class _Effects:
    """Effects of a bucket that were sent alike, by rank, oldest first, and the times of their invokes."""

    def __init__(self, since: int) -> None:
        """`since`: when the oldest was invoked."""
        self.since, self.count, self.coalesce = since, 0, True
        self.ranked: dict[int, tuple[list[Expected], list[int]]] = {}

    def add(self, expected: Expected) -> None:
        """Add the next one."""
        effects, times = self.ranked.setdefault(_RANK[expected.write.state], ([], []))
        effects.append(expected)
        times.append(expected.write.invoke.t)
        self.count += 1
        self.coalesce &= expected.effect.coalesce


class AlikeEffects:
    """Effects that look alike, by what was sent, for all sessions; `known` tells which number is which effect."""

    def __init__(self, effects: Sequence[Expected], known: Mapping[Number, Expected]) -> None:
        """`effects` are in order of their invokes."""
        self.known = known
        self.one_entity = effects[0].effect.entity is not None
        self.by_sent: dict[str | None, _Effects] = {}
        held = set(known.values())
        for expected in effects:
            sent = expected.effect.sent
            if sent not in self.by_sent:
                self.by_sent[sent] = _Effects(expected.write.invoke.t)
            if expected not in held:
                self.by_sent[sent].add(expected)


class _Line:
    """Some effects of a list: the coming ones, and those that wait to be taken. Nothing is looked at before it may be
    taken, so that one session's events cost no more where the list is longer."""

    def __init__(
        self, ranked: tuple[list[Expected], list[int]], parts: Iterator[range], is_in: Callable[[Expected], bool]
    ) -> None:
        """`parts`: places of the list, in order; `is_in`: which effects there are meant."""
        self._effects, self._times = ranked
        self._parts, self._is_in = parts, is_in
        self._coming, self._waiting = next(parts, _NOTHING), deque[range]()

    def wait(self, t: int) -> None:
        """Whatever was invoked by `t` waits from now on."""
        while self._coming:
            many = bisect_right(self._times, t, self._coming.start, self._coming.stop) - self._coming.start
            if many:
                self._waiting.append(self._coming[:many])
            self._coming = self._coming[many:]
            if self._coming:
                break
            self._coming = next(self._parts, _NOTHING)

    def oldest(self) -> Expected | None:
        """The oldest that waits."""
        return self._waiting_at(0)

    def newest(self) -> Expected | None:
        """The newest that waits."""
        return self._waiting_at(-1)

    def next(self) -> Expected | None:
        """The oldest that is still coming."""
        while self._coming:
            expected = self._effects[self._coming[0]]
            if self._is_in(expected):
                return expected
            self.drop_next()
        return None

    def drop(self, end: int) -> None:
        """Leave out the oldest (0) or newest (-1) that waits."""
        left = self._waiting[end][1:] if end == 0 else self._waiting[end][:-1]
        if left:
            self._waiting[end] = left
        else:
            del self._waiting[end]

    def drop_next(self) -> None:
        """Leave out the oldest that is still coming."""
        self._coming = self._coming[1:] or next(self._parts, _NOTHING)

    def _waiting_at(self, end: int) -> Expected | None:
        while self._waiting:
            expected = self._effects[self._waiting[end][end]]
            if self._is_in(expected):
                return expected
            self.drop(end)
        return None


class _Alike:
    """Effects of a bucket that were sent alike, by rank, oldest first, as one session takes them; and the events
    assigned to them."""

    def __init__(self, effects: _Effects, due: Due) -> None:
        self.left = effects.count
        self._lines: list[tuple[int, _Line]] = []
        self._end = -1 if effects.coalesce else 0
        self._assigned: list[tuple[int, str | None, Expected]] = []
        for rank, ranked in sorted(effects.ranked.items()):
            whole = range(len(ranked[0]))
            if rank == 1:
                self._lines.append((0, _Line(ranked, due.places(ranked[1]), due.must)))
                self._lines.append((1, _Line(ranked, iter((whole,)), lambda expected: not due.must(expected))))
            else:
                self._lines.append((rank, _Line(ranked, iter((whole,)), lambda _: True)))

    def take(self, recv: Recv, *, ranks: int = 4) -> Expected | None:
        """The best effect still waiting that was invoked by the time of the event, among the first `ranks`."""
        for rank, line in self._lines:
            if rank >= ranks:
                break
            line.wait(recv.t)
            expected = line.newest() if self._end else line.oldest()
            if expected is not None and expected.write.invoke.t <= recv.t:
                line.drop(self._end)
                return self._taken(recv, expected)
        return None

    def take_early(self, recv: Recv) -> Expected | None:
        """The best effect that was invoked only after the event."""
        for _, line in self._lines:
            expected = line.oldest()
            if expected is not None and expected.write.invoke.t > recv.t:
                line.drop(0)
                return self._taken(recv, expected)
            expected = line.next()
            if expected is not None and expected.write.invoke.t > recv.t:
                line.drop_next()
                return self._taken(recv, expected)
        return None

    def twin(self, recv: Recv) -> Expected | None:
        """The effect that the last event like this one before it was taken for."""
        before = bisect_left(self._assigned, recv.i, key=lambda one: one[0])
        if not before or recv.entity not in {None, self._assigned[before - 1][1]}:
            return None
        return self._assigned[before - 1][2]

    def _taken(self, recv: Recv, expected: Expected) -> Expected:
        self.left -= 1
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
    bucket: AlikeEffects, arrivals: Sequence[Arrival], due: Due, is_marked: Callable[[Recv], bool]
) -> list[Assigned]:
    """Assign one session's events of a bucket, in order of time; `due` tells what this session must receive,
    `is_marked` which events are declared repeats."""
    found = list(_assigned(bucket, arrivals, due, is_marked))
    places = {id(arrival): place for place, arrival in enumerate(arrivals)}
    return sorted(found, key=lambda one: places[id(one.arrival)])


def _assigned(
    bucket: AlikeEffects, arrivals: Sequence[Arrival], due: Due, is_marked: Callable[[Recv], bool]
) -> Iterator[Assigned]:
    groups: dict[str | None, _Alike] = {}
    only = next(iter(bucket.by_sent)) if len(bucket.by_sent) == 1 else None
    seen: dict[Hashable, Expected] = {}
    odd, repeats = [], []
    for arrival in arrivals:
        recv = arrival.recv
        name = _name(recv, one_entity=bucket.one_entity)
        known = bucket.known.get((recv.epoch, recv.seq)) if recv.seq is not None else None
        known = known or seen.get(name)
        if known is not None:
            yield Assigned(arrival, known)
            continue
        alike = _group(bucket, recv.sent if len(bucket.by_sent) > 1 else only, groups, due)
        if alike is None:
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
        yield from _odd(bucket, groups, due, odd)


def _group(bucket: AlikeEffects, sent: str | None, groups: dict[str | None, _Alike], due: Due) -> _Alike | None:
    """The effects that were sent like this, as the session takes them; None where the bucket has none."""
    if sent not in groups and sent in bucket.by_sent:
        groups[sent] = _Alike(bucket.by_sent[sent], due)
    return groups.get(sent)


def _best(arrival: Arrival, alike: _Alike) -> Assigned:
    found = alike.take(arrival.recv) or alike.twin(arrival.recv)
    if found is not None:
        return Assigned(arrival, found)
    found = alike.take_early(arrival.recv)
    return Assigned(arrival, found, found is not None)


def _odd(
    bucket: AlikeEffects, groups: dict[str | None, _Alike], due: Due, arrivals: list[Arrival]
) -> Iterator[Assigned]:
    """Events of an entity that were not sent as any of its writes was: changed on the way, or changed twice."""
    seen: dict[str, Expected] = {}
    left = deque(bucket.by_sent)
    for arrival in arrivals:
        digest = arrival.recv.digest or ""
        found = seen.get(digest) or _any_left(bucket, groups, due, arrival.recv, left)
        if found is not None:
            seen[digest] = found
        yield Assigned(arrival, found)


def _any_left(
    bucket: AlikeEffects, groups: dict[str | None, _Alike], due: Due, recv: Recv, left: deque[str | None]
) -> Expected | None:
    """The best effect of the first of the groups `left` that has one for this event; those that have none for any
    other are left no more."""
    found, unfit = None, []
    while found is None and left and bucket.by_sent[left[0]].since <= recv.t:
        alike = _group(bucket, left[0], groups, due)
        found = None if alike is None else alike.take(recv)
        if alike is not None and alike.left:
            unfit.append(left[0])
        left.popleft()
    left.extendleft(reversed(unfit))
    return found


def _name(recv: Recv, *, one_entity: bool) -> Hashable | None:
    """What makes this event the same as another of its bucket without doubt; None where nothing does."""
    if recv.seq is not None:
        return (recv.epoch, recv.seq)
    if recv.entity is not None and (recv.version is not None or not one_entity):
        return (recv.entity, recv.version)
    return None
