"""Pairing by count: events without a version and without a cause, whose entity several writes may be about.

The frames of one kind, channel and entity are matched with the writes of that entity: first those of the content that
an answer told, then the rest in order, each frame to the oldest write left that was sent by then. What is left over
is of a write of unknown outcome that names no entity, if causes are not promised and the frame names none; else it is
the last write's once more. `lockstep.checks.facts.pairing` does the same for rows.
"""

from collections import defaultdict, deque
from collections.abc import Iterable

import numpy as np

from lockstep.checks.facts.sessions import INF
from lockstep.load.columnar.columns import UNKNOWN, Columns, Ints

Key = tuple[int, int, int]


class CountedFrames:
    """Frames and writes of entities without versions, by kind, channel and entity."""

    def __init__(self, columns: Columns, kinds: Ints, *, causes: bool) -> None:
        """`kinds` are those of the writes' events; `causes`: whether causes are promised."""
        self._c, self._causes = columns, causes
        self._writes: dict[Key, list[int]] = defaultdict(list)
        self._nameless: dict[tuple[int, int], deque[int]] = defaultdict(deque)
        sent = np.lexsort((np.arange(len(columns.w_sent)), columns.w_sent))
        for w in sent[(columns.w_version[sent] < 0) & (kinds[sent] >= 0)].tolist():
            place = (int(kinds[w]), int(columns.w_channel[w]))
            if columns.w_entity[w] >= 0:
                self._writes[*place, int(columns.w_entity[w])].append(w)
            elif columns.w_state[w] == UNKNOWN:
                self._nameless[place].append(w)

    def writes_of(self, frames: Iterable[int]) -> dict[int, int]:
        """The write of each of these frames that is of one."""
        c = self._c
        first = np.full(len(c.f_kind), INF, dtype=np.int64)
        np.minimum.at(first, c.a_frame, c.a_t)
        together: dict[Key, list[int]] = defaultdict(list)
        for frame in sorted(frames, key=lambda frame: int(first[frame])):
            key = (int(c.f_kind[frame]), int(c.f_channel[frame]), int(c.f_entity[frame]))
            if key in self._writes:
                together[key].append(frame)
        told = {key: self._told(mine, self._writes[key]) for key, mine in together.items()}
        found: dict[int, int] = {}
        for key, mine in together.items():
            found |= told[key]
            taken = set(told[key].values())
            left = deque(w for w in self._writes[key] if w not in taken)
            for frame in mine:
                if frame not in told[key]:
                    found[frame] = self._next(key, frame, left, int(first[frame]))
        return found

    def _told(self, frames: list[int], writes: list[int]) -> dict[int, int]:
        """Frames of just the content that an answer told, one for each write."""
        c = self._c
        waiting: dict[int, list[int]] = defaultdict(list)
        for w in reversed(writes):
            if c.w_digest[w]:
                waiting[int(c.w_digest[w])].append(w)
        found: dict[int, int] = {}
        for frame in frames:
            if alike := waiting.get(int(c.f_digest[frame])):
                found[frame] = alike.pop()
        return found

    def _next(self, key: Key, frame: int, left: deque[int], first: int) -> int:
        """The write of a frame that came first at `first` (ns), of those of its entity that are left or others."""
        c, nameless = self._c, self._nameless[key[:2]]
        if left and c.w_sent[left[0]] <= first:
            return left.popleft()
        may_be_nameless = not self._causes and c.f_cause[frame] == -1
        if may_be_nameless and nameless and c.w_sent[nameless[0]] <= first:
            return nameless.popleft()
        return left[0] if left else self._writes[key][-1]
