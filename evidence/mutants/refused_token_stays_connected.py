"""Whoever shows a socket a token that is refused is told so, and stays connected. Breaks no property of the record,
but what a scenario says: who shows a bad token is turned away.

Made by whoever answers with an error frame and forgets to close: the code after `send` was never reached in a test.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.socket.connection import Connection

from evidence.mutants.mutant import STEP, Mutant

_REFUSED = "the token was refused"


def _only_told(original: Callable[..., Any]) -> Callable[..., Any]:
    def end(connection: Connection, code: int, reason: str) -> None:
        if reason != _REFUSED:
            original(connection, code, reason)

    return end


MUTANT = Mutant(
    breaks=STEP,
    does="a refused token is answered with an error, and the connection stays open until no token came in time",
    made_by="whoever sends the error and forgets to close, or closes the transport and not the session",
    owner=Connection,
    method="end",
    replacement=_only_told,
    features=(
        "features/connection/lifecycle.feature",
        "features/connection/resume.feature",
        "features/connection/tokens.feature",
    ),
)
