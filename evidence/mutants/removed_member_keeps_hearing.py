"""Who is removed from a chatroom goes on hearing it until he disconnects."""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hub

from evidence.mutants.mutant import Mutant


def _never(original: Callable[..., Any]) -> Callable[..., Any]:
    del original

    def revoke(hub: Hub, user_id: int, room: str) -> None:
        del hub, user_id, room

    return revoke


MUTANT = Mutant(
    breaks="P19",
    may_break=("P20", "P3"),
    does="removing a member ends no subscription of his; joining again is refused as it should be",
    made_by="everybody who checks permission when a room is joined and never again",
    owner=Hub,
    method="revoke",
    replacement=_never,
    features=("features/sync/membership.feature", "features/sync/permissions.feature"),
)
