"""Common order: where several sequences of the same things contradict one another, by two or by a longer cycle.

Things that no cycle holds are set aside first, so that sequences which agree cost no more than their length.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple


class Step(NamedTuple):
    """The sequence number `order` has `before` somewhere ahead of `after`."""

    order: int
    before: int
    after: int


def contradictions(orders: Sequence[Sequence[int]]) -> list[tuple[Step, ...]]:
    """Cycles of steps: two steps where two sequences have neighbours of the one the other way round, each pair once;
    where there are none, one shortest cycle over more sequences. Each sequence holds a thing at most once."""
    tangled = _tangled(orders)
    if not tangled:
        return []
    left = [(place, [one for one in order if one in tangled]) for place, order in enumerate(orders)]
    found: dict[Hashable, tuple[Step, ...]] = {}
    for (left_place, here), (right_place, there) in combinations(_distinct(left), 2):
        ranks = {one: rank for rank, one in enumerate(there)}
        for one, other in pairwise([one for one in here if one in ranks]):
            if ranks[one] > ranks[other]:
                steps = (Step(left_place, one, other), Step(right_place, other, one))
                found.setdefault(frozenset((one, other)), steps)
    return list(found.values()) or [_cycle(left)]


def _distinct(orders: Sequence[tuple[int, list[int]]]) -> list[tuple[int, list[int]]]:
    """Of sequences that are the same the first."""
    kept: dict[tuple[int, ...], int] = {}
    for place, order in orders:
        kept.setdefault(tuple(order), place)
    return [(place, list(order)) for order, place in kept.items()]


def _tangled(orders: Sequence[Sequence[int]]) -> set[int]:
    """What is left when everything that nothing precedes, or that precedes nothing, was taken away."""
    after: dict[int, set[int]] = defaultdict(set)
    before: dict[int, set[int]] = defaultdict(set)
    for order in orders:
        for one, other in pairwise(order):
            after[one].add(other)
            before[other].add(one)
    left = set(after.keys() | before.keys())
    for mine, other_way in ((before, after), (after, before)):
        free = deque(one for one in left if not mine[one])
        while free:
            one = free.popleft()
            left.discard(one)
            for other in other_way[one]:
                mine[other].discard(one)
                if other in left and not mine[other]:
                    free.append(other)
    return left


def _cycle(orders: Sequence[tuple[int, list[int]]]) -> tuple[Step, ...]:
    """A shortest cycle of neighbours through the thing that comes first, steps of one sequence drawn together."""
    after: dict[int, dict[int, int]] = defaultdict(dict)
    for place, order in orders:
        for one, other in pairwise(order):
            after[one].setdefault(other, place)
    best: tuple[Step, ...] = ()
    for start in list(after)[:_TRIED]:
        steps = _way_back(start, after)
        if steps and (not best or len(steps) < len(best)):
            best = steps
    return best


_TRIED = 100


def _way_back(start: int, after: dict[int, dict[int, int]]) -> tuple[Step, ...]:
    came: dict[int, Step] = {}
    queue = deque([start])
    while queue and start not in came:
        one = queue.popleft()
        for other, place in after[one].items():
            if other not in came:
                came[other] = Step(place, one, other)
                queue.append(other)
    if start not in came:
        return ()
    steps = [came[start]]
    while steps[-1].before != start:
        steps.append(came[steps[-1].before])
    return tuple(_drawn_together(reversed(steps)))


def _drawn_together(steps: Iterator[Step]) -> Iterator[Step]:
    last = next(steps)
    for step in steps:
        if step.order == last.order:
            last = Step(last.order, last.before, step.after)
        else:
            yield last
            last = step
    yield last
