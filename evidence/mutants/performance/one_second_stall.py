"""The backend stands still for a second, once, in the middle of the load."""

import itertools
import time
from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hub
from lockstep.reference.storage.outbox import Event

from evidence.mutants.mutant import STEP, Mutant

STALL_S, AT = 1.0, 500


def _stalls(original: Callable[..., Any]) -> Callable[..., Any]:
    count = itertools.count(1)

    def deliver(hub: Hub, event: Event) -> None:
        if next(count) == AT:
            time.sleep(STALL_S)
        original(hub, event)

    return deliver


MUTANT = Mutant(
    breaks=STEP,
    does=f"nothing moves for a second at the {AT}th event",
    made_by="a garbage collection, a checkpoint of the database, or a blocking call in the one thread",
    owner=Hub,
    method="deliver",
    replacement=_stalls,
)
