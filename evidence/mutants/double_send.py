"""Every event reaches every subscriber twice."""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hub
from lockstep.reference.storage.outbox import Event

from evidence.mutants.mutant import Mutant


def _twice(original: Callable[..., Any]) -> Callable[..., Any]:
    def deliver(hub: Hub, event: Event) -> None:
        original(hub, event)
        if event.name != "marker":
            original(hub, event)

    return deliver


MUTANT = Mutant(
    breaks="P2",
    may_break=("P7",),
    does="every event is handed out twice, with the same number",
    made_by="two processes that both publish from the outbox, or a handler registered twice",
    owner=Hub,
    method="deliver",
    replacement=_twice,
    features=("features/sync/bursts.feature", "features/sync/messages.feature", "features/sync/retries.feature"),
)
