"""Routes of accounts.

    POST auth/register    anybody   201: a company, its OWNER, tokens; 400, 403 if switched off, 409
    POST auth/login       anybody   200; 400, 401
    POST auth/refresh     anybody   the next tokens for a refresh token, which is valid once; 400, 401
    POST auth/logout      GUEST     204: the login ends, and its tokens with it
    GET  accounts/me      GUEST
    GET  accounts         OWNER     the accounts of the company; pages
    POST accounts         OWNER     201; 400, 409
    GET/PUT accounts/ID   OWNER     PUT: fullName, role, isActive, password; 409 if no active OWNER would remain

Registrations and logins are limited per address (429). The answers to the first three are `{"status": "success",
"data": {user, accessToken, refreshToken, company}}`; other answers are the object itself.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from lockstep.management.access import Caller, Role, address_of, needs
from lockstep.management.accounts import Accounts, LoggedIn
from lockstep.management.answers import LISTED, Paged, fails, tell_total
from lockstep.models.user import TestUser

Known = Annotated[Caller, needs("GUEST")]
Manages = Annotated[Caller, needs("OWNER")]


def _printable(text: str) -> str:
    if not text.isprintable() or not text.strip():
        raise ValueError("allowed are printable characters")
    return text


def _encodable(text: str) -> str:
    if re.search("[\ud800-\udfff]", text):
        raise ValueError("allowed are characters of Unicode")
    return text


Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable)]
Email = Annotated[str, Field(max_length=254, examples=["ana@example.com"]), AfterValidator(_printable)]
Password = Annotated[
    str,
    Field(max_length=500, examples=["correct horse!"], json_schema_extra={"format": "password"}),
    AfterValidator(_encodable),
]
Token = Annotated[str, Field(max_length=4_096)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)


class Registration(_Sent):
    """A person and a company. The company's name defaults to the host of the address."""

    email: Email
    password: Password
    full_name: Name
    company: Annotated[Name | None, Field(description="the company's name")] = None


class Login(_Sent):
    """An address and a password."""

    email: Email
    password: Password


class Refresh(_Sent):
    """A refresh token."""

    refresh_token: Token


class NewAccount(_Sent):
    """A new account in the company."""

    email: Email
    password: Password
    full_name: Name
    role: Role = "MEMBER"


class AccountChange(_Sent):
    """Changes of an account; omitted fields stay unchanged."""

    full_name: Name | None = None
    role: Role | None = None
    is_active: bool | None = None
    password: Password | None = None


class CompanyTold(_Sent):
    """A company."""

    id: str
    name: str


class LoginData(_Sent):
    """The account that logged in, and its tokens."""

    user: TestUser
    access_token: str
    refresh_token: str
    company: CompanyTold


class LoginAnswer(_Sent):
    """The answer to a login."""

    status: Literal["success"] = "success"
    data: LoginData


class AccountsRoutes:
    """Accounts as a part of the service."""

    def __init__(self, accounts: Accounts) -> None:
        """Creates the router."""
        self._accounts = accounts
        self.router = router = APIRouter()
        auth: dict[str, Any] = {"methods": ["POST"], "tags": ["auth"]}
        router.add_api_route("/auth/register", self.register, status_code=201, responses=fails(403, 409, 413), **auth)
        router.add_api_route("/auth/login", self.log_in, responses=fails(401, 413), **auth)
        router.add_api_route("/auth/refresh", self.refresh_tokens, responses=fails(401, 413), **auth)
        router.add_api_route("/auth/logout", self.log_out, status_code=204, responses=fails(401), **auth)
        one: dict[str, Any] = {"tags": ["accounts"], "responses": fails(401, 403, 404)}
        router.add_api_route("/accounts/me", self.get_own_account, tags=["accounts"], responses=fails(401))
        router.add_api_route("/accounts", self.list_accounts, tags=["accounts"], responses=LISTED | fails(401, 403))
        router.add_api_route(
            "/accounts", self.add_account, methods=["POST"], status_code=201, tags=["accounts"],
            responses=fails(401, 403, 409, 413),
        )  # fmt: skip
        router.add_api_route("/accounts/{account_id:uuid}", self.get_account, **one)
        changing = fails(401, 403, 404, 409, 413)
        router.add_api_route(
            "/accounts/{account_id:uuid}", self.change_account, methods=["PUT"], tags=["accounts"], responses=changing
        )

    async def start(self) -> None:
        """Does nothing."""

    async def stop(self) -> None:
        """Does nothing."""

    def health(self) -> Mapping[str, str]:
        """Accounts depend on the database only, whose health is checked separately."""
        return {}

    def register(self, sent: Registration, request: Request) -> LoginAnswer:
        """Create a company and its first account, an OWNER."""
        self._accounts.count_login(address_of(request))
        company = sent.company or sent.email.rpartition("@")[2] or sent.email
        return _told(self._accounts.register(sent.email, sent.password, sent.full_name, company))

    def log_in(self, sent: Login, request: Request) -> LoginAnswer:
        """Log in."""
        self._accounts.count_login(address_of(request))
        return _told(self._accounts.log_in(sent.email, sent.password))

    def refresh_tokens(self, sent: Refresh, request: Request) -> LoginAnswer:
        """Exchange a refresh token for the next pair of tokens."""
        self._accounts.count(address_of(request))
        return _told(self._accounts.refresh(sent.refresh_token))

    def log_out(self, request: Request, caller: Known) -> None:
        """End this login."""
        self._accounts.log_out(request.headers["Authorization"].split(maxsplit=1)[1].strip())

    def get_own_account(self, caller: Known) -> TestUser:
        """The caller's own account."""
        return self._accounts.get(caller.company_id, caller.id)

    def list_accounts(self, caller: Manages, page: Paged, response: Response) -> list[TestUser]:
        """The accounts of the company."""
        found, total = self._accounts.listed(caller.company_id, page)
        tell_total(response, total)
        return found

    def add_account(self, sent: NewAccount, caller: Manages) -> TestUser:
        """Add an account to the company."""
        return self._accounts.add(caller.company_id, sent.email, sent.password, sent.full_name, sent.role)

    def get_account(self, account_id: UUID, caller: Manages) -> TestUser:
        """One account of the company."""
        return self._accounts.get(caller.company_id, account_id.hex)

    def change_account(self, account_id: UUID, sent: AccountChange, caller: Manages) -> TestUser:
        """Change an account of the company: name, role, password, or whether it is active."""
        changes = {name: value for name, value in sent.model_dump().items() if value is not None}
        return self._accounts.change(caller.company_id, account_id.hex, changes)


def _told(found: LoggedIn) -> LoginAnswer:
    return LoginAnswer(
        data=LoginData(
            user=found.user,
            access_token=found.tokens.access,
            refresh_token=found.tokens.refresh,
            company=CompanyTold(id=found.company.id, name=found.company.name),
        )
    )
