"""With two or more listeners, the one who joined last hears no message."""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hearer, Hub
from lockstep.reference.storage.outbox import Event

from evidence.mutants.mutant import Mutant


def _all_but_the_last(original: Callable[..., Any]) -> Callable[..., Any]:
    def subscribers(hub: Hub, event: Event) -> list[Hearer]:
        heard: list[Hearer] = original(hub, event)
        return heard[:-1] if event.name == "chatroom_message_received" and len(heard) > 1 else heard

    return subscribers


MUTANT = Mutant(
    breaks="P1",
    may_break=("P8", "P14"),
    does="of several subscribers to a chatroom the one who joined last is left out of new messages",
    made_by="a loop over a set that changes while it runs, or that stops at the first broken socket",
    owner=Hub,
    method="subscribers",
    replacement=_all_but_the_last,
    features=("features/sync/bursts.feature", "features/sync/messages.feature"),
)
