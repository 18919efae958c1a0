"""Questions about chatrooms and messages."""

from pathlib import Path

import pytest
from lockstep.history.rows import Recv
from lockstep.running.vocabulary import chat, setup
from lockstep.running.vocabulary.chat import typing_ended_within, typing_shown

from tests.running import owned
from tests.running.acted import scene


def test_the_chatroom_meant_is_the_first(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        with pytest.raises(LookupError, match="no chatroom has been opened"):
            chat.room(made)
        setup.gather(made, "design", ("Ana",))
        made.name("chatroom:8", "lunch")
        assert chat.room(made) == "design"


def test_the_message_meant_is_ones_last_acknowledged_one(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        setup.gather(made, "design", ("Ana",))
        with pytest.raises(LookupError, match="Ana has not posted a message yet"):
            chat.message_of(made, "Ana")
        made.act("Ana", "post_message", room="design", content="one")
        second = made.act("Ana", "post_message", room="design", content="two")
        made.target.refuses = "post_message"
        made.act("Ana", "post_message", room="design", content="three")
        assert chat.message_of(made, "Ana") == second.entity
        assert chat.entity_with(made, "two") == second.entity
        with pytest.raises(LookupError, match='says "three"'):
            chat.write_with(made, "three")


def test_outcomes_are_those_since_the_act_began(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        setup.gather(made, "design", ("Ana",))
        made.act_begins()
        chat.post_twice(made, "Ana", "once")
        assert [row.attempt for row in chat.outcomes(made)] == [1, 2]
        assert len({row.w for row in chat.outcomes(made)}) == 1


def test_the_next_post_must_be_acknowledged(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        setup.gather(made, "design", ("Ana",))
        assert chat.post_next(made, "Ana").ok.person == "Ana"
        made.target.refuses = "post_message"
        with pytest.raises(AssertionError, match="not acknowledged"):
            chat.post_next(made, "Ana")


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
    assert typing_ended_within(events, 2_000) is soon


def test_what_is_shown_of_one_person_in_one_chatroom(tmp_path: Path) -> None:
    with owned.scene(tmp_path) as made:
        for person, act in (("Ana", "start_typing"), ("Ben", "start_typing"), ("Ana", "stop_typing")):
            made.act(person, act, via="socket", room="design")
        made.settle()
        assert [one.payload["typing"] for one in typing_shown(made, "Ben", "Ana", "design")] == [True, False]
