"""What a rejection must not have done is looked for, and found where it was done."""

from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import refusals, setup

from tests.running.owned import scene


def test_nobody_receives_what_was_rejected_and_somebody_what_was_not(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.act("Ana", "post_message", room="design", content="")
        refusals.nobody_received_anything(made)
        made.act("Ana", "post_message", room="design", content="heard")
        with pytest.raises(AssertionError):
            refusals.nobody_received_anything(made)


def test_a_chatroom_and_a_thread_are_unchanged_until_they_are_changed(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        answer = setup.succeed(made, "Ana", "create_thread", room="design", title="colours")
        made.name(str(answer.entity), "colours")
        refusals.must_be_unchanged(made, "design")
        refusals.must_be_unchanged(made, "colours")
        made.act("Ana", "post_thread_message", thread="colours", content="Blue")
        assert [one.payload["content"] for one in refusals.read_in(made, "colours")] == ["Blue"]
        assert refusals.read_in(made, "design") == ()
        made.act("Ben", "rename_chatroom", room="design", name="mine")
        refusals.must_be_unchanged(made, "design")
        assert refusals.thread_now(made, "colours")["title"] == "colours"


def test_a_change_behind_the_history_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with scene(tmp_path) as made:
        reads = made.target.read

        async def changed(operation: str, *given: object, **fields: object) -> object:
            look = await reads(operation, *given, **fields)
            for one in look.shows:
                one.payload["name"] = "mine"
            return look

        monkeypatch.setattr(made.target, "read", changed)
        with pytest.raises(AssertionError):
            refusals.must_be_unchanged(made, "design")


def test_what_is_absent_for_one_is_there_for_another(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        setup.employ(made, "Zoe", company="the other company")
        refusals.must_be_absent(made, "Zoe", "chatroom", room="design")
        with pytest.raises(AssertionError):
            refusals.must_be_absent(made, "Ben", "chatroom", room="design")


@pytest.mark.parametrize("via", ["api", "socket"])
def test_what_is_over_the_limit_is_not_written(via: str, tmp_path: Path) -> None:
    with scene(tmp_path, rate_per_s="10") as made:
        refusals.post_at_once(made, "Ana", 20, via)
        refusals.must_receive_only_accepted(made, "Ben")
        refusals.must_see_only_accepted(made, "Ben")
        refusals.must_say_when_to_try_again(made)


@pytest.mark.parametrize(("told", "says_when"), [("1", True), ("Mon, 01 Jan 2024 00:00:00 GMT", True), ("0", False)])
def test_no_time_at_all_is_no_time_to_try_again(told: str, says_when: bool) -> None:
    exchange = SimpleNamespace(status=429, answer_headers={"retry-after": told})
    made = SimpleNamespace(history=SimpleNamespace(of=lambda *_: [exchange]), since=0)
    with nullcontext() if says_when else pytest.raises(AssertionError, match="Retry-After: 0"):
        refusals.must_say_when_to_try_again(cast("Scene", made))
