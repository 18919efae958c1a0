"""Who is removed from the company stays connected. Breaks no property of the record, but what a
scenario says: the connection ends.

Made by whoever deactivates accounts in another service than the one that holds the sockets.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hub

from evidence.mutants.mutant import STEP, Mutant


def _stays_open(original: Callable[..., Any]) -> Callable[..., Any]:
    del original

    def close_person(hub: Hub, user_id: int, reason: str) -> None:
        del hub, user_id, reason

    return close_person


MUTANT = Mutant(
    breaks=STEP,
    may_break=("P19", "P20"),
    does="a person removed from the company can do nothing more, but his connection stays open",
    made_by="whoever deactivates accounts in another service than the one that holds the sockets",
    owner=Hub,
    method="close_person",
    replacement=_stays_open,
    features=("features/sync/membership.feature", "features/sync/permissions.feature", "features/sync/roles.feature"),
)
