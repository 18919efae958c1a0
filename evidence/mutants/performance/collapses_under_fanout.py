"""The cost of an event grows with the square of its listeners: ten are cheap, a hundred are too many."""

import time
from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hub
from lockstep.reference.storage.outbox import Event

from evidence.mutants.mutant import STEP, Mutant

PAIR_S = 1e-5


def _collapses(original: Callable[..., Any]) -> Callable[..., Any]:
    def deliver(hub: Hub, event: Event) -> None:
        time.sleep(PAIR_S * len(hub.subscribers(event)) ** 2)
        original(hub, event)

    return deliver


MUTANT = Mutant(
    breaks=STEP,
    does="an event to n listeners takes n × n × 10 µs, in which nothing else moves",
    made_by="a list that is searched for each listener, or an event that is rendered anew for each of them",
    owner=Hub,
    method="deliver",
    replacement=_collapses,
)
