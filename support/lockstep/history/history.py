"""A history in memory: rows in order of arrival, queries from a cursor, and waiting that arrival wakes.

Clients append from the background loop while a step waits in the main thread. A wait always names the cursor
it starts from, so that nothing that arrived between the act and the wait is missed. It ends at the first row that
satisfies it or when its time is up: it never sleeps and never polls.
"""

import threading
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from lockstep.history.rows import AnyRow, Row

R = TypeVar("R", bound=Row)


class History:
    """Rows of one attempt of one scenario. Safe to append from one thread and wait in another."""

    def __init__(self, on_row: Callable[[AnyRow], None] | None = None) -> None:
        """`on_row` sees every row once, in order (the journal)."""
        self._rows: list[AnyRow] = []
        self._by_type: dict[type[Row], list[Any]] = defaultdict(list)
        self._arrived = threading.Condition()
        self._on_row = on_row

    def append(self, row: AnyRow) -> AnyRow:
        """Give the row its index (and, if it has none, the time), keep it and wake the threads that wait."""
        with self._arrived:
            row.i = len(self._rows)
            if row.t < 0:
                row.t = time.monotonic_ns()
            self._rows.append(row)
            self._by_type[type(row)].append(row)
            if self._on_row is not None:
                self._on_row(row)
            self._arrived.notify_all()
        return row

    def cursor(self) -> int:
        """The index the next row will have."""
        return len(self._rows)

    @staticmethod
    def now() -> int:
        """The time on the history's clock, in ns."""
        return time.monotonic_ns()

    def rows(self, since: int = 0) -> Sequence[AnyRow]:
        """Every row from the cursor `since` on."""
        return self._rows[since:]

    def of(self, kind: type[R], since: int = 0, /, **equal: object) -> Iterator[R]:
        """Rows of one type from a cursor on whose fields equal the values given; other rows are not looked at."""
        rows: list[R] = self._by_type.get(kind, [])
        for row in rows[bisect_left(rows, since, key=_index) :]:
            if all(getattr(row, name) == value for name, value in equal.items()):
                yield row

    def among(self, *kinds: type[Row]) -> Sequence[AnyRow]:
        """All rows of several types, in order."""
        return sorted((row for kind in kinds for row in self._by_type.get(kind, [])), key=_index)

    def count(self, *kinds: type[Row]) -> int:
        """How many rows of these types there are."""
        return sum(len(self._by_type.get(kind, ())) for kind in kinds)

    def wait(self, enough: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until `enough()` is true, asked again after every arrival, at most `timeout_s` seconds.

        Returns the last answer of `enough()`. `enough` must only look, from a cursor it holds itself; it is asked
        outside the lock, so that looking never delays the timestamp of an arrival.
        """
        deadline = time.monotonic() + timeout_s
        while True:
            seen = len(self._rows)
            if enough():
                return True
            left_s = deadline - time.monotonic()
            if left_s <= 0 or not self._grown(seen, left_s):
                return False

    def _grown(self, seen: int, timeout_s: float) -> bool:
        with self._arrived:
            return self._arrived.wait_for(lambda: len(self._rows) > seen, timeout_s)


def _index(row: Row) -> int:
    return row.i
