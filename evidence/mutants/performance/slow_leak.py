"""Whatever was posted is kept for ever, with all that hung on it."""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import PostMessage

from evidence.mutants.mutant import STEP, Mutant

SIZE = 100_000
KEPT: list[bytes] = []


def _keeps(original: Callable[..., Any]) -> Callable[..., Any]:
    def post(messages: Messages, call: Call, body: PostMessage, key: str | None = None) -> Any:
        KEPT.append(b"x" * SIZE)
        return original(messages, call, body, key)

    return post


MUTANT = Mutant(
    breaks=STEP,
    does=f"each message costs {SIZE:,} bytes that are never given back",
    made_by="a cache without a limit, or listeners that are never removed",
    owner=Messages,
    method="post",
    replacement=_keeps,
)
