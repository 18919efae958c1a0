"""Pairing by count: events that carry neither cause nor version are told apart only by what was sent, and counted.

All effects of one kind that look alike (same author, channel and digest of what was sent; or same entity) are one
bucket. Within it each session's events are assigned one by one, in order of arrival: to acknowledged writes first
(those that this session must receive first), then to writes of unknown outcome, then to refused ones, each to
the oldest invoked by then. What is left over repeats an event that was assigned already, if it may be the
same; else it is an event before its cause, if a like write was invoked later; else nothing caused it.
See docs/properties.md, "Writes and their events".
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from typing import NamedTuple

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.writes import Expected
from lockstep.history.rows import Recv

_RANK = {"ok": 1, "info": 2, "fail": 3}


class Assigned(NamedTuple):
    """What an event was taken for; None: nothing caused it."""

    arrival: Arrival
    expected: Expected | None
    early: bool = False


class _Alike:
    """Effects of a bucket that were sent alike, by rank, oldest first; and the event assigned last."""

    def __init__(self, effects: list[Expected], must: Callable[[Expected], bool]) -> None:
        self._waiting: tuple[deque[Expected], ...] = (deque(), deque(), deque(), deque())
        self.taken: tuple[Recv, Expected] | None = None
        for expected in effects:
            rank = _RANK[expected.write.state]
            self._waiting[0 if rank == 1 and must(expected) else rank].append(expected)

    def take(self, recv: Recv, *, early: bool = False) -> Expected | None:
        """The best effect still waiting that was invoked by the time of the event, or, `early`, later."""
        for waiting in self._waiting:
            if waiting and (waiting[0].write.invoke.t <= recv.t) is not early:
                self.taken = (recv, waiting.popleft())
                return self.taken[1]
        return None

    def twin(self, recv: Recv) -> Expected | None:
        """The effect that an event like this one was taken for before."""
        if self.taken is not None and recv.entity in {None, self.taken[0].entity}:
            return self.taken[1]
        return None


def assign(bucket: list[Expected], arrivals: list[Arrival], must: Callable[[Expected], bool]) -> Iterator[Assigned]:
    """Assign one session's events of a bucket, both in order of time; `must` tells what this session must receive."""
    by_sent: dict[str | None, list[Expected]] = {}
    for expected in bucket:
        by_sent.setdefault(expected.effect.sent, []).append(expected)
    groups = {sent: _Alike(effects, must) for sent, effects in by_sent.items()}
    seen: dict[Hashable, Expected] = {}
    odd = []
    for arrival in arrivals:
        recv = arrival.recv
        name = _name(recv, one_entity=bucket[0].effect.entity is not None)
        group = next(iter(groups.values())) if len(groups) == 1 else groups.get(recv.sent)
        if name in seen:
            yield Assigned(arrival, seen[name])
        elif group is None:
            odd.append(arrival)
        else:
            found = group.take(recv)
            early = False
            if found is None and (found := group.twin(recv)) is None:
                early = (found := group.take(recv, early=True)) is not None
            if found is not None and name is not None:
                seen[name] = found
            yield Assigned(arrival, found, early)
    if odd:
        yield from _odd(groups, odd)


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
