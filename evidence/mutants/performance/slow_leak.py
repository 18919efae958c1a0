"""Whatever was posted is kept for ever, with all that hung on it."""

from collections.abc import Callable
from typing import Any

from support.reference.messages import Messages
from support.reference.requests import PostMessage
from support.reference.rights import Call
from tests.mutants.mutant import STEP, Mutant

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
