"""Measurements of the store as entities."""

from pathlib import Path

from lockstep.management.executions.metrics import measured, metrics_of
from lockstep.models.metric import PerformanceMetric
from lockstep.store import Measured, Store

from tests.store.made import attempt, run

SLOW = Measured(metric_type="API_RESPONSE", operation="answer p99", value=612.0, threshold=500.0, within=False,
                samples=80)  # fmt: skip


def test_each_measurement_is_one() -> None:
    first, second = metrics_of([attempt(), attempt(attempt=2, metrics=(SLOW,))], "t1")
    assert (first.id, first.test_id, first.value, first.is_within_threshold) == (
        "t1-0123456789ab-1-0",
        "t1",
        12.5,
        True,
    )
    assert (second.operation, second.is_within_threshold, second.context["samples"]) == ("answer p99", False, 80)


def test_one_without_a_threshold_is_none() -> None:
    bare = Measured(metric_type="CPU_USAGE", operation="backend", value=12.5, unit="%")
    assert metrics_of([attempt(metrics=(bare,))], "t1") == []


def test_those_of_a_run(tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path / 'lockstep.db'}") as store:
        store.begin(run(), keep=5)
        store.add(attempt())
        found = measured(store, "t1", "r1")
        assert [PerformanceMetric.model_validate(one).test_id for one in found] == ["t1"]
        assert measured(store, "t1", "") == []
        assert measured(store, "t1", "another") == []
