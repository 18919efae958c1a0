"""Figures of returns: by stage, over a run, nothing where nobody returned."""

import pytest
from lockstep.matchers.delivery import Timing
from lockstep.reporting.recoveries import percentile, recoveries

from tests.reporting.made import run, scenario, stage

DELIVERY = Timing(budget_ms=100, tolerance_ms=2, deliveries=3, over=1, worst_ms=153.2, worst="Ben received it")


def test_every_stage_has_its_own_figures_over_the_whole_run() -> None:
    quick = [stage("reconnect", took) for took in range(1, 20)]
    slow = [DELIVERY, stage("reconnect", 60, over=1), stage("resume", 61, over=1)]
    first, second = recoveries(run(scenario(timings=quick), scenario(id="slow", name="many", timings=slow)))
    assert (first.stage, first.returns, first.over) == ("reconnect", 20, 1)
    assert (first.median_ms, first.p95_ms, first.worst_ms) == (10, 19, 60)
    assert (first.scenario, first.title, first.worst, first.budget_ms) == ("slow", "many", "Ben/laptop", 50)
    assert (second.stage, second.returns) == ("resume", 1)


def test_without_returns_there_are_no_figures() -> None:
    assert recoveries(run(scenario(timings=[DELIVERY]))) == []


@pytest.mark.parametrize(("share", "time"), [(1, 1.0), (50, 2.0), (51, 3.0), (75, 3.0), (95, 4.0), (100, 4.0)])
def test_a_percentile_is_a_time_that_was_measured(share: int, time: float) -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], share) == time


def test_of_nothing_there_is_no_percentile() -> None:
    with pytest.raises(IndexError):
        percentile([], 50)
