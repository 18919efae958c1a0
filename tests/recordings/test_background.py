"""The background measures while it is open, stops in the opposite order, and names what was forgotten."""

import asyncio

import pytest
from lockstep.recordings.background import Background


def test_what_was_begun_last_is_stopped_first_and_a_forgotten_task_is_named() -> None:
    background, said, kept = Background(), list[str](), list[asyncio.Task[None]]()

    async def say(word: str) -> None:
        said.append(word)

    async def forget() -> None:
        kept.append(asyncio.create_task(asyncio.sleep(60), name="somebody's"))

    portal = background.open()
    assert background.tolerance_ms() >= 0
    background.begin(lambda: say("one"), lambda: say("end of one"))
    background.begin(lambda: say("two"), lambda: say("end of two"))
    portal.call(forget)
    assert background.close() == ['the task "somebody\'s" is still running at the end of the run']
    assert said == ["one", "two", "end of two", "end of one"]


def test_before_it_is_open_nothing_is_measured() -> None:
    with pytest.raises(RuntimeError, match="before its measurement started"):
        Background().tolerance_ms()
