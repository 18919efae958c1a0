"""A backend that has too much to do closes the connection of one listener, who is never told what follows."""

import itertools
from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hub
from lockstep.reference.storage.outbox import Event

from evidence.mutants.mutant import STEP, Mutant

AT, CODE = 300, 1013


def _lets_go(original: Callable[..., Any]) -> Callable[..., Any]:
    count = itertools.count(1)

    def deliver(hub: Hub, event: Event) -> None:
        if next(count) == AT:
            hub.subscribers(event)[0].close(CODE, "Too much to do.")
        original(hub, event)

    return deliver


MUTANT = Mutant(
    breaks=STEP,
    does=f"at the {AT}th event one of its listeners is closed with {CODE}, and has no subscription any more",
    made_by="a limit on what is outstanding that counts all connections as one, or a proxy that runs out of them",
    owner=Hub,
    method="deliver",
    replacement=_lets_go,
)
