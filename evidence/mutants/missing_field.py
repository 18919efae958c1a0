"""The event of a new message does not say who wrote it."""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.transactions import Work

from evidence.mutants.mutant import Mutant


def _without_author(original: Callable[..., Any]) -> Callable[..., Any]:
    def event(work: Work, room: str, name: str, data: Any) -> Any:
        if name == "chatroom_message_received":
            data = {field: value for field, value in data.items() if field != "authorId"}
        return original(work, room, name, data)

    return event


MUTANT = Mutant(
    breaks="P13",
    may_break=("P12",),
    does="`authorId` is missing in chatroom_message_received; answers and other events have it",
    made_by="whoever serialises for the socket by another class than for the API, and adds a field to one",
    owner=Work,
    method="event",
    replacement=_without_author,
    features=("features/sync/content.feature", "features/sync/messages.feature"),
)
