"""A connection goes on for ever, however long its token has been over. Breaks no property of the record, but what
scenarios say: a connection is closed when its token expires.

Made by whoever checks a token when a connection opens and never again.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.socket.connection import Connection

from evidence.mutants.mutant import STEP, Mutant


def _goes_on(original: Callable[..., Any]) -> Callable[..., Any]:
    del original

    def expired(connection: Connection) -> None:
        del connection

    return expired


MUTANT = Mutant(
    breaks=STEP,
    does="a connection whose token has expired stays open, hears on and may ask; the API refuses the token",
    made_by="whoever checks a token when a connection opens and sets no clock to its end",
    owner=Connection,
    method="_expired",
    replacement=_goes_on,
    features=("features/connection/tokens.feature", "features/recovery/reconnect.feature"),
)
