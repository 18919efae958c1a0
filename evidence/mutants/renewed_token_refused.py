"""A token that was renewed opens nothing: renewing ends the login, and the new token with it. Breaks no property of
the record, but what scenarios say: a renewed token opens a connection, and a laptop whose token expired
returns.

Made by whoever ends the old tokens of a login by ending the login, after the new ones were made.
"""

from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.accounts import Accounts
from lockstep.reference.domain.requests import Refresh

from evidence.mutants.mutant import STEP, Mutant


def _ended(original: Callable[..., Any]) -> Callable[..., Any]:
    def refresh(accounts: Accounts, body: Refresh, cause: str) -> Any:
        session, core = original(accounts, body, cause), accounts._core
        family = core.tokens.caller(session["accessToken"]).family
        with core.writes.write(cause):
            core.database.run("DELETE FROM families WHERE id = ?", family)
        return session

    return refresh


MUTANT = Mutant(
    breaks=STEP,
    does="tokens from a renewal are refused everywhere",
    made_by="whoever ends the old tokens of a login by ending the login, after the new ones were made",
    owner=Accounts,
    method="refresh",
    replacement=_ended,
    features=("features/connection/tokens.feature", "features/recovery/reconnect.feature"),
)
