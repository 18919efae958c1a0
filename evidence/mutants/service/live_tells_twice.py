"""Whoever watches live is told the first of each batch of events twice."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from lockstep.management.executions.sockets import LiveSockets

from evidence.mutants.mutant import STEP, Mutant
from evidence.mutants.service.serving import serve

Send = Callable[[LiveSockets, Any, Sequence[Any]], Awaitable[None]]


def _twice(original: Send) -> Send:
    async def send(sockets: LiveSockets, websocket: Any, events: Sequence[Any]) -> None:
        await original(sockets, websocket, [*events[:1], *events])

    return send


MUTANT = Mutant(
    breaks=STEP,
    does="the first event of each batch is sent twice",
    made_by="a replay that ends where what is live begins, both counting the event between them",
    owner=LiveSockets,
    method="_send",
    replacement=_twice,
)


if __name__ == "__main__":
    sys.exit(serve(MUTANT))
