"""A connection that asks twice running whether the backend is there is answered once. Breaks no property of the
record, but what a scenario says: a ping is answered.

Made by whoever takes the same command twice running for one that was sent again, and drops it.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.frames import Command
from lockstep.reference.socket.connection import Connection

from evidence.mutants.mutant import STEP, Mutant


def _once(original: Callable[..., Any]) -> Callable[..., Any]:
    last: dict[str, str] = {}

    def obey(connection: Connection, command: Command, request_id: str) -> int:
        before, last[connection.id] = last.get(connection.id), command.event
        if command.event == before == "ping":
            return 200
        return int(original(connection, command, request_id))

    return obey


MUTANT = Mutant(
    breaks=STEP,
    does="a ping that follows another is not answered",
    made_by="whoever takes the same command twice running for one that was sent again, and drops it",
    owner=Connection,
    method="_obey",
    replacement=_once,
    features=("features/connection/lifecycle.feature",),
)
