"""Every third event of a room names another epoch, to everybody; the number goes on, and so does the old epoch."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
from lockstep.reference.storage.hub import Hub
from lockstep.reference.storage.outbox import Event

from evidence.mutants.mutant import Mutant


def _flapping(original: Callable[..., Any]) -> Callable[..., Any]:
    def deliver(hub: Hub, event: Event) -> None:
        if event.seq % 3 == 0 and event.name != "marker":
            body = msgspec.json.decode(event.text) | {"epoch": "another"}
            text = msgspec.json.encode(body).decode()
            event = replace(event, text=text, size=len(text.encode()))
        original(hub, event)

    return deliver


MUTANT = Mutant(
    breaks="P7",
    may_break=("P8", "P10", "P16", "P17"),
    does="every third event of a room carries another epoch, and the next one the old epoch again",
    made_by="two publishers of which each names the epoch of its own start",
    owner=Hub,
    method="deliver",
    replacement=_flapping,
    features=("features/sync/bursts.feature", "features/sync/messages.feature"),
)
