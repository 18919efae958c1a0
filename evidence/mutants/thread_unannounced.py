"""A new thread is stored and announced to nobody. Breaks P1 (no loss).

Made by whoever adds threads later and announces only what is written in them.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.transactions import Work

from evidence.mutants.mutant import Mutant


def _silent(original: Callable[..., Any]) -> Callable[..., Any]:
    def event(work: Work, room: str, name: str, data: Any) -> Any:
        return None if name == "thread_created" else original(work, room, name, data)

    return event


MUTANT = Mutant(
    breaks="P1",
    may_break=("P14",),
    does="a new thread is stored, but no event tells of it; messages in it are told as ever",
    made_by="whoever adds threads later and announces only what is written in them",
    owner=Work,
    method="event",
    replacement=_silent,
    features=("features/sync/snapshots.feature", "features/sync/threads.feature"),
)
