"""Somebody is told to be absent when the first of his devices closes, though another is still connected."""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hearer, Hub

from evidence.mutants.mutant import Mutant


def _any_is_the_last(original: Callable[..., Any]) -> Callable[..., Any]:
    def forget(hub: Hub, connection: Hearer) -> bool:
        known = connection in hub._connections
        original(hub, connection)
        return known

    return forget


MUTANT = Mutant(
    breaks="P22",
    does="the close of any connection announces its person as absent",
    made_by="whoever tells presence from the handler of a closing socket, and tests with one tab",
    owner=Hub,
    method="_forget",
    replacement=_any_is_the_last,
    features=("features/sync/presence.feature", "features/sync/status.feature"),
)
