"""Logins: how people get an account and say who they are, over HTTP and as they open a socket.

Requests are declared as for resources (`lockstep.targets.resources`) and may use `{person}`, `{email}`, `{password}`,
`{company}`, `{run}` and `{refresh_token}`; one with `form=True` is sent as a form. Without `sign_up` the people of a
scenario take the given `accounts`, one each, colleagues in the same company (`lockstep.targets.rest.accounts`).
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lockstep.clients.dialects.templates import MISSING, at
from lockstep.targets.base import Identity
from lockstep.targets.resources import Request

Place = Literal["header", "query", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account that exists already; `company` is empty where there are none."""

    email: str
    password: str = field(repr=False)
    company: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What all logins have in common.

    sign_up, sign_in, refresh: the requests that make an account, open a session and renew its token; None: there is
    none. remove: the request with which a person's account, and what belongs to it, is removed.
    id, company: where the answer to `sign_up` or `sign_in` has the person's id and company; empty: nowhere.
    accounts: those that exist. companies: those that exist, for accounts that are signed up in them. wait_s: how long
    a scenario waits for given ones that other workers, or other runs on this machine, use.
    socket: how a socket learns who opens it: by the headers of other requests, by a `parameter` of its query, or not.
    """

    sign_up: Request | None = None
    sign_in: Request | None = None
    refresh: Request | None = None
    remove: Request | None = None
    id: str = ""
    company: str = ""
    accounts: tuple[Account, ...] = ()
    companies: tuple[str, ...] = ()
    socket: Place = "header"
    parameter: str = "token"
    wait_s: float = 25.0

    def __post_init__(self) -> None:
        """Raises ValueError."""
        if self.accounts and self.sign_up is not None:
            raise ValueError("accounts are given, so nobody signs up: leave out sign_up, or accounts")

    def requests(self) -> dict[str, Request]:
        """The declared requests, by the name of their operation."""
        declared = {
            "sign_up": self.sign_up,
            "sign_in": self.sign_in,
            "refresh": self.refresh,
            "sign_off": self.remove,
        }
        return {name: request for name, request in declared.items() if request is not None}

    def accept(self, identity: Identity, body: Any, headers: Mapping[str, str]) -> None:
        """Learn from the answer to one of the requests who the person is."""
        del headers
        for name, path in (("id", self.id), ("company", self.company)):
            value = at(body, path) if path else MISSING
            if value is not MISSING and value is not None:
                setattr(identity, name, str(value))

    def headers(self, identity: Identity) -> dict[str, str]:
        """The headers by which a request says whose it is."""
        del identity
        return {}

    def query(self, identity: Identity) -> dict[str, str]:
        """What the query of a socket's address says instead."""
        return {self.parameter: identity.access_token} if self.socket == "query" else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer(Login):
    """A token in the header Authorization, found in the answer at `token`; where it expires, with another at
    `refresh_token` by which `refresh` renews it."""

    token: str = "token"  # noqa: S105 - a path
    refresh_token: str = ""
    scheme: str = "Bearer"

    def accept(self, identity: Identity, body: Any, headers: Mapping[str, str]) -> None:
        """Keep the tokens."""
        Login.accept(self, identity, body, headers)
        for name, path in (("access_token", self.token), ("refresh_token", self.refresh_token)):
            value = at(body, path) if path else MISSING
            if isinstance(value, str):
                setattr(identity, name, value)

    def headers(self, identity: Identity) -> dict[str, str]:
        """None before the first token."""
        return {"Authorization": f"{self.scheme} {identity.access_token}"} if identity.access_token else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Basic(Login):
    """Email address and password in the header Authorization of every request."""

    def headers(self, identity: Identity) -> dict[str, str]:
        """Their Base64."""
        both = base64.b64encode(f"{identity.email}:{identity.password}".encode()).decode()
        return {"Authorization": f"Basic {both}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie(Login):
    """A cookie of this name, set by the answer to `sign_in`."""

    name: str

    def accept(self, identity: Identity, body: Any, headers: Mapping[str, str]) -> None:
        """Keep the cookie."""
        Login.accept(self, identity, body, headers)
        for one in headers.get("set-cookie", "").split(","):
            name, _, value = one.strip().partition(";")[0].partition("=")
            if name == self.name:
                identity.access_token = value

    def headers(self, identity: Identity) -> dict[str, str]:
        """None before the login."""
        return {"Cookie": f"{self.name}={identity.access_token}"} if identity.access_token else {}
