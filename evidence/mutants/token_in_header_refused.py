"""A token in the header of a socket's request is read with the word before it, and so refused. Breaks no property of
the record, but what a scenario says: connecting with a token in the header is accepted. Where people come in like
that before a scenario begins, it cannot begin: an error.

Made by whoever takes the whole header for the token, and tests sockets with a browser, which cannot set it.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.backend import Backend
from lockstep.reference.socket.connection import CommandTable, Connection
from starlette.websockets import WebSocket

from evidence.mutants.mutant import STEP, Mutant


def _with_the_word(original: Callable[..., Any]) -> Callable[..., Any]:
    def init(connection: Connection, socket: WebSocket, backend: Backend, commands: CommandTable) -> None:
        headers = [
            (name, b"Bearer " + value if name.lower() == b"authorization" else value)
            for name, value in socket.scope["headers"]
        ]
        original(
            connection,
            WebSocket({**socket.scope, "headers": headers}, socket._receive, socket._send),
            backend,
            commands,
        )

    return init


MUTANT = Mutant(
    breaks=STEP,
    may_break=("error",),
    does="a token in the header is refused; one in the address or in the first message is not",
    made_by="whoever takes the whole header for the token, and tests sockets with a browser, which cannot set it",
    owner=Connection,
    method="__init__",
    replacement=_with_the_word,
    features=("features/connection/tokens.feature",),
)
