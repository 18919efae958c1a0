"""Each mutant does what it says, tried on what it replaces; and each has a step in a feature that must find it.

That the step does find it is `python -m evidence.mutants.performance prove`, which takes minutes.
"""

import asyncio
import re
import time
from pathlib import Path
from typing import Any

import pytest
from lockstep.reference.errors import RefusedError
from lockstep.reference.storage.outbox import Event

from evidence.mutants.mutant import STEP
from evidence.mutants.performance import __main__ as main
from evidence.mutants.performance import (
    cold_after_restart,
    collapses_under_fanout,
    errors_under_load,
    every_hundredth_late,
    lets_one_go,
    one_second_stall,
    slow_leak,
)
from evidence.mutants.performance.__main__ import PROMISES, load, start
from tests.quality.tree import ROOT

_HERE = ROOT / "evidence" / "mutants" / "performance"


class Ears:
    """A hub with so many listeners, which remembers what it handed out."""

    def __init__(self, count: int = 0) -> None:
        self.count = count
        self.heard: list[int] = []

    def subscribers(self, event: Event) -> list[int]:
        del event
        return [0] * self.count


def event(number: int, room: str = "chatroom:1") -> Event:
    return Event(room, number, "posted", "{}", 2)


def handed_out(hub: Any, one: Event) -> None:
    hub.heard.append(one.seq)


def posted(*arguments: Any) -> str:
    return f"posted {len(arguments)}"


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    times: list[float] = []
    monkeypatch.setattr(time, "sleep", times.append)
    return times


def test_the_stall_is_one_second_and_comes_once(slept: list[float]) -> None:
    hub, deliver = Ears(), one_second_stall.MUTANT.replacement(handed_out)
    for number in range(2 * one_second_stall.AT):
        deliver(hub, event(number))
    assert slept == [1.0]
    assert hub.heard == list(range(2 * one_second_stall.AT))


def test_the_late_hold_up_their_own_room_only_and_keep_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(every_hundredth_late, "LATE_S", 0)

    async def run() -> tuple[list[int], list[int]]:
        all_heard = asyncio.Event()

        def hand_out(hub: Ears, one: Event) -> None:
            handed_out(hub, one)
            if len(hub.heard) == 103:
                all_heard.set()

        hub, deliver = Ears(), every_hundredth_late.MUTANT.replacement(hand_out)
        for number in range(1, 103):
            deliver(hub, event(number))
        deliver(hub, event(1_000, "chatroom:2"))
        before = hub.heard.copy()
        await asyncio.wait_for(all_heard.wait(), 60)
        return before, hub.heard

    before, after = asyncio.run(run())
    assert before == [*range(1, 100), 1_000]
    assert after == [*range(1, 100), 1_000, 100, 101, 102]


def test_the_leak_keeps_what_was_posted(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[bytes] = []
    monkeypatch.setattr(slow_leak, "KEPT", kept)
    post = slow_leak.MUTANT.replacement(posted)
    assert [post(1, 2, 3) for _ in range(3)] == ["posted 4"] * 3
    assert [len(one) for one in kept] == [slow_leak.SIZE] * 3


def test_fan_out_costs_the_square(slept: list[float]) -> None:
    deliver = collapses_under_fanout.MUTANT.replacement(handed_out)
    for count in (10, 100):
        deliver(Ears(count), event(1))
    assert slept[1] == pytest.approx(100 * slept[0])
    assert slept[1] == pytest.approx(0.1)


def test_errors_come_only_when_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    post = errors_under_load.MUTANT.replacement(posted)

    def refused(gap: float) -> int:
        count = 0
        for _ in range(200):
            now[0] += gap
            try:
                post(1, 2, 3)
            except RefusedError as error:
                count += error.status == 503
        return count

    assert refused(0.1) == 0
    assert refused(0.001) >= 15


def test_one_listener_is_let_go_once() -> None:
    class Listener:
        def __init__(self) -> None:
            self.closed: list[int] = []

        def close(self, code: int, reason: str) -> None:
            assert reason
            self.closed.append(code)

    class Hub(Ears):
        def __init__(self) -> None:
            super().__init__()
            self.listeners = [Listener(), Listener()]

        def subscribers(self, event: Event) -> Any:
            del event
            return self.listeners

    hub, deliver = Hub(), lets_one_go.MUTANT.replacement(handed_out)
    for number in range(2 * lets_one_go.AT):
        deliver(hub, event(number))
    assert [one.closed for one in hub.listeners] == [[1013], []]
    assert len(hub.heard) == 2 * lets_one_go.AT


def test_the_first_are_refused_only_where_messages_are_there_already() -> None:
    class Database:
        def __init__(self, found: list[int]) -> None:
            self.found = found

        def rows(self, query: str) -> list[int]:
            assert "FROM messages" in query
            return self.found

    class Anything:
        def __init__(self, found: list[int]) -> None:
            self.database = Database(found)
            self._core = self

    def refused(found: list[int]) -> int:
        post, count = cold_after_restart.MUTANT.replacement(posted), 0
        messages = Anything(found)
        for _ in range(50):
            try:
                post(messages, 1, 2)
            except RefusedError:
                count += 1
        return count

    assert (refused([]), refused([1])) == (0, cold_after_restart.FIRST)


def test_every_mutant_has_a_step_that_must_find_it() -> None:
    others = {"__init__", "__main__", "test_performance"}
    assert {path.stem for path in _HERE.glob("*.py")} - others == set(PROMISES)
    features = "\n".join(path.read_text("utf-8") for path in Path("features/performance").glob("*.feature"))
    for name, (scenario, steps) in PROMISES.items():
        assert load(name).breaks == STEP
        title = re.escape(scenario).replace("killed", "(?:killed|<how>)")
        [text] = re.findall(rf"Scenario(?: Outline)?: {title}\n(.*?)(?=\n\n|\Z)", features, re.DOTALL)
        assert steps
        assert all(step in text for step in steps)


def test_a_name_that_is_none_is_told_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert start(["prove", "nothing"]) == start([]) == 2
    assert "slow_leak" in capsys.readouterr().err


@pytest.mark.parametrize(("invalid", "code"), [(2, 0), (3, 1)])
def test_what_a_busy_machine_spoilt_is_measured_again(
    invalid: int, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    [step] = PROMISES["errors_under_load"][1]
    spoilt = {"status": "invalid", "steps": []}
    found = {"status": "failed", "steps": [{"name": step, "status": "failed"}]}
    runs = [*[spoilt] * invalid, found, {"status": "passed", "steps": []}]
    monkeypatch.setattr(main, "play", lambda *_: runs.pop(0))
    assert main.prove(["errors_under_load"]) == code
    assert capsys.readouterr().out.count("to be measured again: invalid") == 2
