"""A message written over the API is announced to nobody."""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.transactions import Work

from evidence.mutants.mutant import Mutant


def _silent_api(original: Callable[..., Any]) -> Callable[..., Any]:
    def event(work: Work, room: str, name: str, data: Any) -> Any:
        if work.via == "api" and name == "chatroom_message_received":
            return None
        return original(work, room, name, data)

    return event


MUTANT = Mutant(
    breaks="P1",
    may_break=("P14",),
    does="posting a message over the API stores it, but no event; over the socket all is well",
    made_by="everybody who emits from the socket handler and adds the REST route later",
    owner=Work,
    method="event",
    replacement=_silent_api,
    features=("features/sync/changes.feature", "features/sync/chatrooms.feature", "features/sync/messages.feature"),
)
