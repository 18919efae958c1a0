"""A token in the header of a socket's request is not looked at. Breaks no property of the record, but what a scenario
says: a token in the header lets its owner in.

Made by whoever tests sockets with a browser, which cannot set that header, and by every proxy that takes it off.
"""

from collections.abc import Callable
from typing import Any

from starlette.websockets import WebSocket

from support.reference.backend import Backend
from support.reference.connection import Connection
from tests.mutants.mutant import STEP, Mutant


def _taken_off(original: Callable[..., Any]) -> Callable[..., Any]:
    def init(connection: Connection, socket: WebSocket, backend: Backend) -> None:
        left = [(name, value) for name, value in socket.scope["headers"] if name.lower() != b"authorization"]
        original(connection, WebSocket(socket.scope | {"headers": left}, socket._receive, socket._send), backend)

    return init


MUTANT = Mutant(
    breaks=STEP,
    does="a token in the header opens no connection; one in the address or in the first message does",
    made_by="whoever tests sockets with a browser, or stands behind a proxy that takes the header off",
    owner=Connection,
    method="__init__",
    replacement=_taken_off,
    features=("features/connection/tokens.feature",),
)
