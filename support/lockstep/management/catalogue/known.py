"""The endpoints and events of a target, for scenarios that name them: operations of its adapter, and its events.

Only the reference adapter declares them; those of other targets are unknown, and naming one is rejected.
"""

from lockstep.targets.reference.operations import READS, WRITES
from lockstep.targets.reference.schemas import EVENTS


def known_of(target: str) -> tuple[frozenset[str], frozenset[str]]:
    """Operations and events of a target."""
    if target != "reference":
        return frozenset(), frozenset()
    return frozenset(WRITES) | frozenset(READS), frozenset(EVENTS)
