"""The event of a new status carries the status from before."""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.transactions import Work

from evidence.mutants.mutant import Mutant


def _from_before(original: Callable[..., Any]) -> Callable[..., Any]:
    statuses: dict[int, str] = {}

    def event(work: Work, room: str, name: str, data: Any) -> Any:
        if name == "user_status_updated":
            old = statuses.get(data["userId"], "online")
            statuses[data["userId"]] = data["status"]
            data = {**data, "status": old}
        return original(work, room, name, data)

    return event


MUTANT = Mutant(
    breaks="P22",
    may_break=("P12",),
    does="the event of a changed status has the new version, but the previous status",
    made_by="whoever announces the row read before the update",
    owner=Work,
    method="event",
    replacement=_from_before,
    features=("features/sync/presence.feature", "features/sync/status.feature"),
)
