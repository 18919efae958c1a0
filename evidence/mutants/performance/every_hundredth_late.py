"""Every 100th event is handed out late, and what follows it in its room waits behind it, in order."""

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hub
from lockstep.reference.storage.outbox import Event

from evidence.mutants.mutant import STEP, Mutant

LATE_S, EVERY = 0.6, 100


def _late(original: Callable[..., Any]) -> Callable[..., Any]:
    count = itertools.count(1)
    held: dict[str, list[Event]] = {}

    def release(hub: Hub, room: str) -> None:
        for event in held.pop(room):
            original(hub, event)

    def deliver(hub: Hub, event: Event) -> None:
        if event.room in held:
            held[event.room].append(event)
        elif next(count) % EVERY == 0:
            held[event.room] = [event]
            asyncio.get_running_loop().call_later(LATE_S, release, hub, event.room)
        else:
            original(hub, event)

    return deliver


MUTANT = Mutant(
    breaks=STEP,
    does=f"every {EVERY}th event reaches its listeners {LATE_S * 1_000:g} ms late",
    made_by="an event that is missed by the notification, and found by the next poll of the outbox",
    owner=Hub,
    method="deliver",
    replacement=_late,
)
