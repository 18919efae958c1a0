"""Roles: who may do what, and what is answered to whom."""

from collections.abc import Iterator
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI
from lockstep.management.access import ROLES, Caller, Role, needs
from lockstep.management.answers import RefusedError, answer_failures

from tests.management.serving import served


class Door:
    """Knows an account for each role, whose token is the role's name."""

    def __init__(self) -> None:
        self.counted: list[str] = []
        self.full = False

    def caller(self, token: str) -> Caller:
        if token not in ROLES:
            raise RefusedError(401, "unauthenticated", "That is no token of this service.")
        return Caller(id=f"id-{token}", email=f"{token}@example.com", role=token, company_id="c")

    def count(self, who: str) -> None:
        self.counted.append(who)
        if self.full:
            raise RefusedError(429, "rate_limited", "Too many requests.", retry_after=1)


@pytest.fixture(scope="module")
def door() -> Door:
    return Door()


@pytest.fixture(scope="module")
def client(door: Door) -> Iterator[httpx.Client]:
    app = FastAPI()
    app.state.doorkeeper = door
    answer_failures(app)
    for role in ROLES:

        def who(caller: Annotated[Caller, needs(role)]) -> str:
            return caller.id

        app.add_api_route(f"/api/v1/{role}", who)
    with served(app) as client:
        yield client


def asked(client: httpx.Client, path: str, token: str) -> int:
    return client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code


@pytest.mark.parametrize("needed", ROLES)
@pytest.mark.parametrize("has", ROLES)
def test_a_role_may_do_what_lower_ones_may_and_nothing_more(client: httpx.Client, needed: Role, has: Role) -> None:
    assert asked(client, f"/{needed}", has) == (200 if ROLES.index(has) >= ROLES.index(needed) else 403)


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer nonsense", "Basic T1dORVI6eA==", "OWNER"])
def test_without_a_good_token_nothing_is_done(client: httpx.Client, header: str | None) -> None:
    answer = client.get("/GUEST", headers={} if header is None else {"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_requests_are_counted_for_the_account_and_bad_tokens_for_the_address(
    client: httpx.Client, door: Door
) -> None:
    door.counted.clear()
    asked(client, "/GUEST", "OWNER")
    asked(client, "/GUEST", "nonsense")
    assert door.counted == ["account id-OWNER", "address 127.0.0.1"]


def test_beyond_the_rate_nobody_is_served(client: httpx.Client, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "full", True)
    assert asked(client, "/GUEST", "OWNER") == 429
    assert asked(client, "/GUEST", "nonsense") == 429
