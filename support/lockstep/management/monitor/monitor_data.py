"""The source of the monitor's data: accounts, executions, the database.

A person logs in on a page with their account, and sees the executions of their own company; past runs are those of
the database, except for other companies' executions. A page first checks its token; its further queries are answered
for the account of that token. Logins on pages share one limit, that of one address.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from lockstep.management.accounts import Accounts
from lockstep.management.answers import RefusedError
from lockstep.management.app import PREFIX
from lockstep.management.database import Database
from lockstep.store import Store

_company: ContextVar[str] = ContextVar("company of the page's reader", default="")


class MonitorData:
    """The source of the pages of one service."""

    def __init__(
        self,
        accounts: Accounts,
        database: Database,
        newest: Callable[[str], Sequence[str]],
        events: Callable[[str, int], Iterable[Mapping[str, Any]]],
    ) -> None:
        """`newest` returns the executions of a company, the newest first; `events` those of one, from a number on."""
        self._accounts, self._database, self._newest, self._events = accounts, database, newest, events

    def log_in(self, email: str, password: str) -> str | None:
        """A token for a person with an account. Raises RefusedError (429)."""
        self._accounts.count_login("the monitor's pages")
        try:
            return self._accounts.log_in(email, password).tokens.access
        except RefusedError:
            return None

    def may_read(self, token: str) -> bool:
        """Whether the token is valid. Raises RefusedError (429)."""
        try:
            caller = self._accounts.caller(token)
        except RefusedError:
            return False
        self._accounts.count(f"account {caller.id}")
        _company.set(caller.company_id)
        return True

    def watched(self) -> Sequence[str]:
        """The executions of the reader's company, the newest first."""
        return self._newest(_company.get())

    def past(self, run: str, start: int) -> Iterable[Mapping[str, Any]] | None:
        """The events of an execution so far; None for an unknown one."""
        return self._events(run, start) if run in self.watched() else None

    def live(self, run: str) -> str:
        """The path of the WebSocket with its events."""
        return f"{PREFIX}/test/live?testId={run}"

    def store(self) -> Store:
        """The store of past runs that the reader may see. Raises StoreError."""
        return self._database.store(_company.get())
