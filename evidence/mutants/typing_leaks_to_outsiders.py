"""Who types is shown to everybody who is connected. Breaks P19 (no leak).

Made by whoever broadcasts what is "only" ephemeral, without asking who may hear the chatroom.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hub

from evidence.mutants.mutant import Mutant


def _to_everybody(original: Callable[..., Any]) -> Callable[..., Any]:
    def spread(hub: Hub, room: str, raw: bytes) -> None:
        original(hub, room, raw)
        if b'_typing","room"' in raw:
            for other in list(hub._connections):
                if not hub.hears(other, room):
                    other.push(raw.decode(), len(raw))

    return spread


MUTANT = Mutant(
    breaks="P19",
    may_break=("P3",),
    does="who types in a chatroom is shown to every connection, of colleagues outside it and of other companies",
    made_by="whoever broadcasts typing to the namespace, because it is not worth a look at the members",
    owner=Hub,
    method="spread",
    replacement=_to_everybody,
    features=("features/sync/typing.feature",),
)
