"""Outages of many devices at once, and of a backend in the midst of a broadcast."""

from pathlib import Path

import pytest
from lockstep.history.rows import Fault, Info, Ok
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.vocabulary import concurrency, outages

from tests.running.owned import scene


def test_all_devices_of_several_people_come_back_and_who_does_not_is_named(tmp_path: Path) -> None:
    people = ("Ana", "Ben")
    with scene(tmp_path) as made:
        outages.listen_everywhere(made, people, "design", 2)
        assert outages.not_back(made, people, 2) == ["Ana/device1", "Ana/device2", "Ben/device1", "Ben/device2"]
        outages.cut_everywhere(made, people, 2)
        assert not any(made.session(one, device).is_open for one in people for device in outages.devices(2))
        outages.come_back_everywhere(made, people, 2)
        assert outages.not_back(made, people, 2) == []

        made.act("Ana", "logout")
        with pytest.raises(EnvironmentFaultError, match="1 of 1 devices were rejected"):
            outages.listen_everywhere(made, ("Ana",), "design", 1)


def test_a_backend_breaks_in_the_midst_of_writes_and_what_was_accepted_is_heard(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        outages.amid(made, concurrency.posts(made, ("Ana",), 12), "locked")
        begun = next(row.i for row in made.history.of(Fault, phase="start"))
        assert any(made.history.of(Ok, made.since))
        assert any(made.history.of(Info, begun))
        made.settle()
        made.end("passed")
        assert {one.outcome for one in made.judge()} <= {"holds", "not applicable"}


def test_what_broke_after_all_was_written_is_told(tmp_path: Path) -> None:
    with (
        scene(tmp_path) as made,
        pytest.raises(EnvironmentFaultError, match="did not break midway: everything was written, or nothing"),
    ):
        outages.amid(made, concurrency.posts(made, ("Ana",), 1), "frozen")


def test_what_was_written_grows_old(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.act("Ana", "post_message", room="design", content="Old soon")
        last = max(row.t for row in made.history.of(Ok))
        outages.grow_old(made, 0.05)
        assert made.history.now() - last >= 50_000_000
