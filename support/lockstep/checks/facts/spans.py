"""Spans of time, indexed so that questions about one moment cost no more for a long history than for a short one.

A span is a pair of times (ns), both ends included.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

Span = tuple[int, int]


class Touching:
    """Which spans, in order of their starts, touch a time."""

    def __init__(self, spans: Iterable[Span]) -> None:
        """Sorts them."""
        self.spans = sorted(spans)
        self._starts = [start for start, _ in self.spans]
        self._over_by = list(accumulate((end for _, end in self.spans), max))

    def any(self, since: int, until: int) -> bool:
        """Whether a span holds a moment from `since` to `until`."""
        at = bisect_right(self._starts, until)
        return at > 0 and self._over_by[at - 1] >= since

    def first(self, since: int, until: int) -> int | None:
        """The first moment from `since` to `until` that a span holds; None without one."""
        if self.any(since, since):
            return since
        at = bisect_right(self._starts, since)
        return self._starts[at] if at < len(self._starts) and self._starts[at] <= until else None


class Held:
    """Which spans hold a moment: a tree over the times at which any begins or has ended."""

    def __init__(self, spans: Sequence[Span]) -> None:
        """A span is named by its place in `spans`."""
        self._edges = sorted({edge for start, end in spans for edge in (start, end + 1)})
        self._leaves = len(self._edges)
        self._nodes: dict[int, list[int]] = {}
        self._last: tuple[int, tuple[int, ...]] = (-1, ())
        for place, (start, end) in enumerate(spans):
            self._enter(place, bisect_left(self._edges, start), bisect_left(self._edges, end + 1))

    def _enter(self, place: int, left: int, right: int) -> None:
        left, right = left + self._leaves, right + self._leaves
        while left < right:
            if left & 1:
                self._nodes.setdefault(left, []).append(place)
                left += 1
            if right & 1:
                right -= 1
                self._nodes.setdefault(right, []).append(place)
            left, right = left >> 1, right >> 1

    def at(self, t: int) -> tuple[int, ...]:
        """The places of the spans that hold the moment `t`, in order."""
        edge = bisect_right(self._edges, t) - 1
        if edge < 0:
            return ()
        if self._last[0] != edge:
            self._last = (edge, self._found(edge + self._leaves))
        return self._last[1]

    def _found(self, node: int) -> tuple[int, ...]:
        found: set[int] = set()
        while node:
            found.update(self._nodes.get(node, ()))
            node >>= 1
        return tuple(sorted(found))


class Rising:
    """Values that mostly rise: the first place whose value reaches a limit."""

    def __init__(self, values: Iterable[int]) -> None:
        """In their order."""
        self._highest = list(accumulate(values, max))

    def first(self, limit: int) -> int:
        """The first place with a value of at least `limit`; their number where there is none."""
        return bisect_left(self._highest, limit)
