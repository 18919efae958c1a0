"""Messages reach every connection, of whatever company."""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hearer, Hub
from lockstep.reference.storage.outbox import Event

from evidence.mutants.mutant import Mutant


def _everybody(original: Callable[..., Any]) -> Callable[..., Any]:
    def subscribers(hub: Hub, event: Event) -> list[Hearer]:
        heard: list[Hearer] = original(hub, event)
        if event.name != "chatroom_message_received":
            return heard
        companies = {hearer.company_id for hearer in heard}
        return heard + [other for other in hub._connections if other.company_id not in companies]

    return subscribers


MUTANT = Mutant(
    breaks="P19",
    may_break=("P3",),
    does="a new message also goes to every connection of other companies",
    made_by="a broadcast to the namespace where the room was meant; rooms named by an id that is not the tenant's",
    owner=Hub,
    method="subscribers",
    replacement=_everybody,
    features=(
        "features/sync/conversations.feature",
        "features/sync/membership.feature",
        "features/sync/messages.feature",
    ),
)
