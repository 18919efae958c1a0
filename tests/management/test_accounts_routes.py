"""Accounts over the API: who may come in, who may do what, and that no secret is in any answer."""

import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from lockstep.management import accounts
from lockstep.management.limits import Rate

from tests.management.people import PASSWORD, joined, registered, service
from tests.management.project import make_project
from tests.management.reading import quick_reading


@pytest.fixture(scope="module")
def http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("service")
    with quick_reading(), service(folder, make_project(folder / "project")) as client:
        yield client


def test_who_registers_is_the_owner_of_a_new_company(http: httpx.Client) -> None:
    data = registered(http, "ria@example.com", "Ria's").data
    assert set(data) == {"user", "accessToken", "refreshToken", "company"}
    assert (data["user"]["role"], data["user"]["companyId"]) == ("OWNER", data["company"]["id"])
    assert data["company"]["name"] == "Ria's"
    assert not {"password", "accessToken", "refreshToken"} & set(data["user"])
    assert len(data["accessToken"].split(".")) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"password": "short!"}, {"password": "nothingspecial1"}, {"password": 12345678}, {"password": None},
        {"password": "p!" * 300}, {"email": "nobody"}, {"email": ""}, {"email": "a" * 250 + "@b.de"},
        {"email": "a\u0000b@example.com"}, {"fullName": ""}, {"fullName": "a\nb"}, {"role": "OWNER"},
        {"company": " "},
    ],
)  # fmt: skip
def test_a_registration_that_breaks_a_rule_is_400_and_its_password_is_not_repeated(
    http: httpx.Client, change: dict[str, Any]
) -> None:
    sent = {"email": "rex@example.com", "password": PASSWORD, "fullName": "Rex", "company": "R"} | change
    answer = http.post("/auth/register", json=sent)
    assert answer.status_code == 400, answer.text
    assert str(sent["password"]) not in answer.text
    assert PASSWORD not in answer.text


def test_a_password_that_is_no_text_is_400(http: httpx.Client) -> None:
    body = b'{"email": "sur@example.com", "password": "correct \\ud800 horse!", "fullName": "S"}'
    for path in ("/auth/register", "/auth/login"):
        assert http.post(path, content=body, headers={"Content-Type": "application/json"}).status_code == 400


def test_an_address_is_taken_once_in_whatever_case(http: httpx.Client) -> None:
    registered(http, "twin@example.com")
    sent = {"email": "Twin@Example.com", "password": PASSWORD, "fullName": "Twin", "company": "T"}
    answer = http.post("/auth/register", json=sent)
    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")


def test_a_login_gives_new_tokens_and_a_wrong_one_says_no_more_than_that(http: httpx.Client) -> None:
    first = registered(http, "lea@example.com").data
    again = http.post("/auth/login", json={"email": "LEA@example.com", "password": PASSWORD})
    assert again.status_code == 200
    assert again.json()["data"]["user"]["id"] == first["user"]["id"]
    assert again.json()["data"]["accessToken"] != first["accessToken"]
    wrong = http.post("/auth/login", json={"email": "lea@example.com", "password": "wrong horse!"})
    nobody = http.post("/auth/login", json={"email": "nobody@example.com", "password": PASSWORD})
    assert (wrong.status_code, nobody.status_code) == (401, 401)
    assert wrong.json() == nobody.json()


def test_a_refresh_token_is_good_once_and_its_reuse_ends_the_login(http: httpx.Client) -> None:
    person = registered(http, "rita@example.com")
    first = {"refreshToken": person.data["refreshToken"]}
    second = http.post("/auth/refresh", json=first)
    assert second.status_code == 200
    assert person._replace(data=second.json()["data"]).asks("GET", "/accounts/me").status_code == 200
    assert http.post("/auth/refresh", json=first).status_code == 401
    assert person._replace(data=second.json()["data"]).asks("GET", "/accounts/me").status_code == 401
    assert http.post("/auth/refresh", json={"refreshToken": person.data["accessToken"]}).status_code == 401


def test_after_logout_the_token_is_no_longer_good(http: httpx.Client) -> None:
    person = registered(http, "lou@example.com")
    assert person.asks("GET", "/accounts/me").json()["email"] == "lou@example.com"
    assert person.asks("POST", "/auth/logout").status_code == 204
    assert person.asks("GET", "/accounts/me").status_code == 401


def test_a_refresh_token_is_no_access_token(http: httpx.Client) -> None:
    person = registered(http, "acc@example.com")
    swapped = person._replace(data={"accessToken": person.data["refreshToken"]})
    assert swapped.asks("GET", "/accounts/me").status_code == 401


@pytest.mark.parametrize("role", ["GUEST", "MEMBER", "ADMIN"])
def test_only_an_owner_manages_accounts(http: httpx.Client, role: str) -> None:
    owner = registered(http, f"own-{role}@example.com".lower())
    other = joined(owner, f"{role}@example.com".lower(), role)
    mine = f"/accounts/{other.data['user']['id']}"
    assert other.asks("GET", "/accounts/me").json()["role"] == role
    for method, path, body in (
        ("GET", "/accounts", None),
        ("GET", mine, None),
        ("PUT", mine, {"role": "OWNER"}),
        ("POST", "/accounts", {"email": "x@example.com", "password": PASSWORD, "fullName": "X"}),
    ):
        assert other.asks(method, path, json=body).status_code == 403, (method, path)


def test_an_owner_lists_changes_and_deactivates(http: httpx.Client) -> None:
    owner = registered(http, "boss@example.com")
    person = joined(owner, "mona@example.com", "MEMBER")
    mona = f"/accounts/{person.data['user']['id']}"
    listed = owner.asks("GET", "/accounts", params={"limit": 1})
    assert listed.headers["X-Total-Count"] == "2"
    assert [one["email"] for one in listed.json()] == ["boss@example.com"]
    assert owner.asks("PUT", mona, json={"role": "ADMIN", "fullName": "Mona M."}).json()["role"] == "ADMIN"
    assert person.asks("GET", "/accounts/me").json()["fullName"] == "Mona M."
    assert owner.asks("PUT", mona, json={"isActive": False}).json()["isActive"] is False
    assert person.asks("GET", "/accounts/me").status_code == 401
    assert http.post("/auth/login", json={"email": "mona@example.com", "password": PASSWORD}).status_code == 401
    assert http.post("/auth/refresh", json={"refreshToken": person.data["refreshToken"]}).status_code == 401
    owner.asks("PUT", mona, json={"isActive": True, "password": "another horse!"})
    assert http.post("/auth/login", json={"email": "mona@example.com", "password": PASSWORD}).status_code == 401
    again = http.post("/auth/login", json={"email": "mona@example.com", "password": "another horse!"})
    assert again.status_code == 200


@pytest.mark.parametrize("change", [{"isActive": False}, {"role": "ADMIN"}])
def test_a_company_keeps_an_active_owner(http: httpx.Client, change: dict[str, Any]) -> None:
    owner = registered(http, f"last{len(change)}{next(iter(change))}@example.com".lower())
    answer = owner.asks("PUT", f"/accounts/{owner.data['user']['id']}", json=change)
    assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
    me = owner.asks("GET", "/accounts/me").json()
    assert (me["role"], me["isActive"]) == ("OWNER", True)


def test_another_companys_account_is_not_there(http: httpx.Client) -> None:
    owner, other = registered(http, "here@example.com"), registered(http, "there@example.com")
    path = f"/accounts/{other.data['user']['id']}"
    assert owner.asks("GET", path).status_code == 404
    assert owner.asks("PUT", path, json={"isActive": False}).status_code == 404
    assert owner.asks("GET", "/accounts/a%00b").status_code == 404
    assert other.asks("GET", "/accounts/me").status_code == 200


def test_logins_are_limited_for_an_address(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "Rate", partial(Rate, clock=lambda: 0.0))  # however long it takes, no time passes
    with (
        caplog.at_level(logging.INFO, "lockstep.management"),
        quick_reading(),
        service(tmp_path, make_project(tmp_path / "project"), management__login_rate=3) as http,
    ):
        person = registered(http)
        sent = {"email": "olga@example.com", "password": "wrong horse!"}
        statuses = [http.post("/auth/login", json=sent).status_code for _ in range(3)]
        limited = http.post("/auth/login", json=sent)
        assert statuses == [401, 401, 429]
        assert int(limited.headers["Retry-After"]) >= 1
    for secret in (PASSWORD, "wrong horse!", person.data["accessToken"], person.data["refreshToken"]):
        assert secret not in caplog.text


def test_requests_are_limited_for_an_account(tmp_path: Path) -> None:
    with quick_reading(), service(tmp_path, make_project(tmp_path / "project"), management__rate=0.001) as http:
        person = registered(http)
        assert person.asks("GET", "/accounts/me").status_code == 200
        answer = person.asks("GET", "/accounts/me")
        assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")


def test_registration_can_be_switched_off(tmp_path: Path) -> None:
    with (
        quick_reading(),
        service(tmp_path, make_project(tmp_path / "project"), management__registration=False) as http,
    ):
        sent = {"email": "ria@example.com", "password": PASSWORD, "fullName": "Ria"}
        assert http.post("/auth/register", json=sent).status_code == 403
