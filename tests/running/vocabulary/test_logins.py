"""Logins of one person begin, are renewed and end each by itself."""

from pathlib import Path

import pytest
from lockstep.matchers.connection import ended
from lockstep.running.vocabulary import logins, setup

from tests.running.owned import scene


def test_devices_of_one_login_share_its_token_and_listen_to_what_the_laptop_does(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        setup.second_device(made, "Ben", "phone")
        logins.begin(made, "Ben", "tablet", "desktop")
        ben = made.person("Ben")
        assert ben.login("tablet") is ben.login("desktop")
        assert ben.login("phone") is ben.login("laptop") is ben.identity
        assert ben.login("tablet").access_token != ben.identity.access_token
        assert logins.received_on(made, "Ben", "Ana", "design") == ["desktop", "laptop", "phone", "tablet"]


def test_a_login_that_ends_is_told_from_one_that_goes_on(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        logins.begin(made, "Ben", "tablet")
        made.act("Ben", "logout", device="tablet")
        logins.must_have_ended(made, "Ben", "tablet")
        logins.must_go_on(made, "Ben", "laptop")
        with pytest.raises(AssertionError):
            logins.must_have_ended(made, "Ben", "laptop")
        with pytest.raises(AssertionError):
            logins.must_go_on(made, "Ben", "tablet")


def test_a_changed_password_is_the_one_that_counts(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        logins.begin(made, "Ben", "tablet")
        logins.change_password(made, "Ben", "laptop", known=False)
        logins.change_password(made, "Ben", "laptop")
        assert logins.outcomes(made)[-2:] == ["fail", "ok"]
        made.expect(made.history, ended("Ben/tablet", by="server", codes=(4401,)))
        assert logins.try_to_begin(made, "Ben").outcome == "ok"
        assert logins.try_to_begin(made, "Ben", right=False).status == "401"


def test_a_refresh_token_is_used_as_often_as_asked(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.act_begins()
        logins.renew(made, "Ben", "laptop", times=2)
        assert logins.outcomes(made) == ["ok", "fail"]


@pytest.mark.parametrize("weak", logins.WEAK.values())
def test_a_weak_password_is_not_accepted(weak: str, tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.act_begins()
        logins.try_a_weak_password(made, "Ben", "laptop", weak)
        assert logins.outcomes(made) == ["fail"]
        assert logins.try_to_begin(made, "Ben").outcome == "ok"
