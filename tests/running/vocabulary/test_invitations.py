"""People are invited, join in the role offered, and an invitation ends."""

from pathlib import Path

import pytest
from lockstep.running.vocabulary import invitations

from tests.running.owned import scene


@pytest.mark.parametrize("role", ["OWNER", "ADMIN", "MEMBER", "GUEST"])
def test_an_invited_person_joins_in_that_role_and_is_cleaned_up(role: str, tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        assert invitations.invite(made, "Ana", "Cleo", role).outcome == "ok"
        answer = invitations.accept(made, "Cleo")
        assert answer.payload["role"] == role
        assert made.ref("Cleo's own") == made.person("Cleo").identity.id
        assert made.clean_up() == []


def test_an_invitation_is_good_once_and_not_after_it_was_withdrawn(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        invitations.invite(made, "Ana", "Cleo", "MEMBER")
        assert invitations.accept(made, "Cleo", "weak").status == "422"
        assert invitations.accept(made, "Cleo").outcome == "ok"
        assert invitations.accept(made, "Cleo").status == "404"
        invitations.invite(made, "Ana", "Dan", "MEMBER")
        assert invitations.withdraw(made, "Ana", "Dan").entity == made.person("Dan").identity.extra["invitation"]
        assert invitations.accept(made, "Dan").status == "404"
        assert not made.person("Dan").identity.id


def test_who_was_not_invited_holds_no_invitation(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        assert invitations.invite(made, "Ben", "Dan", "GUEST").status == "403"
        assert "invitation" not in made.person("Dan").identity.extra


def test_the_token_of_an_invitation_is_not_written(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        invitations.invite(made, "Ana", "Cleo", "MEMBER")
        invitations.accept(made, "Cleo")
        token = made.person("Cleo").identity.extra["invitation_token"]
    assert token not in (tmp_path / "s-1.jsonl").read_text("utf-8")
