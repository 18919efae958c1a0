"""Questions about chatrooms and messages."""

from pathlib import Path

import pytest
from lockstep.running.vocabulary import chat, setup

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
