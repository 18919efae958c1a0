"""Who types is shown twice. Breaks P2 (no duplicate), for what is not durable.

Made by whoever sends to the room and to the sender's connections, which are in the room.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.hub import Hub

from evidence.mutants.mutant import Mutant


def _twice(original: Callable[..., Any]) -> Callable[..., Any]:
    def spread(hub: Hub, room: str, raw: bytes) -> None:
        original(hub, room, raw)
        if b"_typing" in raw:
            original(hub, room, raw)

    return spread


MUTANT = Mutant(
    breaks="P2",
    does="each beginning and each end of typing is sent twice to everybody in the room",
    made_by="two servers that both relay what a broker gives them, with doubles sorted out for durable events only",
    owner=Hub,
    method="spread",
    replacement=_twice,
    features=("features/sync/typing.feature",),
)
