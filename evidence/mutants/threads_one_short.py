"""The list of a chatroom's threads is one short once a thread was archived. Breaks P14 (read agrees with event).

Made by whoever limits a list to a counter that archiving reduces.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.threads import Threads

from evidence.mutants.mutant import Mutant


def _one_short(original: Callable[..., Any]) -> Callable[..., Any]:
    def every(threads: Threads, call: Call, chatroom_id: int) -> Any:
        shown, position = original(threads, call, chatroom_id)
        return shown[: len(shown) - sum(one["isArchived"] for one in shown)], position

    return every


MUTANT = Mutant(
    breaks="P14",
    does="the list of threads leaves out as many of the newest threads as are archived",
    made_by="whoever limits a list to a counter that archiving reduces",
    owner=Threads,
    method="all",
    replacement=_one_short,
    features=("features/sync/threads.feature",),
)
