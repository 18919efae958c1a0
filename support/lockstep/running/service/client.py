"""The client through which one scenario's people use the suite's own service: requests and answers.

Every exchange is in the scenario's history, without tokens and passwords, so that a failed scenario shows the
requests and answers. Steps send requests here, and then refer to `last`, the last answer. Because each scenario has
its own company, it does not see the actions of others at the same service; one that needs settings, an empty queue or
an end of its service has its own service. Errors: AssertionError, with the answer, if a necessary request is
rejected; LookupError for names that the scenario never used.
"""

import re
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from lockstep.actors.exchanges import record_exchanges
from lockstep.clients.api import ApiClient, Exchange
from lockstep.data.people import People, Person
from lockstep.history.recorder import Recorder
from lockstep.history.rows import Fail, Info, Invoke, Ok, Read
from lockstep.running.service.live_stream import Watch
from lockstep.running.service.process import Service
from lockstep.running.service.webhook_receiver import Receiver

T = TypeVar("T")
PATIENCE_S = 120.0
_OUTCOMES: dict[str, type[Ok | Fail | Info]] = {"ok": Ok, "fail": Fail, "info": Info}


@dataclass(slots=True)
class Account:
    """An account at the service; `token` and `refresh` are empty while it is not logged in."""

    made: Person
    id: str = ""
    company: str = ""
    token: str = ""
    refresh: str = ""


class ServiceClient:
    """One scenario at the service."""

    def __init__(
        self,
        recorder: Recorder,
        call: Callable[..., Any],
        people: People,
        shared: Callable[[], Service],
        own: Callable[..., Service],
    ) -> None:
        """Nothing has been requested yet. `shared` returns the run's service, `own` creates one with settings; `call`
        runs something on the background loop and waits for it."""
        self.call = call
        self.names: dict[str, str] = {}
        self.watched: dict[str, Watch] = {}
        self._recorder, self._people, self._shared, self._make = recorder, people, shared, own
        self._accounts: dict[str, Account] = {}
        self._clients: list[ApiClient] = []
        self._service: Service | None = None
        self._own: Service | None = None
        self._last: Exchange | None = None
        self._closing: list[Callable[[], Any]] = []
        self.receivers: dict[str, Receiver] = {}
        self._kept = ExitStack()

    # the service

    @property
    def service(self) -> Service:
        """The service that this scenario uses; it is running."""
        if self._service is None:
            self._service = self._shared()
        return self._service

    def use_own(self, **settings: str) -> None:
        """Give this scenario its own service with these settings. Raises TargetFaultError."""
        self._own = self._service = self._make(**settings)
        self.call(self._own.start)

    def kill(self) -> None:
        """End this scenario's own service abruptly, as if its machine were lost."""
        self.call(self.service.kill)

    def again(self) -> None:
        """Start it again."""
        self.call(self.service.again)
        self._clients.append(self._new_client())

    # people

    def person(self, name: str) -> Account:
        """A person, with or without an account."""
        if name not in self._accounts:
            made = self._people.person(name)
            self._recorder.hide(made.password)
            self._accounts[name] = Account(made)
        return self._accounts[name]

    def register(self, name: str, **changes: Any) -> Exchange:
        """Let a person found a company; `changes` override the fields of the request."""
        made = self.person(name).made
        sent = {"email": made.email, "password": made.password, "fullName": made.full_name, "company": f"{name}'s"}
        return self._entered(name, self.ask(None, "POST", "auth/register", json=sent | changes, by=name))

    def log_in(self, name: str, **changes: Any) -> Exchange:
        """Let a person log in; `changes` override the fields of the request."""
        made = self.person(name).made
        sent = {"email": made.email, "password": made.password}
        return self._entered(name, self.ask(None, "POST", "auth/login", json=sent | changes, by=name))

    def refresh(self, name: str, token: str) -> Exchange:
        """Let a person exchange a refresh token for new tokens."""
        sent = {"refreshToken": token}
        return self._entered(name, self.ask(None, "POST", "auth/refresh", json=sent, by=name))

    def add_account(self, owner: str, name: str, role: str) -> Exchange:
        """Let a person add another to the company, who does not log in yet."""
        made = self.person(name).made
        sent = {"email": made.email, "password": made.password, "fullName": made.full_name, "role": role}
        answer = self.ask(owner, "POST", "accounts", json=sent)
        if answer.outcome == "ok":
            self.person(name).id = answer.body["id"]
        return answer

    def staff(self, roles: dict[str, str]) -> None:
        """Create a company with these people, logged in; the first one owns it."""
        first, *others = roles
        self.succeed(self.register(first))
        for name in others:
            self.succeed(self.add_account(first, name, roles[name]))
            self.succeed(self.log_in(name))

    def _entered(self, name: str, answer: Exchange) -> Exchange:
        if answer.outcome == "ok":
            data, account = answer.body["data"], self.person(name)
            account.id, account.company = data["user"]["id"], data["company"]["id"]
            account.token, account.refresh = data["accessToken"], data["refreshToken"]
            self._recorder.hide(account.token, account.refresh)
        return answer

    # asking

    def ask(
        self,
        name: str | None,
        method: str,
        path: str,
        *,
        json: Any = None,
        token: str | None = None,
        by: str | None = None,
        query: Mapping[str, str | int] | None = None,
    ) -> Exchange:
        """Send a request below the service's root: as `name` with their own token, unless `token` says otherwise;
        None: without authentication, on behalf of `by`."""
        shown = self.person(name).token if token is None and name is not None else token or ""
        path = f"/{path}" + (f"?{urlencode(query)}" if query else "")
        w = uuid.uuid4().hex
        if method != "GET":
            self._recorder.record(Invoke(person=name or by, w=w, via="api", operation=f"{method} {path}"))
        client = self._client()
        answer: Exchange = self.call(lambda: client.request(method, path, json=json, token=shown))
        who, operation, status = name or by, f"{method} {path}", answer.word
        rows = record_exchanges(self._recorder, (answer,), operation, person=who, w=None if method == "GET" else w)
        if method == "GET":
            row = Read(person=who, operation=operation, since=answer.asked, status=status, exchanges=rows)
            self._recorder.record(row)
        else:
            self._recorder.record(_OUTCOMES[answer.outcome](person=who, w=w, status=status, exchanges=rows))
        self._last = answer
        return answer

    def get(self, name: str, path: str, **query: str | int) -> Any:
        """What a person sees. Raises AssertionError if the request is rejected."""
        return self.succeed(self.ask(name, "GET", path, query=query)).body

    def succeed(self, answer: Exchange) -> Exchange:
        """The answer. Raises AssertionError if it is a rejection."""
        if answer.outcome != "ok":
            raise AssertionError(
                f"{answer.method} {answer.path} was answered with {answer.word}: {self.told(answer)}"
            )
        return answer

    def told(self, answer: Exchange) -> str:
        """The message of a rejection, or the whole answer, without secrets."""
        body = answer.body
        return self._recorder.redact(
            str(body["message"]) if isinstance(body, dict) and "message" in body else answer.text
        )

    def every(self, name: str, path: str, page: int, **query: str | int) -> tuple[list[Any], list[int]]:
        """A whole list, read page by page, and the totals stated by the pages."""
        found: list[Any] = []
        totals: list[int] = []
        while not totals or (len(found) < totals[-1] and len(totals) <= totals[-1]):
            found += self.get(name, path, limit=page, offset=len(found), **query)
            totals.append(self.total)
        return found, totals

    @property
    def last(self) -> Exchange:
        """The last answer. Raises LookupError before the first."""
        if self._last is None:
            raise LookupError("the service has not received a request in this scenario yet")
        return self._last

    @property
    def total(self) -> int:
        """The total according to the last answer. Raises AssertionError if it has none."""
        text = self.last.headers.get("X-Total-Count", "")
        if not re.fullmatch(r"\d+", text):
            raise AssertionError(f"{self.last.method} {self.last.path} does not give the total (X-Total-Count)")
        return int(text)

    def named(self, label: str) -> str:
        """The id of the item with this name in the scenario. Raises LookupError."""
        if label not in self.names:
            raise LookupError(f'nothing in this scenario is called "{label}" yet')
        return self.names[label]

    def scenario_path(self, label: str) -> str:
        """The path of a scenario that the catalogue has."""
        return f"test/scenarios/{quote(self.named(label))}"

    def later(self, act: Callable[[], Any]) -> None:
        """Call this, on the background loop, before everything else when the scenario is over."""
        self._closing.append(act)

    def keep(self, context: AbstractContextManager[T]) -> T:
        """Enter this, and leave it when the scenario is over."""
        return self._kept.enter_context(context)

    def close(self) -> list[str]:
        """Close every connection, and end the scenario's own service; a sentence for each of its leftovers."""
        for act in reversed(self._closing):
            self.call(act)
        for client in self._clients:
            self.call(client.close)
        left: list[str] = [] if self._own is None else self.call(self._own.stop)
        self._kept.close()
        return left

    def _client(self) -> ApiClient:
        if not self._clients:
            self._clients.append(self._new_client())
        return self._clients[-1]

    def _new_client(self) -> ApiClient:
        service = self.service
        return ApiClient(service.api, service.tls, person="client", timeout_s=PATIENCE_S)
