"""Spaces around a text are taken away before it is stored. Breaks no property that compares the backend with itself:
event, answer and read agree; a scenario says what was written.

Made by whoever turns on a validator's option that strips every string.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import PostMessage

from evidence.mutants.mutant import STEP, Mutant


def _stripped(original: Callable[..., Any]) -> Callable[..., Any]:
    def post(messages: Messages, call: Call, body: PostMessage, key: str | None = None) -> Any:
        return original(messages, call, body.model_copy(update={"content": body.content.strip()}), key)

    return post


MUTANT = Mutant(
    breaks=STEP,
    may_break=("P1", "P3"),
    does="a message is stored, answered and announced without the spaces around it",
    made_by="whoever sets a validator to strip strings for the sake of names, and has messages stripped with them",
    owner=Messages,
    method="post",
    replacement=_stripped,
    features=("features/sync/content.feature",),
)
