"""A changed role counts, but its owner does not hear of it. Breaks P1 (no loss).

Made by whoever updates the role in an administration's route and has the event only in the socket's handler.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.transactions import Work

from evidence.mutants.mutant import Mutant


def _silent(original: Callable[..., Any]) -> Callable[..., Any]:
    def event(work: Work, room: str, name: str, data: Any) -> Any:
        return None if name == "user_role_changed" else original(work, room, name, data)

    return event


MUTANT = Mutant(
    breaks="P1",
    does="changing a role changes it, but no event tells so",
    made_by="whoever changes roles in an administration's route and announces them only from the socket's handler",
    owner=Work,
    method="event",
    replacement=_silent,
    features=("features/sync/permissions.feature", "features/sync/roles.feature"),
)
