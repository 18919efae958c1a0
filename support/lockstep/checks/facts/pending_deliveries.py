"""Pending deliveries of a history that is still being written: which must still arrive, and until when.

A delivery is pending while a session that must receive it (`expected_deliveries.py`) has not. Neither effects that
may be coalesced nor sessions that stopped reading for good are waited for.
"""

from collections.abc import Sequence
from typing import NamedTuple

from lockstep.checks.facts.expected_deliveries import owed
from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import INF, MS
from lockstep.history.rows import AnyRow


class Outstanding(NamedTuple):
    """How many deliveries are outstanding, and the latest deadline among them (ns of the history's clock)."""

    missing: int
    deadline: int


def outstanding(rows: Sequence[AnyRow], allowance_ms: float) -> Outstanding:
    """Look at the history as it stands; `allowance_ms` is added to the loss deadline."""
    deadlines = [
        one.deadline + round(allowance_ms * MS)
        for one in owed(Pairing(Facts(rows)))
        if one.session not in one.expected.received
        and not one.expected.effect.coalesce
        and not one.excused
        and one.covered
        and one.deadline < INF
    ]
    return Outstanding(len(deadlines), max(deadlines, default=0))
