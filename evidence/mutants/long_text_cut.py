"""A message that is too long is cut, stored and told to everybody. Breaks no property of the record, but what
scenarios say: the backend refuses it.

Made by whoever cuts texts to the width of their column, or lets the database do it.
"""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from evidence.mutants.mutant import STEP, Mutant

_LONGEST = 10_000


def _cut(original: Callable[..., Any]) -> Callable[..., Any]:
    async def json(request: Request) -> Any:
        body = await original(request)
        if isinstance(body, dict) and isinstance(body.get("content"), str):
            body["content"] = body["content"][:_LONGEST]
        return body

    return json


MUTANT = Mutant(
    breaks=STEP,
    may_break=("P12", "P14"),
    does="a message longer than allowed is accepted, and all but its beginning is gone",
    made_by="whoever cuts texts to the width of their column, or lets the database do it",
    owner=Request,
    method="json",
    replacement=_cut,
    features=("features/sync/content.feature", "features/sync/messages.feature"),
)
