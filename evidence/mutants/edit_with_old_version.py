"""The event of an edit carries the version from before, with the new text. Breaks P1 (no loss): what the edit must
cause, the event of its version, never comes.

Made by whoever increments the version in the database and builds the event from the object in memory.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.transactions import Work

from evidence.mutants.mutant import Mutant


def _version_from_before(original: Callable[..., Any]) -> Callable[..., Any]:
    def event(work: Work, room: str, name: str, data: Any) -> Any:
        if name == "chatroom_message_edited":
            data = {**data, "version": data["version"] - 1}
        return original(work, room, name, data)

    return event


MUTANT = Mutant(
    breaks="P1",
    may_break=("P2", "P3", "P12", "P14", "P17"),
    does="the event of an edited message has the new text and the old version; the API answers with the new one",
    made_by="whoever lets the database count versions and builds the event from the object read before",
    owner=Work,
    method="event",
    replacement=_version_from_before,
    features=("features/sync/changes.feature", "features/sync/concurrency.feature"),
)
