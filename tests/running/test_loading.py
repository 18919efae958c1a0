"""Promises on a load: each is kept and broken by a hand-made run; what was not measured is not kept."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from support.checks.verdicts import Verdict, Witness
from support.history.rows import Budgets, Header, Promises
from support.load.crowd import Crowd
from support.load.plan import Shape
from support.load.result import LoadResult, Since, Usage
from support.running.loading import Load, told
from support.running.outcomes import InvalidError, UnknownError
from support.settings import Settings
from support.targets.base import Identity
from support.targets.loading import Caller
from tests.load.test_result import result

LOST = Verdict(
    property="P1", name="no loss", outcome="violated", instances=4, witnesses=(Witness((1,), "Ben never"),)
)
USED = Usage(1.0, 0.5, 10_000_000, 70_000_000, 80_000_000, 10, 12, 200)
FINE = [1.0] * 2_000
EMPTY = np.empty(0)
NO_FAULTS: Any = None  # nothing befalls what is only measured


def load(made: LoadResult | None = None, *, allowance: float = 0.0, **settings: Any) -> Load:
    header = Header(scenario="s", title="t", seed=1, target="none", promises=Promises(), budgets=Budgets())
    made_load = Load(
        Settings(seed=1, **settings), header, Path("none"), lambda act: act(), NO_FAULTS, lambda: allowance
    )
    if made is not None:
        made.samples.setdefault("recovery", EMPTY)
        made_load.results.append(made)
    made_load._allowance = allowance
    return made_load


def said(act: Callable[[Any], None]) -> list[str]:
    lines: list[str] = []
    act(lines.append)
    return lines


def test_a_percentile_within_its_budget_is_told() -> None:
    made = load(result(FINE))
    [line] = said(lambda say: made.expect_within(say, "delivery", 99))
    assert "load: holds: 99 % of deliveries: 1.00 ms, the limit is 100 ms" in line
    assert made.notes == [line]


def test_a_percentile_over_its_budget_fails_unless_only_reported() -> None:
    late = [1.0] * 1_900 + [150.0] * 100
    with pytest.raises(AssertionError, match=r"150\.00 ms, the limit is 100 ms"):
        load(result(late)).expect_within(print, "delivery", 99)
    made = load(result(late), budgets="report")
    [line] = said(lambda say: made.expect_within(say, "delivery", 99))
    assert "load: violated" in line


def test_the_machines_allowance_is_added_and_too_much_of_it_judges_nothing() -> None:
    late = [1.0] * 1_900 + [150.0] * 100
    load(result(late), allowance=60.0).expect_within(print, "delivery", 99)
    with pytest.raises(InvalidError, match="the machine needs 120 ms"):
        load(result([1.0] * 1_900 + [500.0] * 100), allowance=120.0).expect_within(print, "delivery", 99)


@pytest.mark.parametrize(
    ("made", "error"),
    [(result([1.0] * 100), UnknownError), (result(FINE, [6.0] * 2_000), InvalidError)],
)
def test_unknown_and_invalid_are_not_passed(made: LoadResult, error: type[Exception]) -> None:
    with pytest.raises(error):
        load(made).expect_within(print, "delivery", 99)


def test_nothing_measured_keeps_no_promise_even_where_times_are_only_reported() -> None:
    with pytest.raises(AssertionError, match="nothing of this kind happened"):
        load(result([]), budgets="report").expect_within(print, "delivery", 99)
    with pytest.raises(LookupError, match="nothing was measured"):
        load().expect_within(print, "delivery", 99)
    with pytest.raises(AssertionError, match="no request was made"):
        load(result(FINE, measured=0)).expect_few_errors()


def test_errors_have_a_budget() -> None:
    load(result(FINE, error_share=0.01, measured=1_000)).expect_few_errors()
    worse = result(FINE, error_share=0.011, measured=1_000, errors={"http 500": 11})
    with pytest.raises(AssertionError, match=r"1\.10 % of 1000 requests failed \(11 × http 500\), the budget is 1 %"):
        load(worse, budgets="report").expect_few_errors()
    load(worse, error_rate_threshold=2.0).expect_few_errors()


def test_a_violated_property_is_told_with_its_witness() -> None:
    with pytest.raises(AssertionError, match="P1 no loss is violated: Ben never"):
        load(result(FINE, verdicts=[LOST]), budgets="report").expect_verdict("P1")
    unknown = Verdict(property="P1", name="no loss", outcome="unknown", instances=0, reason="no end")
    with pytest.raises(UnknownError, match="no end"):
        load(result(FINE, verdicts=[unknown])).expect_verdict("P1")
    holds = Verdict(property="P1", name="no loss", outcome="holds", instances=4)
    load(result(FINE, verdicts=[holds])).expect_verdict("P1", "P7")
    idle = Verdict(property="P7", name="channel order", outcome="not applicable", instances=0, reason="not promised")
    load(result(FINE, verdicts=[holds, idle])).expect_verdict("P1", "P7")
    for verdicts in ([], [idle]):
        with pytest.raises(UnknownError, match="nothing was heard on which P7 could be judged"):
            load(result(FINE, verdicts=verdicts)).expect_verdict("P7")


def test_the_worst_of_several_runs_is_the_verdict() -> None:
    made = load(result(FINE, verdicts=[Verdict(property="P1", name="no loss", outcome="holds", instances=3)]))
    made.results.append(result(FINE, verdicts=[LOST]))
    [verdict] = made.verdicts()
    assert (verdict.outcome, verdict.instances) == ("violated", 7)
    assert load().verdicts() == []


def test_everybody_must_be_back() -> None:
    made = result(FINE)
    made.samples["recovery"] = np.array([10.0, 29_000.0])
    assert "the slowest within 29000.0 ms" in said(load(made).expect_everybody_back)[0]
    made.samples["recovery"] = np.array([10.0, math.inf])
    with pytest.raises(AssertionError, match="the slowest of 2 returns took inf"):
        load(made).expect_everybody_back(print)
    with pytest.raises(AssertionError, match="nobody came back"):
        load(result(FINE)).expect_everybody_back(print)
    with pytest.raises(AssertionError, match="User 3"):
        load(result(FINE, troubles=["User 3 could not resume"])).expect_everybody_back(print)


def test_who_lost_a_connection_lost_deliveries_that_nobody_owes_him() -> None:
    holds = Verdict(property="P1", name="no loss", outcome="holds", instances=4)
    load(result(FINE, verdicts=[holds])).expect_verdict("P1")
    gone = load(result(FINE, verdicts=[holds], troubles=["User 3/load lost its connection (1011)"]))
    with pytest.raises(AssertionError, match=r"1 lost a connection, .*: User 3/load lost its connection \(1011\)"):
        gone.expect_verdict("P1")


def test_requests_after_an_outage_must_all_succeed_and_there_must_be_some() -> None:
    load(result(FINE, since_outages=Since(5, 0))).expect_none_failed_since(print)
    with pytest.raises(AssertionError, match="1 of 5 requests failed that were due after it was back"):
        load(result(FINE, since_outages=Since(5, 1)), budgets="report").expect_none_failed_since(print)
    for nothing in (None, Since(0, 0)):
        with pytest.raises(UnknownError):
            load(result(FINE, since_outages=nothing)).expect_none_failed_since(print)
    slow = load(result(FINE, since_outages=Since(0, 0)), budgets="report")
    assert "no request was due any more" in said(slow.expect_none_failed_since)[0]


def test_memory_has_a_budget_and_must_be_seen() -> None:
    with pytest.raises(AssertionError, match=r"grew by 60\.0 MB, the budget is 50 MB"):
        load(result(FINE, backend=USED)).expect_little_memory()
    load(result(FINE, backend=USED), memory_usage_threshold=60).expect_little_memory()
    with pytest.raises(UnknownError, match="memory cannot be seen"):
        load(result(FINE)).expect_little_memory()
    with pytest.raises(UnknownError, match="handles cannot be seen"):
        load(result(FINE, backend=USED)).expect_handles_back()


def test_a_knee_below_what_is_promised_fails_and_one_that_the_generator_hid_is_invalid() -> None:
    made = load(result(FINE))
    made.knee = 150.0
    made.expect_knee(print, 100)
    with pytest.raises(AssertionError, match="150 writes a second were within the budgets, at least 200"):
        made.expect_knee(print, 200)
    hidden = load(result(FINE, [6.0] * 2_000))
    with pytest.raises(InvalidError, match="generator-bound"):
        hidden.expect_knee(print, 100)


@pytest.mark.parametrize(("bears", "knee", "runs"), [(400.0, 380, 9), (40.0, 0, 1), (50.0, 50, 4)])
def test_the_knee_is_looked_for_beyond_it_and_then_between(bears: float, knee: float, runs: int) -> None:
    class Climbing(Load):
        def run(self, say: Any, *shapes: Shape, **changes: Any) -> LoadResult:
            del say, changes
            late = [1.0] * 1_900 + [2_000.0 if shapes[0].rate > bears else 1.0] * 100
            made = result(late, deliveries_heard=round(shapes[0].rate))
            made.samples["api"] = made.samples["delivery"]
            self.results.append(made)
            return made

    usual = load()
    made = Climbing(usual.settings, usual.header, usual.folder, usual.call, NO_FAULTS, usual.allowance_ms)
    said(lambda say: made.climb(say, 50, 5))
    assert (round(made.knee), len(made.results)) == (knee, runs)
    assert "there the backend is over its budgets" in made.notes[-1]


def test_the_settings_stand_over_what_the_scenario_says() -> None:
    assert load().seconds(20) == 20
    assert load(duration=2).seconds(20) == 2
    assert load().people(100, 10) == (100, 10)
    assert load(users=40).people(100, 10) == (40, 4)
    assert load(users=3).people(100, 1) == (3, 1)


def test_some_are_never_more_than_a_third() -> None:
    made = load()
    made._crowd = Crowd(callers=tuple(Caller(str(user), "") for user in range(9)))
    assert made.some(2) == [0, 4]
    assert made.some(30) == [0, 3, 6]


def test_nobody_gathered_can_do_nothing() -> None:
    with pytest.raises(LookupError, match="nobody is there yet"):
        load().run(print)
    assert load().clean_up() == []
    assert load().left() == []


def test_what_is_kept_is_told() -> None:
    made = load()
    made._crowd = Crowd(identities=[Identity("Founder")])
    assert made.left() == ["the company of 1 people who made the load"]


def test_a_run_is_told_in_lines() -> None:
    made = result(FINE, backend=USED, invalid="generator-bound: so it was")
    for name in ("api", "connect"):
        made.spreads[name] = made.spreads["delivery"]
    lines = told(made)
    assert lines[1] == "load: 2000 answers: p50 1 ms, p95 1 ms, p99 1 ms"
    assert "its memory grew by 60.0 MB, its handles from 10 to 200" in lines[-2]
    assert lines[-1] == "load: generator-bound: so it was"
