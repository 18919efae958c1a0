"""What is written in a thread reaches the whole company. Breaks P19 (no leak).

Made by whoever sends a thread's events to the room at hand, which is the chatroom's or the company's.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hearer, Hub
from lockstep.reference.storage.outbox import Event

from evidence.mutants.mutant import Mutant


def _the_company(original: Callable[..., Any]) -> Callable[..., Any]:
    def subscribers(hub: Hub, event: Event) -> list[Hearer]:
        heard: list[Hearer] = original(hub, event)
        if event.name != "thread_message_received":
            return heard
        companies = {hearer.company_id for hearer in heard}
        others = [other for other in hub._connections if other.company_id in companies and other not in heard]
        return heard + others

    return subscribers


MUTANT = Mutant(
    breaks="P19",
    may_break=("P3",),
    does="a new message of a thread also goes to everybody of the company who does not listen to the thread",
    made_by="whoever sends to the room at hand, the company's, where the thread's was meant",
    owner=Hub,
    method="subscribers",
    replacement=_the_company,
    features=("features/sync/threads.feature",),
)
