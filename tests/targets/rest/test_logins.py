"""Logins learn from answers who somebody is, and say so in requests."""

import pytest
from lockstep.targets.base import Identity
from lockstep.targets.resources import Post
from lockstep.targets.rest.logins import Account, Basic, Bearer, Cookie, Login


def ana() -> Identity:
    return Identity("Ana", email="ana@example.com", password="a secret")


def test_only_declared_requests_are_there() -> None:
    login = Login(sign_in=Post("/login"), remove=Post("/bye"))
    assert login.requests() == {"sign_in": Post("/login"), "sign_off": Post("/bye")}


def test_an_id_and_a_company_are_learnt_as_texts() -> None:
    identity = ana()
    Login(id="data.user", company="data.tenant").accept(identity, {"data": {"user": 7}}, {})
    assert (identity.id, identity.company) == ("7", "")


def test_a_token_goes_into_the_header() -> None:
    login, identity = Bearer(token="data.access", refresh_token="data.refresh", scheme="Token"), ana()
    assert login.headers(identity) == {}
    login.accept(identity, {"data": {"access": "abc", "refresh": "def"}}, {})
    assert login.headers(identity) == {"Authorization": "Token abc"}
    assert identity.refresh_token == "def"
    login.accept(identity, {"data": {"access": None}}, {})
    assert identity.access_token == "abc"


def test_basic_is_encoded() -> None:
    assert Basic().headers(ana()) == {"Authorization": "Basic YW5hQGV4YW1wbGUuY29tOmEgc2VjcmV0"}


@pytest.mark.parametrize("header", ["sid=abc; Path=/; HttpOnly", "other=1; Path=/, sid=abc", "sid=abc"])
def test_a_cookie_is_kept(header: str) -> None:
    login, identity = Cookie(name="sid"), ana()
    assert login.headers(identity) == {}
    login.accept(identity, None, {"set-cookie": header})
    assert login.headers(identity) == {"Cookie": "sid=abc"}


def test_a_socket_may_take_the_token_from_its_query() -> None:
    identity = ana()
    identity.access_token = "abc"
    assert Bearer(socket="query", parameter="key").query(identity) == {"key": "abc"}
    assert Bearer().query(identity) == {}


def test_the_password_of_a_given_account_is_not_shown() -> None:
    assert "a secret" not in repr(Account(email="ana@example.com", password="a secret"))


def test_given_accounts_are_not_signed_up() -> None:
    with pytest.raises(ValueError, match="accounts are given, so nobody signs up"):
        Bearer(sign_up=Post("/accounts"), accounts=(Account(email="a@x", password="1"),))
