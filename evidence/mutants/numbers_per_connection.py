"""The second subscriber of a room receives every number one too high, the third two, and so on."""

from collections.abc import Callable
from typing import Any

import msgspec
from lockstep.reference.storage.hub import Hub
from lockstep.reference.storage.outbox import Event

from evidence.mutants.mutant import Mutant


def _counted(original: Callable[..., Any]) -> Callable[..., Any]:
    del original

    def deliver(hub: Hub, event: Event) -> None:
        body = msgspec.json.decode(event.text)
        for place, hearer in enumerate(hub.subscribers(event)):
            text = msgspec.json.encode(body | {"seq": event.seq + place}).decode()
            hearer.push(text, len(text.encode()))

    return deliver


MUTANT = Mutant(
    breaks="P10",
    may_break=("P7", "P8", "P16", "P17"),
    does="each further subscriber of a room receives its events under higher numbers",
    made_by="a server that counts what it sends and calls that the channel's number",
    owner=Hub,
    method="deliver",
    replacement=_counted,
    features=("features/sync/bursts.feature", "features/sync/messages.feature"),
)
