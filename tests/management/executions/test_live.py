"""Live events: told once each, in order, and the last one only when the result is entered."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from lockstep.management.executions import live as module
from lockstep.management.executions.live import Live

START = {"seq": 0, "type": "integration_test_start", "at": 1.0}
STEP = {"seq": 1, "type": "step_started", "at": 2.0}
END = {"seq": 2, "type": "integration_test_complete", "at": 3.0}


def write(folder: Path, *events: dict[str, Any], rest: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "events.jsonl").open("a") as file:
        file.write("".join(f"{json.dumps(one)}\n" for one in events) + rest)


@asynccontextmanager
async def following(tmp_path: Path) -> AsyncIterator[Live]:
    live = Live(lambda test_id: tmp_path / test_id)
    await live.start()
    try:
        yield live
    finally:
        await live.stop()


async def until(live: Live, holds: Callable[[], Any]) -> None:
    while not holds():
        looked = live.looked
        if not holds():
            await live.news(looked)


def run(act: Awaitable[None]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(60):
            await act

    asyncio.run(limited())


def test_a_run_is_followed_to_its_end(tmp_path: Path) -> None:
    async def act() -> None:
        async with following(tmp_path) as live:
            write(tmp_path / "t1", START, rest='{"seq": 1, "type"')
            live.begun("t1", "c1")
            stream = live.everything("c1")
            first = stream.next
            await until(live, lambda: stream.kept)
            assert live.of("t1", 0)[0] == [START]
            (tmp_path / "t1" / "events.jsonl").write_text("")
            write(tmp_path / "t1", START, STEP, END)
            await until(live, lambda: len(stream.kept) == 2)
            offset = live.of("t1", 0)[1]
            assert live.of("t1", offset) == ([], offset)  # the end is held back
            live.ended("t1", "PASSED", "")
            await until(live, lambda: len(stream.kept) == 3)
            assert live.of("t1", offset)[0] == [END]
            told = stream.since(first)
            assert [(one["seq"] - first, one["type"]) for one in told] == [
                (0, START["type"]), (1, STEP["type"]), (2, END["type"])
            ]  # fmt: skip
            assert {one["testId"] for one in told} == {"t1"}
            assert stream.since(first + 2) == told[2:]
            assert not live.everything("c2").kept

    run(act())


def test_a_run_without_an_end_is_given_one(tmp_path: Path) -> None:
    async def act() -> None:
        async with following(tmp_path) as live:
            write(tmp_path / "t1", START, rest='{"seq": 1, "ty')
            live.begun("t1", "c1")
            live.begun("t2", "c1")
            live.ended("t1", "TIMEOUT", "its time was over")
            live.ended("t2", "CANCELLED", "")
            stream = live.everything("c1")
            await until(live, lambda: len(stream.kept) == 3)

    run(act())
    told = Live(lambda test_id: tmp_path / test_id)
    (start, last), _ = told.of("t1", 0)
    assert start == START
    assert (last["seq"], last["type"], last["message"]) == (1, "integration_test_error", "its time was over")
    (only,), _ = told.of("t2", 0)
    assert (only["seq"], only["message"]) == (0, "CANCELLED")


def test_an_end_that_is_told_twice_is_told_once(tmp_path: Path) -> None:
    async def act() -> None:
        async with following(tmp_path) as live:
            stream = live.everything("c1")
            live.begun("t1", "c1")
            live.ended("t1", "ERROR", "its disk was full")
            await until(live, lambda: len(stream.kept) == 1)
            live.ended("t1", "ERROR", "the service broke")
            live.begun("t2", "c1")
            live.ended("t2", "CANCELLED", "")
            await until(live, lambda: len(stream.kept) >= 2)
            assert [one["testId"] for one in stream.kept] == ["t1", "t2"]

    run(act())


def test_only_the_newest_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 2)

    async def act() -> None:
        async with following(tmp_path) as live:
            stream = live.everything("c1")
            first = stream.next
            write(tmp_path / "t1", START, STEP, END)
            live.begun("t1", "c1")
            live.ended("t1", "PASSED", "")
            await until(live, lambda: stream.next == first + 3)
            assert stream.first == first + 1
            assert [one["type"] for one in stream.since(first)] == [STEP["type"], END["type"]]

    run(act())


def test_no_file(tmp_path: Path) -> None:
    assert Live(lambda test_id: tmp_path / test_id).of("t1", 0) == ([], 0)


def test_what_is_no_event_is_never_passed(tmp_path: Path) -> None:
    write(tmp_path / "t1", START, rest='{"seq":1,"ty{"seq":2}\n')
    write(tmp_path / "t1", END)
    live = Live(lambda test_id: tmp_path / test_id)
    events, offset = live.of("t1", 0)
    assert events == [START]
    assert live.of("t1", offset) == ([], offset)
    live.ended("t1", "ERROR", "its disk was full")
    assert [event["type"] for event in live.of("t1", 0)[0]] == ["integration_test_start", "integration_test_error"]
