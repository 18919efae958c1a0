"""The event of an edit carries the text from before."""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.transactions import Work

from evidence.mutants.mutant import Mutant


def _from_before(original: Callable[..., Any]) -> Callable[..., Any]:
    texts: dict[int, str] = {}

    def event(work: Work, room: str, name: str, data: Any) -> Any:
        if name in {"chatroom_message_received", "chatroom_message_edited"}:
            old = texts.get(data["id"], data["content"])
            texts[data["id"]] = data["content"]
            return original(work, room, name, {**data, "content": old})
        return original(work, room, name, data)

    return event


MUTANT = Mutant(
    breaks="P12",
    does="the event of an edited message has the new version, but the previous text",
    made_by="whoever builds the event from the row read before the update, or from a cache",
    owner=Work,
    method="event",
    replacement=_from_before,
    features=("features/sync/changes.feature", "features/sync/messages.feature"),
)
