"""A socket believes a token without checking it: forged and expired ones open a connection. Breaks no property of the
record, but what a scenario says: who shows a bad token is turned away.

Made by whoever decodes the token to see whose it is, and leaves its signature and its end to the gateway in front of
the API, which the socket does not pass.
"""

from collections.abc import Callable
from typing import Any

import jwt
from lockstep.reference.errors import RefusedError
from lockstep.reference.socket.connection import Connection

from evidence.mutants.mutant import STEP, Mutant

_GOOD_S = 900.0


def _believed(original: Callable[..., Any]) -> Callable[..., Any]:
    def authenticate(connection: Connection, token: str, ref: str | int | None) -> Any:
        core = connection.backend.core
        try:
            return original(connection, token, ref)
        except RefusedError as refused:
            try:
                claims = jwt.decode(token, options={"verify_signature": False, "verify_exp": False})
            except jwt.InvalidTokenError:
                raise refused from None
            until = core.clock() + _GOOD_S
            good = core.tokens._signed("access", claims["fam"], int(claims["sub"]), claims["jti"], until)
            return original(connection, good, ref)

    return authenticate


MUTANT = Mutant(
    breaks=STEP,
    does="a forged token, and one whose time is over, open a socket; the API refuses both",
    made_by="whoever decodes a token on the socket and leaves its verification to the gateway before the API",
    owner=Connection,
    method="authenticate",
    replacement=_believed,
    features=(
        "features/connection/lifecycle.feature",
        "features/connection/resume.feature",
        "features/connection/tokens.feature",
    ),
)
