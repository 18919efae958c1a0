"""When one device of a person closes, the others hear nothing more, though they stay connected. Breaks P1 (no loss).

Made by whoever keeps connections by person: leaving is entered for the person, not for the device.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hearer, Hub

from evidence.mutants.mutant import Mutant


def _all_of_the_person(original: Callable[..., Any]) -> Callable[..., Any]:
    def drop(hub: Hub, connection: Hearer) -> None:
        for one in [one for one in hub._connections if one.user_id == connection.user_id]:
            original(hub, one)
        original(hub, connection)

    return drop


MUTANT = Mutant(
    breaks="P1",
    may_break=("P8", "P18", "P22"),
    does="the end of one connection ends the subscriptions of all devices of its person",
    made_by="whoever keeps subscriptions by person, and a list of devices beside them",
    owner=Hub,
    method="drop",
    replacement=_all_of_the_person,
    features=("features/connection/lifecycle.feature", "features/sync/presence.feature"),
)
