"""A token in the first message is refused, good or not. Breaks no property of the record, but what a scenario says:
a token in the first message lets its owner in.

Made by whoever refuses all that is said before somebody is known, also what would make him known.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.errors import unauthenticated
from lockstep.reference.frames import Command
from lockstep.reference.socket.commands import Commands
from lockstep.reference.socket.connection import Connection

from evidence.mutants.mutant import STEP, Mutant


def _only_if_known(original: Callable[..., Any]) -> Callable[..., Any]:
    def obey(commands: Commands, connection: Connection, command: Command, request_id: str) -> Any:
        if command.event == "authenticate" and not connection.user_id:
            raise unauthenticated("missing", "Nothing can be asked for before you are known.")
        return original(commands, connection, command, request_id)

    return obey


MUTANT = Mutant(
    breaks=STEP,
    does="a token in the first message is refused; one in the header or in the address is not",
    made_by="whoever refuses every command of somebody unknown, also the one that would make him known",
    owner=Commands,
    method="obey",
    replacement=_only_if_known,
    features=("features/connection/tokens.feature",),
)
