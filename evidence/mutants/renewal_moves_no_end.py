"""A connection whose token was renewed ends when the old token would have. Breaks no property of the record, but what
a scenario says: a connection whose token is renewed in time stays open.

Made by whoever sets a clock to the end of a token when a connection opens, and forgets to set it anew.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.socket.connection import Connection

from evidence.mutants.mutant import STEP, Mutant


def _first_end(original: Callable[..., Any]) -> Callable[..., Any]:
    def authenticate(connection: Connection, token: str, ref: str | int | None) -> Any:
        end = connection._expires_at
        caller = original(connection, token, ref)
        if end:
            connection._expires_at = end
            connection.time_leapt()
        return caller

    return authenticate


MUTANT = Mutant(
    breaks=STEP,
    does="a new token on an open connection is taken, but the connection ends with the old one all the same",
    made_by="whoever sets a clock to the end of a token when a connection opens, and never sets it anew",
    owner=Connection,
    method="authenticate",
    replacement=_first_end,
    features=("features/connection/tokens.feature",),
)
