"""Measurements of executions as the entity PerformanceMetric, from the store.

The entity requires a threshold, so measurements without one are left out; the time is that of the attempt.
"""

from collections.abc import Iterable
from typing import Any

from lockstep.management.executions.result_entity import moment
from lockstep.models.metric import PerformanceMetric
from lockstep.store import Attempt, Store


def metrics_of(attempts: Iterable[Attempt], test_id: str) -> list[PerformanceMetric]:
    """The measurements of a run's attempts at scenarios. Raises EntityError."""
    return [
        PerformanceMetric.make(
            id=f"{test_id}-{attempt.scenario_id}-{attempt.attempt}-{number}",
            test_id=test_id,
            metric_type=one.metric_type,
            operation=one.operation,
            value=one.value,
            unit=one.unit,
            threshold=one.threshold,
            is_within_threshold=one.value <= one.threshold,
            timestamp=moment(attempt.started),
            context={"samples": one.samples, "scenarioId": attempt.scenario_id, "attempt": attempt.attempt},
        )
        for attempt in attempts
        for number, one in enumerate(attempt.metrics)
        if one.threshold is not None
    ]


def measured(store: Store, test_id: str, run_id: str) -> list[dict[str, Any]]:
    """The measurements of a run as JSON-like data; none if the store has no such run. Raises StoreError."""
    attempts = store.attempts(run_id=run_id) if run_id else []
    return [one.model_dump(mode="json", by_alias=True) for one in metrics_of(attempts, test_id)]
