"""Tokens: what they are good for, and when they stop being so."""

import jwt
import pytest
from lockstep.reference.domain.requests import Refresh
from lockstep.reference.errors import RefusedError

from tests.reference.conftest import Make, World


def _reason(world: World, token: str) -> str:
    with pytest.raises(RefusedError) as refused:
        world.backend.core.tokens.caller(token)
    assert refused.value.status == 401
    return str(refused.value.details["reason"])


def test_an_access_token_says_who_shows_it_until_its_end(worlds: Make) -> None:
    world = worlds(access_token_s=5)
    session = world.session()
    caller = world.backend.core.tokens.caller(session["accessToken"])
    assert (caller.user_id, caller.company_id, caller.role) == (
        session["user"]["id"],
        session["company"]["id"],
        "OWNER",
    )
    world.time.now += 4.999
    world.backend.core.tokens.caller(session["accessToken"])
    world.time.now += 0.001
    assert _reason(world, session["accessToken"]) == "expired"


def test_what_is_no_access_token_of_this_server_is_refused(world: World, worlds: Make) -> None:
    session, secret = world.session(), world.backend.core.database.secret
    claims = jwt.decode(session["accessToken"], secret, ["HS256"], {"verify_exp": False})
    for token in (
        "",
        "nonsense",
        session["accessToken"][:-2],
        session["refreshToken"],
        jwt.encode(claims, "another secret, long enough for the algorithm", "HS256"),
        jwt.encode(claims, "", "none"),
        worlds().session()["accessToken"],
    ):
        assert _reason(world, token) == "malformed", token


def test_a_refresh_token_is_good_once_and_its_reuse_ends_the_family(world: World) -> None:
    first = world.session()
    ear = world.ear(world.call(first))
    second = world.backend.accounts.refresh(Refresh(refreshToken=first["refreshToken"]), "c")
    world.backend.core.tokens.caller(second["accessToken"])
    world.backend.core.tokens.caller(first["accessToken"])
    with pytest.raises(RefusedError) as refused:
        world.backend.accounts.refresh(Refresh(refreshToken=first["refreshToken"]), "c")
    assert refused.value.details["reason"] == "revoked"
    assert ear.code == 4401
    assert _reason(world, second["accessToken"]) == "revoked"
    with pytest.raises(RefusedError):
        world.backend.accounts.refresh(Refresh(refreshToken=second["refreshToken"]), "c")


def test_a_refresh_token_ends_too_and_an_access_token_is_none(world: World) -> None:
    session = world.session()
    with pytest.raises(RefusedError) as refused:
        world.backend.accounts.refresh(Refresh(refreshToken=session["accessToken"]), "c")
    assert refused.value.details["reason"] == "malformed"
    world.time.now += 15 * 86_400
    with pytest.raises(RefusedError) as refused:
        world.backend.accounts.refresh(Refresh(refreshToken=session["refreshToken"]), "c")
    assert refused.value.details["reason"] == "expired"
    world.backend.sweep()
    assert world.backend.core.database.counts()["families"] == 0
