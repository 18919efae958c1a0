"""Now and then two events of a room change places."""

from collections.abc import Callable
from typing import Any

from support.reference.hub import Hub
from support.reference.outbox import Event
from tests.mutants.mutant import Mutant

_EVERY = 3


def _swapped(original: Callable[..., Any]) -> Callable[..., Any]:
    held: dict[str, Event] = {}

    def deliver(hub: Hub, event: Event) -> None:
        before = held.pop(event.room, None)
        if before is None and event.seq % _EVERY == 0:
            held[event.room] = event
            return
        original(hub, event)
        if before is not None:
            original(hub, before)

    return deliver


MUTANT = Mutant(
    breaks="P7",
    may_break=("P8", "P9", "P10"),
    does="every third event of a room is sent after the one that follows it",
    made_by="whoever publishes from a pool of workers, or awaits something between commit and send",
    owner=Hub,
    method="deliver",
    replacement=_swapped,
)
