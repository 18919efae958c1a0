"""An end of typing that comes too soon is told from one that may be automatic."""

from pathlib import Path

import pytest
from lockstep.history.rows import Recv
from lockstep.running.vocabulary.typing_indicators import ended_within, shown

from tests.running.owned import scene


@pytest.mark.parametrize(
    ("told", "soon"),
    [
        ([], False),
        ([(0, True)], False),
        ([(0, True), (1_999, False)], True),
        ([(0, True), (2_001, False)], False),
        ([(0, True), (1_500, True), (3_000, False)], True),
        ([(0, False)], False),
    ],
)
def test_sooner_than_the_limit(told: list[tuple[int, bool]], soon: bool) -> None:
    events = [
        Recv(n=1, t=ms * 1_000_000, kind="chatroom_typing", payload={"userId": 1, "typing": typing})
        for ms, typing in told
    ]
    assert ended_within(events, 2_000) is soon


def test_what_is_shown_of_one_person_in_one_chatroom(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        for person, act in (("Ana", "start_typing"), ("Ben", "start_typing"), ("Ana", "stop_typing")):
            made.act(person, act, via="socket", room="design")
        made.settle()
        assert [one.payload["typing"] for one in shown(made, "Ben", "Ana", "design")] == [True, False]
