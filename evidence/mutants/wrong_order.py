"""Now and then two events of a room change places; a marker never does, and nothing is lost."""

import asyncio
from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hub
from lockstep.reference.storage.outbox import Event

from evidence.mutants.mutant import Mutant

_EVERY = 3
_AT_MOST_S = 0.25


def _swapped(original: Callable[..., Any]) -> Callable[..., Any]:
    held: dict[str, Event] = {}

    def let_go(hub: Hub, event: Event) -> None:
        if held.get(event.room) is event:
            original(hub, held.pop(event.room))

    def deliver(hub: Hub, event: Event) -> None:
        before = held.pop(event.room, None)
        if before is None and event.name != "marker" and event.seq % _EVERY == 0:
            held[event.room] = event
            asyncio.get_running_loop().call_later(_AT_MOST_S, let_go, hub, event)
            return
        order = [before, event] if event.name == "marker" else [event, before]
        for each in order:
            if each is not None:
                original(hub, each)

    return deliver


MUTANT = Mutant(
    breaks="P7",
    may_break=("P8", "P9", "P10", "P11", "P24"),
    does="every third event of a room is sent after the next one, or a quarter of a second late if none comes",
    made_by="whoever publishes from a pool of workers, or awaits something between commit and send",
    owner=Hub,
    method="deliver",
    replacement=_swapped,
    features=("features/sync/bursts.feature", "features/sync/concurrency.feature", "features/sync/messages.feature"),
)
