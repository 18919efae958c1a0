"""A backend that was started again says it is there, and refuses the first that comes: what it needs is not ready."""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import PostMessage
from lockstep.reference.errors import RefusedError

from evidence.mutants.mutant import STEP, Mutant

FIRST = 20


def _refuses_the_first(original: Callable[..., Any]) -> Callable[..., Any]:
    left: list[int] = []

    def post(messages: Messages, call: Call, body: PostMessage, key: str | None = None) -> Any:
        if not left:
            again = messages._core.database.rows("SELECT 1 FROM messages LIMIT 1")
            left.append(FIRST if again else 0)
        if left[0]:
            left[0] -= 1
            raise RefusedError(503, "unavailable", "The pool of connections is not filled yet; try again.")
        return original(messages, call, body, key)

    return post


MUTANT = Mutant(
    breaks=STEP,
    does=f"after it was started on data that are there already, the first {FIRST} messages are refused",
    made_by="a port that is opened, and a readiness that is told, before pools and caches are filled",
    owner=Messages,
    method="post",
    replacement=_refuses_the_first,
)
