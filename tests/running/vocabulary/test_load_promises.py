"""Promises on a load: each is kept and broken by a hand-made run; what was not measured is not kept."""

import math

import numpy as np
import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.load.results.result import LoadResult, Since
from lockstep.running.errors import InvalidError, UnknownError
from lockstep.running.vocabulary import load_promises

from tests.load.results.test_result import result
from tests.running.scene.test_load_run import FINE, LOST, USED, load, said


def test_a_percentile_within_its_budget_is_told() -> None:
    made = load(result(FINE))
    [line] = said(lambda say: load_promises.within(made, say, "delivery", 99))
    assert "load: holds: 99 % of deliveries: 1.00 ms, the limit is 100 ms" in line
    assert made.notes == [line]


def test_a_percentile_over_its_budget_fails_unless_only_reported() -> None:
    late = [1.0] * 1_900 + [150.0] * 100
    with pytest.raises(AssertionError, match=r"150\.00 ms, the limit is 100 ms"):
        load_promises.within(load(result(late)), print, "delivery", 99)
    made = load(result(late), budgets="report")
    [line] = said(lambda say: load_promises.within(made, say, "delivery", 99))
    assert "load: violated" in line


def test_the_machines_tolerance_is_added_and_too_much_of_it_judges_nothing() -> None:
    late = [1.0] * 1_900 + [150.0] * 100
    load_promises.within(load(result(late), tolerance=60.0), print, "delivery", 99)
    with pytest.raises(InvalidError, match="the machine needs 120 ms"):
        load_promises.within(load(result([1.0] * 1_900 + [500.0] * 100), tolerance=120.0), print, "delivery", 99)


@pytest.mark.parametrize(
    ("made", "error"),
    [(result([1.0] * 100), UnknownError), (result(FINE, [6.0] * 2_000), InvalidError)],
)
def test_unknown_and_invalid_are_not_passed(made: LoadResult, error: type[Exception]) -> None:
    with pytest.raises(error):
        load_promises.within(load(made), print, "delivery", 99)


def test_nothing_measured_keeps_no_promise_even_where_times_are_only_reported() -> None:
    with pytest.raises(AssertionError, match="nothing of this kind happened"):
        load_promises.within(load(result([]), budgets="report"), print, "delivery", 99)
    with pytest.raises(LookupError, match="nothing was measured"):
        load_promises.within(load(), print, "delivery", 99)
    with pytest.raises(AssertionError, match="no request was made"):
        load_promises.few_errors(load(result(FINE, measured=0)))


def test_errors_have_a_budget() -> None:
    load_promises.few_errors(load(result(FINE, error_share=0.01, measured=1_000)))
    worse = result(FINE, error_share=0.011, measured=1_000, errors={"http 500": 11})
    with pytest.raises(AssertionError, match=r"1\.10 % of 1000 requests failed \(11 × http 500\), the budget is 1 %"):
        load_promises.few_errors(load(worse, budgets="report"))
    load_promises.few_errors(load(worse, error_rate_threshold=2.0))


def test_a_violated_property_is_told_with_its_witness() -> None:
    with pytest.raises(AssertionError, match="P1 no loss is violated: Ben never"):
        load_promises.verdict(load(result(FINE, verdicts=[LOST]), budgets="report"), "P1")
    unknown = Verdict(property="P1", name="no loss", outcome="unknown", instances=0, reason="no end")
    with pytest.raises(UnknownError, match="no end"):
        load_promises.verdict(load(result(FINE, verdicts=[unknown])), "P1")
    holds = Verdict(property="P1", name="no loss", outcome="holds", instances=4)
    load_promises.verdict(load(result(FINE, verdicts=[holds])), "P1", "P7")
    idle = Verdict(property="P7", name="channel order", outcome="not applicable", instances=0, reason="not promised")
    load_promises.verdict(load(result(FINE, verdicts=[holds, idle])), "P1", "P7")
    for verdicts in ([], [idle]):
        with pytest.raises(UnknownError, match="nothing was received on which P7 could be judged"):
            load_promises.verdict(load(result(FINE, verdicts=verdicts)), "P7")


def test_everybody_must_be_back() -> None:
    made = result(FINE)
    made.samples["recovery"] = np.array([10.0, 29_000.0])
    [line] = said(lambda say: load_promises.everybody_back(load(made), say))
    assert line == "load: holds: the slowest of 2 returns took 29000.0 ms, the limit is 30000 ms"
    made.samples["recovery"] = np.array([10.0, 31_000.0])
    with pytest.raises(AssertionError, match="the slowest of 2 returns took 31000"):
        load_promises.everybody_back(load(made), print)
    [line] = said(lambda say: load_promises.everybody_back(load(made, budgets="report"), say))
    assert line.startswith("load: violated: the slowest")
    made.samples["recovery"] = np.array([10.0, math.inf])
    with pytest.raises(AssertionError, match="the slowest of 2 returns took inf"):
        load_promises.everybody_back(load(made, budgets="report"), print)
    with pytest.raises(AssertionError, match="nobody reconnected"):
        load_promises.everybody_back(load(result(FINE)), print)
    with pytest.raises(AssertionError, match="User 3"):
        load_promises.everybody_back(load(result(FINE, troubles=["User 3 could not resume"])), print)


def test_who_lost_a_connection_lost_deliveries_that_nobody_owes_him() -> None:
    holds = Verdict(property="P1", name="no loss", outcome="holds", instances=4)
    load_promises.verdict(load(result(FINE, verdicts=[holds])), "P1")
    gone = load(result(FINE, verdicts=[holds], troubles=["User 3/load lost its connection (1011)"]))
    with pytest.raises(AssertionError, match=r"1 lost a connection .*: User 3/load lost its connection \(1011\)"):
        load_promises.verdict(gone, "P1")


def test_requests_after_an_outage_must_all_succeed_and_there_must_be_some() -> None:
    load_promises.none_failed_since(load(result(FINE, since_outages=Since(5, 0))), print)
    with pytest.raises(AssertionError, match="1 of 5 requests failed that were due after it was back"):
        load_promises.none_failed_since(load(result(FINE, since_outages=Since(5, 1)), budgets="report"), print)
    for nothing in (None, Since(0, 0)):
        with pytest.raises(UnknownError):
            load_promises.none_failed_since(load(result(FINE, since_outages=nothing)), print)
    slow = load(result(FINE, since_outages=Since(0, 0)), budgets="report")
    assert "no request was due any more" in said(lambda say: load_promises.none_failed_since(slow, say))[0]


def test_memory_has_a_budget_and_must_be_seen() -> None:
    with pytest.raises(AssertionError, match=r"grew by 60\.0 MB, the budget is 50 MB"):
        load_promises.little_memory(load(result(FINE, backend=USED)))
    load_promises.little_memory(load(result(FINE, backend=USED), memory_usage_threshold=60))
    with pytest.raises(UnknownError, match="memory cannot be seen"):
        load_promises.little_memory(load(result(FINE)))
    with pytest.raises(UnknownError, match="handles cannot be seen"):
        load_promises.handles_back(load(result(FINE, backend=USED)))


def test_a_saturation_point_below_what_is_promised_fails_and_one_that_the_generator_hid_is_invalid() -> None:
    made = load(result(FINE))
    made.saturation_point = 150.0
    load_promises.saturation_point(made, print, 100)
    with pytest.raises(AssertionError, match="150 writes a second were within the budgets, at least 200"):
        load_promises.saturation_point(made, print, 200)
    hidden = load(result(FINE, [6.0] * 2_000))
    with pytest.raises(InvalidError, match="generator-bound"):
        load_promises.saturation_point(hidden, print, 100)
