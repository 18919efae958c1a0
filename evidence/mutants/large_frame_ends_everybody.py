"""A message that is too large ends the connections of everybody in the company. Breaks no property of the record, but
what a scenario says: only the connection that sent it is ended.

Made by whoever lets an error of one reader end the worker that serves all of them.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.socket.connection import Connection

from evidence.mutants.mutant import STEP, Mutant

_TOO_LARGE, _BROKEN = 1009, 1011


def _with_everybody(original: Callable[..., Any]) -> Callable[..., Any]:
    async def read_all(connection: Connection) -> int:
        code = int(await original(connection))
        if code == _TOO_LARGE:
            hub = connection.backend.core.hub
            hub._close(
                [one for one in hub._connections if one.company_id == connection.company_id], _BROKEN, "broken"
            )
        return code

    return read_all


MUTANT = Mutant(
    breaks=STEP,
    does="a message of more than 64 KiB ends the connections of all the company, not only of who sent it",
    made_by="whoever lets an error of one reader end the worker that serves all of them",
    owner=Connection,
    method="_read_all",
    replacement=_with_everybody,
    features=("features/connection/lifecycle.feature",),
)
