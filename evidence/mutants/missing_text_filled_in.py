"""Where a name, a title or a text is missing, the backend writes one of its own, stores it and tells everybody.
Breaks no property of the record, but what scenarios say: the backend refuses it.

Made by whoever gives every column a default, to be rid of errors about what is empty.
"""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from evidence.mutants.mutant import STEP, Mutant

_TEXTS = ("name", "title", "content")


def _filled_in(original: Callable[..., Any]) -> Callable[..., Any]:
    async def json(request: Request) -> Any:
        body = await original(request)
        if isinstance(body, dict):
            body |= {key: "untitled" for key in _TEXTS if isinstance(body.get(key), str) and not body[key].strip()}
        return body

    return json


MUTANT = Mutant(
    breaks=STEP,
    may_break=("P12", "P14"),
    does="a chatroom without a name, a thread without a title and an empty message are accepted as 'untitled'",
    made_by="whoever gives every column a default, to be rid of errors about what is empty",
    owner=Request,
    method="json",
    replacement=_filled_in,
    features=(
        "features/sync/chatrooms.feature",
        "features/sync/content.feature",
        "features/sync/messages.feature",
        "features/sync/threads.feature",
    ),
)
