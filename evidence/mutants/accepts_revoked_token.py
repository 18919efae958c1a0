"""A token from before the logout is as good as any until its end. Breaks no property of the record, but what a
scenario says: who shows it is turned away.

Made by whoever checks signature and end of a token and calls that stateless: nobody asks whether its login lives.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.permissions import Caller
from lockstep.reference.domain.tokens import Tokens
from lockstep.reference.errors import RefusedError

from evidence.mutants.mutant import STEP, Mutant


def _stateless(original: Callable[..., Any]) -> Callable[..., Any]:
    def caller(tokens: Tokens, token: str) -> Caller:
        try:
            known: Caller = original(tokens, token)
        except RefusedError as refused:
            if refused.details["reason"] != "revoked":
                raise
            claims = tokens._claims("access", token)
            query = "SELECT id, company_id, role FROM users WHERE id = ? AND is_active"
            found = tokens._database.find(query, int(claims["sub"]))
            if found is None:
                raise
            return Caller(found["id"], found["company_id"], found["role"], claims["fam"], claims["exp"])
        return known

    return caller


MUTANT = Mutant(
    breaks=STEP,
    does="a token goes on opening sockets, and the API, after its owner logged out; open connections do end",
    made_by="whoever verifies tokens by signature and end alone, and keeps no list of logins",
    owner=Tokens,
    method="caller",
    replacement=_stateless,
    features=(
        "features/connection/lifecycle.feature",
        "features/connection/resume.feature",
        "features/connection/tokens.feature",
        "features/recovery/reconnect.feature",
        "features/sync/permissions.feature",
    ),
)
