"""Who is made a guest goes on hearing the public chatrooms he hears. Breaks P20 (authorisation cut-off).

Made by whoever thinks of removal from a chatroom, but not of roles, when subscriptions are to end.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.people import People

from evidence.mutants.mutant import Mutant


def _nothing_ends(original: Callable[..., Any]) -> Callable[..., Any]:
    def change_role(people: People, *asked: Any) -> Any:
        hub: Any = people._core.hub
        hub.revoke = _end_nothing
        try:
            return original(people, *asked)
        finally:
            del hub.revoke

    return change_role


def _end_nothing(user_id: int, room: str) -> None:
    del user_id, room


MUTANT = Mutant(
    breaks="P20",
    may_break=("P19", "P3"),
    does="a person made a guest keeps his subscriptions to public chatrooms; joining again is refused",
    made_by="whoever ends subscriptions on removal and forgets that a role gives and takes rights too",
    owner=People,
    method="change_role",
    replacement=_nothing_ends,
    features=(
        "features/recovery/reconnect.feature",
        "features/sync/permissions.feature",
        "features/sync/roles.feature",
    ),
)
