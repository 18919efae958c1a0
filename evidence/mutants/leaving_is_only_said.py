"""Whoever stops listening to a chatroom is told so, and hears it on. Breaks P19 (no leak): what comes after is not
for him.

Made by whoever takes a connection out of the list that is shown, and not out of the one that is served.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference import frames
from lockstep.reference.socket.commands import Commands
from lockstep.reference.socket.connection import Connection

from evidence.mutants.mutant import Mutant


def _only_said(original: Callable[..., Any]) -> Callable[..., Any]:
    del original

    def leave(commands: Commands, connection: Connection, room: str, ref: str | int | None) -> Any:
        del commands
        connection.control(frames.control("room_left", {"room": room}, ref))
        return {"room": room}

    return leave


MUTANT = Mutant(
    breaks="P19",
    does="leaving a chatroom or thread is confirmed, and ends no subscription",
    made_by="whoever keeps two lists of who listens, and shortens one of them",
    owner=Commands,
    method="_leave",
    replacement=_only_said,
    features=("features/sync/membership.feature",),
)
