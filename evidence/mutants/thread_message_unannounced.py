"""A message in a thread is stored and announced to nobody. Breaks P1 (no loss).

Made by whoever adds threads to messages that exist already and sends only where there is a chatroom.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.transactions import Work

from evidence.mutants.mutant import Mutant


def _silent(original: Callable[..., Any]) -> Callable[..., Any]:
    def event(work: Work, room: str, name: str, data: Any) -> Any:
        return None if name == "thread_message_received" else original(work, room, name, data)

    return event


MUTANT = Mutant(
    breaks="P1",
    may_break=("P14",),
    does="a message in a thread is stored, but no event tells of it; those in chatrooms are told as ever",
    made_by="whoever adds threads later, with a condition on the chatroom left in the code that sends",
    owner=Work,
    method="event",
    replacement=_silent,
    features=("features/sync/threads.feature",),
)
