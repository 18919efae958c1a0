"""Who has been present once is present for ever."""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hearer, Hub

from evidence.mutants.mutant import Mutant


def _never_the_last(original: Callable[..., Any]) -> Callable[..., Any]:
    def forget(hub: Hub, connection: Hearer) -> bool:
        if original(hub, connection):
            hub._open[connection.user_id] = 1
        return False

    return forget


MUTANT = Mutant(
    breaks="P22",
    does="the count of a person's connections never falls to none, so nobody is ever absent, by event or by read",
    made_by="whoever counts a connection at its handshake and again at its login, and discounts it once",
    owner=Hub,
    method="_forget",
    replacement=_never_the_last,
    features=("features/sync/presence.feature", "features/sync/status.feature"),
)
