"""Metrics of a load run: percentiles with their counts against thresholds, and what says nothing is left out."""

import math

import numpy as np
from lockstep.history.rows import Budgets
from lockstep.load.results.metrics import Metric, budget_of, metrics
from lockstep.load.results.result import LoadResult, Usage
from lockstep.models.metric import PerformanceMetric

from tests.load.results.test_result import result

BUDGETS = Budgets(api_ms=500, delivery_budget_ms=100, recovery_ms=30_000, loss_ms=5_000)
USED = Usage(1.0, 0.5, 10_000_000, 70_000_000, 80_000_000, 10, 12, 200)


def measured(delivery: list[float], **changes: object) -> LoadResult:
    made = result(delivery, None, backend=USED, **changes)
    empty = np.empty(0)
    made.samples.update({"api": np.arange(1.0, 101.0), "connect": empty, "recovery": empty})
    return made


def found(made: LoadResult) -> dict[str, Metric]:
    return {one.operation: one for one in metrics(made, BUDGETS, 50.0, 2.0)}


def test_every_percentile_with_enough_samples_is_a_metric() -> None:
    told = found(measured([1.0] * 1_900 + [150.0] * 100))
    assert set(told) == {
        "answer p50", "delivery p50", "delivery p95", "delivery p99", "growth of the backend", "backend, of one core",
    }  # fmt: skip
    late = told["delivery p99"]
    assert (late.kind, late.value, late.threshold, late.within, late.samples) == (
        "WEBSOCKET_DELIVERY", 150.0, 102.0, False, 2_000,
    )  # fmt: skip
    assert told["delivery p95"].within


def test_memory_and_cpu_have_thresholds() -> None:
    told = found(measured([1.0]))
    grown, share = told["growth of the backend"], told["backend, of one core"]
    assert (grown.value, grown.unit, grown.threshold, grown.within) == (60.0, "MB", 50.0, False)
    assert (share.value, share.unit, share.within) == (50.0, "%", True)


def test_what_never_came_took_the_loss_deadline_at_least() -> None:
    assert found(measured([math.inf] * 2_000))["delivery p50"].value == 5_000


def test_times_of_a_late_generator_are_no_metrics() -> None:
    told = found(measured([1.0] * 2_000, invalid="generator-bound"))
    assert set(told) == {"growth of the backend", "backend, of one core"}


def test_each_is_what_the_entity_takes() -> None:
    for one in metrics(measured([1.0] * 2_000), BUDGETS, 50.0, 2.0):
        PerformanceMetric.model_validate(
            {
                "id": "m", "testId": "t", "metricType": one.kind, "operation": one.operation, "value": one.value,
                "unit": one.unit, "threshold": one.threshold, "isWithinThreshold": one.within,
                "timestamp": "2026-01-01T00:00:00Z", "context": {"samples": one.samples},
            }
        )  # fmt: skip


def test_each_measure_has_its_budget() -> None:
    assert [budget_of(one, BUDGETS) for one in ("api", "connect", "delivery", "end_to_end", "recovery")] == [
        500, 500, 100, 600, 30_000,
    ]  # fmt: skip
