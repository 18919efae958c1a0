"""Pending deliveries of a history that is still being written: which must still arrive, and until when.

A delivery is pending while a session that must receive it (`checks/facts/expected_deliveries.py`) has not. Neither
effects that may be coalesced nor sessions that stopped reading for good are waited for.

A look at a history costs what was added since the look before and what is pending, as long as only events and
acknowledged writes were added (`growing_pairing.py`); anything else is paired from the beginning, once.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from lockstep.checks.facts.expected_deliveries import Owed, owed
from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import INF, MS, Session
from lockstep.checks.facts.writes import Expected
from lockstep.checks.live_history.growing_pairing import GrowingPairing
from lockstep.history.rows import AnyRow


class Outstanding(NamedTuple):
    """How many deliveries are outstanding, and the latest deadline among them (ns of the history's clock)."""

    missing: int
    deadline: int


def outstanding(rows: Sequence[AnyRow], tolerance_ms: float) -> Outstanding:
    """Look at a history as it stands, from the beginning; `tolerance_ms` is added to the loss deadline."""
    pairing = Pairing(Facts(rows))
    missing = (one for one in _waiting(owed(pairing)) if one.session not in one.expected.received)
    return _outstanding([one.deadline for one in missing], tolerance_ms)


class PendingDeliveries:
    """The pending deliveries of one history, look by look."""

    def __init__(self, rows: Callable[[int], Sequence[AnyRow]]) -> None:
        """`rows` returns those of the history from a cursor on, which has a header by the first look."""
        self._rows = rows
        self._seen = 0
        self.pairings = 0
        """How many times everything was paired from the beginning."""
        self._pairing: GrowingPairing | None = None
        self._open: dict[tuple[Expected, Session], int] = {}

    def look(self, tolerance_ms: float) -> Outstanding:
        """Look at the history as it stands; `tolerance_ms` is added to the loss deadline."""
        rows = self._rows(self._seen)
        self._seen += len(rows)
        grown = None if self._pairing is None else self._pairing.grow(rows)
        if self._pairing is None or grown is None:
            self._pairing = self._anew()
        else:
            self._wait_for(owed(self._pairing, grown))
        for expected, session in [one for one in self._open if one[1] in one[0].received]:
            del self._open[expected, session]
        return _outstanding(list(self._open.values()), tolerance_ms)

    def _anew(self) -> GrowingPairing:
        self.pairings += 1
        pairing = GrowingPairing(Facts(self._rows(0)[: self._seen]))
        self._open.clear()
        self._wait_for(owed(pairing))
        return pairing

    def _wait_for(self, deliveries: Iterable[Owed]) -> None:
        for one in _waiting(deliveries):
            self._open[one.expected, one.session] = one.deadline


def _waiting(deliveries: Iterable[Owed]) -> Iterable[Owed]:
    """Those that are waited for until they were received."""
    return (
        one
        for one in deliveries
        if not one.expected.effect.coalesce and not one.excused and one.covered and one.deadline < INF
    )


def _outstanding(deadlines: Sequence[int], tolerance_ms: float) -> Outstanding:
    latest = max(deadlines) + round(tolerance_ms * MS) if deadlines else 0
    return Outstanding(len(deadlines), latest)
