"""Of two messages sent over one socket without waiting for the first one's answer, the second overtakes the first."""

import asyncio
from collections.abc import Callable
from typing import Any

from lockstep.reference.socket.connection import Connection

from evidence.mutants.mutant import Mutant

_AT_MOST_S = 0.05


def _overtaking(original: Callable[..., Any]) -> Callable[..., Any]:
    waiting: dict[Connection, str] = {}

    def let_go(connection: Connection, text: str) -> None:
        if waiting.get(connection) is text:
            original(connection, waiting.pop(connection))

    def handle(connection: Connection, text: str) -> None:
        is_message = '"send_chatroom_message"' in text
        before = waiting.pop(connection, None)
        if before is None and is_message:
            waiting[connection] = text
            asyncio.get_running_loop().call_later(_AT_MOST_S, let_go, connection, text)
            return
        for each in (text, before) if is_message else (before, text):
            if each is not None:
                original(connection, each)

    return handle


MUTANT = Mutant(
    breaks="P9",
    does="a message over the socket waits for the next one of that socket, if it comes soon, and is handled after it",
    made_by="whoever starts a task for each command of a socket",
    owner=Connection,
    method="_handle",
    replacement=_overtaking,
    features=("features/sync/bursts.feature",),
)
