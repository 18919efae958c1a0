"""Earlier results of a run's scenarios: whether each passed when it was last executed, and how long it took.

Only finished runs of the same target without a plant count, the newest first, at most `RUNS` of them. Durations are
in seconds.
"""

from collections.abc import Collection
from typing import NamedTuple

from lockstep.reporting.results import SKIPPED, RunResult
from lockstep.store import Run, Store

RUNS = 10


class Past(NamedTuple):
    """A scenario's result when it was last executed."""

    ok: bool
    duration: float


def past(database: str, run: RunResult, scenarios: Collection[str]) -> dict[str, Past]:
    """Results by the scenario's id; scenarios that those runs did not execute are left out. Raises StoreError."""
    found: dict[str, Past] = {}
    with Store(database, make=False) as store:
        before = [one for one in store.runs() if _counts(one, run)]
        for one in before[:RUNS]:
            if found.keys() >= set(scenarios):
                break
            for attempt in store.attempts(run_id=one.id):
                if attempt.final and attempt.status not in SKIPPED and attempt.scenario_id in scenarios:
                    found.setdefault(attempt.scenario_id, Past(attempt.ok, attempt.duration))
    return found


def _counts(one: Run, run: RunResult) -> bool:
    return one.id != run.id and one.target == run.target and one.state != "running" and not one.plant
