"""A scene lets people act, remembers what things are called, and waits for promises."""

import asyncio
import signal
from pathlib import Path
from typing import Any

import pytest
from hamcrest import anything, equal_to, is_not
from lockstep.actors.actor import BROKEN
from lockstep.history.journal import read
from lockstep.history.rows import Info, Invoke, Recv
from lockstep.matchers.delivery import received_once
from lockstep.matchers.received import Received
from lockstep.running.errors import InvalidError
from lockstep.running.vocabulary import setup
from lockstep.targets.base import Answer, TargetFaultError
from lockstep.targets.declarations import AdapterError
from lockstep.targets.operations import Act

from tests.running.acted import scene


def test_people_are_enrolled_once_and_known_by_name(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        ana = made.enrol("Ana")
        assert made.enrol("Ana") is ana
        assert made.person("Ana").identity.email.endswith("@example.com")
        with pytest.raises(LookupError, match="Zoe has not appeared in this scenario yet; these people have: Ana"):
            made.person("Zoe")


def test_things_have_the_names_the_scenario_gives_them(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.name("chatroom:7", "design")
        assert made.ref("design") == "chatroom:7"
        with pytest.raises(LookupError, match='nothing in this scenario is called "lunch" yet'):
            made.ref("lunch")


def test_acts_since_the_act_began_are_what_promises_speak_of(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.enrol("Ana")
        made.act_begins()
        with pytest.raises(AssertionError, match="none was made"):
            made.asked()
        made.act("Ana", "post_message", content="hello")
        assert [one.ok.payload for one in made.made("post_message", count=1)] == [{"content": "hello"}]
        assert len(made.asked()) == 1
        with pytest.raises(AssertionError, match="the promise refers to 2 writes, but 1 were made"):
            made.made(count=2)


def test_people_act_side_by_side_each_in_turn(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.enrol("Ana")
        made.enrol("Ben")
        made.act_begins()
        made.together([(who, "post_message", {"content": f"{who} {n}"}) for who in ("Ana", "Ben") for n in (1, 2)])
        said = [one.ok.payload["content"] for one in made.made("post_message")]
        assert [text for text in said if text.startswith("Ana")] == ["Ana 1", "Ana 2"]
        assert sorted(said) == ["Ana 1", "Ana 2", "Ben 1", "Ben 2"]


def test_people_act_all_at_once_while_something_happens_besides(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.enrol("Ana")
        made.act_begins()
        begun: list[int] = []

        async def look() -> None:
            begun.append(len(list(made.history.of(Invoke, made.since))))

        acts: list[Act] = [("Ana", "post_message", {"content": str(n)}) for n in range(3)]
        made.together(acts, in_turn=False, besides=look)
        rows = [row for row in made.history.rows() if isinstance(row, Invoke) and row.i >= made.since]
        assert begun == [3]
        assert len(rows) == len(made.made("post_message")) == 3


def test_an_expectation_is_woken_by_what_arrives(tmp_path: Path) -> None:
    with scene(tmp_path, loss_ms=200) as made:
        made.enrol("Ben")
        made.connect("Ben")
        made.act_begins()
        assert made.call(made.session("Ben").subscribe, "chatroom:7")
        made.expect(made.history, anything())
        with pytest.raises(AssertionError):
            made.expect(made.history, is_not(anything()))


def test_what_cannot_become_true_any_more_is_not_waited_for(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.tolerance_ms = lambda: 3_600_000.0  # an hour: whoever waits it out is ended by the test's own limit
        made.enrol("Ben")
        with pytest.raises(AssertionError, match="no write was made"):
            made.expect(made.received("Ben"), is_not(anything()), received_once([]))


def test_a_slow_machine_makes_a_budget_invalid(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.tolerance_ms = lambda: 140.0
        with pytest.raises(InvalidError, match="the machine needs 140 ms"):
            made.in_time([])


def test_where_budgets_are_only_reported_a_slow_machine_is_no_reason_not_to_listen(tmp_path: Path) -> None:
    with scene(tmp_path, gate=False, loss_ms=200) as made:
        made.tolerance_ms = lambda: 140.0
        made.enrol("Ana")
        made.act_begins()
        with pytest.raises(AssertionError, match="no write was made"):
            made.expect(made.received("Ana"), made.in_time([]))
        assert made.timings == []


def test_what_is_waited_for_is_cancelled_when_the_waiting_is_interrupted(tmp_path: Path) -> None:
    cancelled: list[bool] = []

    async def forever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.append(True)

    def interrupt(_: int, __: object) -> None:
        raise TimeoutError("over")

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with scene(tmp_path) as made:
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            with pytest.raises(TimeoutError, match="over"):
                made.call(forever)
            while not cancelled:
                made.call(asyncio.sleep, 0)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert cancelled == [True]


def test_closing_leaves_a_readable_journal_and_lists_what_is_kept(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.enrol("Ana")
        made.connect("Ana")
        left, kept = made.close(clean_up=False)
        assert left == []
        assert "user:Ana" in " ".join(kept)
        rows = read(tmp_path / "s-1.jsonl").rows
        assert len(rows) == made.history.cursor()
        assert any(isinstance(row, Recv) for row in rows)
        assert Received(made.history, "Ana", 0).events() == []


def test_a_backend_with_settings_of_its_own_must_be_there_before_the_first_person(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.enrol("Ana")
        with pytest.raises(LookupError, match="before the first person"):
            made.use_variant(access_token_s="1")


def test_a_target_that_has_no_variants_says_so(tmp_path: Path) -> None:
    with scene(tmp_path) as made, pytest.raises(TargetFaultError, match="target plain cannot be started with"):
        made.use_variant(access_token_s="1")


def test_an_adapters_mistake_among_acts_at_the_same_time_is_raised_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: Any) -> Answer:
        return Answer("ok", {}["status"])

    with scene(tmp_path) as made:
        setup.gather(made, "design", ("Ana", "Ben"))
        monkeypatch.setattr(type(made.target), "perform", breaks)
        posts: list[Act] = [(who, "post_message", {"room": "design", "content": "x"}) for who in ("Ana", "Ben")]
        with pytest.raises(AdapterError, match=r"raised KeyError: 'status' in breaks"):
            made.together(posts)
        assert {row.status for row in made.history.of(Info)} <= {BROKEN}


def test_an_adapters_mistake_at_a_frame_is_kept(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        setup.gather(made, "design", ("Ana",))
        assert made.adapter_broke() is None
        made.session("Ana").broke = AdapterError("mine.py, line 7")
        assert str(made.adapter_broke()) == "mine.py, line 7"


def test_who_waited_for_a_documented_limit_is_told(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        setup.gather(made, "design", ("Ana", "Ben"))
        made.person("Ana").waits.times, made.person("Ana").waits.seconds = 2, 0.5
        assert made.waited() == ["Ana waited 2 times (0.5 s) because of the documented limit"]


def test_a_deadline_is_waited_for_once_until_somebody_acts_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    with scene(tmp_path, loss_ms=50) as made:
        setup.gather(made, "design", ("Ana",))
        monkeypatch.setattr(made.history, "wait", lambda _, seconds: bool(waits.append(seconds)))
        for act in (False, False, True):
            if act:
                made.act("Ana", "post_message", room="design", content="x")
            with pytest.raises(AssertionError):
                made.expect(1, equal_to(2))
        monkeypatch.undo()
    assert [round(seconds, 3) for seconds in waits] == [0.051, 0.001, 0.051]
