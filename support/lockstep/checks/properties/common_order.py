"""Common order: where several sequences of the same things contradict one another, by two or by a longer cycle.

Things that no cycle holds are set aside first, so that sequences which agree cost no more than their length.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

_BLOCK = 4096
"""So many sequences are looked at together."""


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
    distinct = _distinct(left)
    opposite = _Opposite([order for _, order in distinct])
    for first in range(0, len(distinct), _BLOCK):
        opposite.look(first)
    places = [place for place, _ in distinct]
    return [_swapped(places, *one) for one in opposite.sorted()] or [_cycle(left)]


def _swapped(places: Sequence[int], here: int, there: int, one: int, other: int) -> tuple[Step, ...]:
    return (Step(places[here], one, other), Step(places[there], other, one))


class _Opposite:
    """Neighbours of one sequence, among what it has in common with a later one, that this has the other way round.
    For each two of them, the first such sequences are kept."""

    def __init__(self, orders: Sequence[Sequence[int]]) -> None:
        """Nothing is found yet."""
        self._orders = orders
        self._ranks = [{one: rank for rank, one in enumerate(order)} for order in orders]
        self._found: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        self._agree: dict[tuple[int, int], int] = {}

    def sorted(self) -> list[tuple[int, int, int, int]]:
        """What was found: a sequence, a later one, and the two things as the former has them."""
        return sorted(self._found.values(), key=lambda one: (one[0], one[1], self._ranks[one[0]][one[3]]))

    def look(self, first: int) -> None:
        """Compare all sequences with the later ones of a block, which are bits of numbers: many at once."""
        self._agree.clear()
        holders: dict[int, int] = defaultdict(int)
        block = self._orders[first : first + _BLOCK]
        for number, order in enumerate(block):
            for one in order:
                holders[one] |= 1 << number
        for here in range(first + len(block)):
            self._compare(here, first, holders)

    def _compare(self, here: int, first: int, holders: dict[int, int]) -> None:
        """Go through a sequence, and remember of each later one the last thing that both have."""
        later = -1 << max(0, here + 1 - first)
        last: dict[int, int] = {}
        done: list[int] = []
        seen = 0
        for other in self._orders[here]:
            mine = holders.get(other, 0) & later
            rest, seen = mine & seen, seen | mine
            for one in reversed(last) if rest else ():
                both = last[one] & rest
                if both:
                    self._note(here, first, (one, other), both)
                    rest, last[one] = rest ^ both, last[one] ^ both
                    if not last[one]:
                        done.append(one)
                if not rest:
                    break
            while done:
                del last[done.pop()]
            if mine:
                last[other] = mine

    def _note(self, here: int, first: int, pair: tuple[int, int], both: int) -> None:
        """Find the first of the sequences `both` that has a pair of neighbours the other way round."""
        one, other = pair
        key = (min(pair), max(pair))
        before = self._found.get(key)
        if before is not None and before[0] <= here:
            return
        known = self._agree.get(pair, 0)
        unknown = both & ~known
        while unknown:
            bit = unknown & -unknown
            there = first + bit.bit_length() - 1
            if self._ranks[there][one] > self._ranks[there][other]:
                self._found[key] = (here, there, one, other)
                return
            known, unknown = known | bit, unknown ^ bit
        self._agree[pair] = known


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
    for tried, start in enumerate(list(after)[:_TRIED]):
        if len(best) == _SHORTEST or (best and tried * len(after) > _LOOKED_AT):
            break
        steps = _way_back(start, after)
        if steps and (not best or len(steps) < len(best)):
            best = steps
    return best


_TRIED = 100
_LOOKED_AT = 500_000  # things; then a cycle that was found is good enough
_SHORTEST = 3  # where no two sequences contradict one another


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
