"""Set-up works, or is told as the environment's fault."""

from pathlib import Path

import pytest
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.vocabulary import setup
from lockstep.targets.base import TargetFaultError

from tests.running.acted import scene


def test_people_of_a_company_are_connected(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        setup.employ(made, "Ana", "Ben")
        assert made.session("Ana").is_open
        assert made.session("Ben").is_open


def test_those_who_gather_listen_to_the_chatroom(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        setup.gather(made, "design", ("Ana", "Ben"))
        assert made.ref("design") == "chatroom:7"
        assert made.session("Ben").channels == {"chatroom:7"}


def test_a_second_device_listens_to_what_the_first_does(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        setup.gather(made, "design", ("Ana",))
        setup.second_device(made, "Ana", "phone")
        assert made.session("Ana", "phone").channels == {"chatroom:7"}


def test_a_set_up_that_is_refused_is_the_environments_fault(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.target.refuses = "create_chatroom"
        with pytest.raises(TargetFaultError, match="design could not be opened: the answer was 403"):
            setup.gather(made, "design", ("Ana",))
        made.target.refuses = "add_member"
        with pytest.raises(EnvironmentFaultError, match="set-up failed: Ana's add_member was answered 403"):
            setup.succeed(made, "Ana", "add_member")
        made.name("chatroom:9", "closed")
        with pytest.raises(EnvironmentFaultError, match='Ana could not listen to "closed"'):
            setup.listen(made, "Ana", "closed")


def test_somebody_added_listens_too(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        setup.gather(made, "design", ("Ana",))
        setup.employ(made, "Ben")
        setup.add(made, "design", "Ben")
        assert made.session("Ben").channels == {"chatroom:7"}
