"""A token in the address of a socket is cut, and so refused. Breaks no property of the record, but what a scenario
says: a token in the address lets its owner in.

Made by whoever keeps addresses in a column or a log of fixed width, and reads them from there.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.backend import Backend
from lockstep.reference.socket.connection import CommandTable, Connection
from starlette.websockets import WebSocket

from evidence.mutants.mutant import STEP, Mutant

_WIDTH = 100


def _cut(original: Callable[..., Any]) -> Callable[..., Any]:
    def init(connection: Connection, socket: WebSocket, backend: Backend, commands: CommandTable) -> None:
        left = socket.scope["query_string"][:_WIDTH]
        original(
            connection,
            WebSocket({**socket.scope, "query_string": left}, socket._receive, socket._send),
            backend,
            commands,
        )

    return init


MUTANT = Mutant(
    breaks=STEP,
    does="what follows the first 100 characters of the address is lost, and a token there is refused",
    made_by="whoever keeps addresses in a field of fixed width, and reads them from there",
    owner=Connection,
    method="__init__",
    replacement=_cut,
    features=("features/connection/tokens.feature",),
)
