"""Actions on accounts and tokens at the suite's own service, and checks of the answer to a login."""

import base64
import json
from collections.abc import Callable
from typing import Any

from hamcrest import assert_that, equal_to, has_entries, has_length, is_not, not_none

from lockstep.clients.api import Exchange
from lockstep.running.service.client import ServiceClient

FIELDS = {"address": "email", "password": "password", "full name": "fullName"}
_OLD = "old token of {}"


def keep_old_token(client: ServiceClient, name: str) -> None:
    """Let a person log in and out, keep the token, and log in again."""
    client.succeed(client.log_in(name))
    client.names[_OLD.format(name)] = client.person(name).token
    client.succeed(client.ask(name, "POST", "auth/logout"))
    client.succeed(client.log_in(name))


def use_again(client: ServiceClient, name: str) -> None:
    """Use a refresh token that was used before."""
    used = client.person(name).refresh
    client.succeed(client.refresh(name, used))
    client.refresh(name, used)


def _old(client: ServiceClient, name: str) -> str:
    return client.named(_OLD.format(name))


def _promoted(client: ServiceClient, name: str) -> str:
    """The token with the claims of another account, but its old signature."""
    head, claims, signature = client.person(name).token.split(".")
    told = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    changed = json.dumps(told | {"sid": "0" * 32, "role": "OWNER"}).encode()
    return f"{head}.{base64.urlsafe_b64encode(changed).decode().rstrip('=')}.{signature}"


def _unsigned(client: ServiceClient, name: str) -> str:
    """The token with the algorithm "none" and no signature."""
    claims = client.person(name).token.split(".")[1]
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    return f"{head}.{claims}."


TOKENS: dict[str, Callable[[ServiceClient, str], str]] = {
    "no token": lambda *_: "",
    "a malformed token": lambda *_: "open-sesame",
    "a tampered token": _promoted,
    "an unsigned token": _unsigned,
    "the refresh token": lambda client, name: client.person(name).refresh,
    "the old token": _old,
}


def show(client: ServiceClient, name: str, token: str) -> Exchange:
    """Let a person request their own account with one of `TOKENS`."""
    return client.ask(name, "GET", "accounts/me", token=TOKENS[token](client, name))


def change(client: ServiceClient, name: str, other: str, **fields: Any) -> Exchange:
    """Let a person change a person's account."""
    return client.ask(name, "PUT", f"accounts/{client.person(other).id}", json=fields)


def check_login(client: ServiceClient, name: str, role: str) -> None:
    """Raises AssertionError if the last answer is not that to a login of this person."""
    body = client.succeed(client.last).body
    assert_that(body["status"], equal_to("success"))
    data, made = body["data"], client.person(name).made
    assert_that(data["user"], has_entries(email=made.email, role=role, fullName=made.full_name, isActive=True))
    assert_that(data["user"].get("password"), is_not(equal_to(made.password)))
    assert_that(data["company"]["id"], equal_to(data["user"]["companyId"]))
    for field in ("accessToken", "refreshToken"):
        assert_that(data[field].split("."), has_length(3), f"{field} is a JWT")


def check_nothing_secret(client: ServiceClient) -> None:
    """Raises AssertionError if the last answer reveals a password or a token."""
    for account in client.succeed(client.last).body:
        assert_that(account.get("id"), not_none())
        for field in ("password", "accessToken", "refreshToken"):
            assert_that(account.get(field) or "", equal_to(""), f"{field} of {account['email']}")
