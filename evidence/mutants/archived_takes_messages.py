"""An archived thread still takes messages. Breaks no property of the record, but what a scenario says: a refusal.

Made by whoever hides the box for writing in the client and leaves the route as it was.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.messages import Messages

from evidence.mutants.mutant import STEP, Mutant


def _never_closed(original: Callable[..., Any]) -> Callable[..., Any]:
    del original

    def must_be_open(messages: Messages, thread_id: int | None) -> None:
        del messages, thread_id

    return must_be_open


MUTANT = Mutant(
    breaks=STEP,
    does="writing into an archived thread is accepted and heard",
    made_by="whoever archives in the client only: the box is gone, the route is not",
    owner=Messages,
    method="_must_be_open",
    replacement=_never_closed,
    features=("features/sync/chatrooms.feature", "features/sync/messages.feature", "features/sync/threads.feature"),
)
