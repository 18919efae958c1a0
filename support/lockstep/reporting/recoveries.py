"""How long reconnections took, in a scenario or a run: the number, median, p95 and slowest per stage, and the budget.

Stages are those of `lockstep.matchers.recovery.times`: reconnect, resume, converge. Times are ms. Median and p95 are
nearest ranks: the time that this share of the reconnections did not exceed. A stage nobody reached has no figures.
"""

import math
from collections.abc import Iterable, Sequence

import msgspec

from lockstep.matchers.delivery import Timing
from lockstep.reporting.results import RunResult, ScenarioResult

STAGES = ("reconnect", "resume", "converge")


class Returns(msgspec.Struct, frozen=True, kw_only=True):
    """How reconnections reached a stage: how many did, how many of them exceeded budget and machine tolerance, the
    slowest with its description, and the id and title of its scenario."""

    stage: str
    returns: int
    over: int
    median_ms: float
    p95_ms: float
    worst_ms: float
    worst: str
    budget_ms: float
    scenario: str
    title: str

    @property
    def told(self) -> str:
        """The figures on a line."""
        return (
            f"{self.stage:9} {self.returns:>5,} x  median {self.median_ms:,.0f} ms  p95 {self.p95_ms:,.0f} ms"
            f"  slowest {self.worst_ms:,.0f} ms  {self.over} over {self.budget_ms:,.0f} ms"
        )


def recoveries(run: RunResult) -> list[Returns]:
    """Every stage that was reached in the run."""
    return returns_of((timing, one) for one in run.scenarios for timing in one.timings)


def returns_of(timings: Iterable[tuple[Timing, ScenarioResult]]) -> list[Returns]:
    """Every stage that was reached according to these timings, in order; deliveries are left out."""
    pairs = list(timings)
    found = []
    for stage in STAGES:
        mine = sorted((pair for pair in pairs if pair[0].budget == stage), key=lambda pair: pair[0].worst_ms)
        if mine:
            took, (slowest, one) = [timing.worst_ms for timing, _ in mine], mine[-1]
            found.append(
                Returns(
                    stage=stage,
                    returns=len(mine),
                    over=sum(timing.over for timing, _ in mine),
                    median_ms=percentile(took, 50),
                    p95_ms=percentile(took, 95),
                    worst_ms=slowest.worst_ms,
                    worst=slowest.worst,
                    budget_ms=slowest.budget_ms,
                    scenario=one.id,
                    title=one.title,
                )
            )
    return found


def percentile(times: Sequence[float], share: int) -> float:
    """The time that `share` of 100 did not exceed. Raises IndexError if there are no times."""
    return sorted(times)[max(0, math.ceil(len(times) * share / 100) - 1)]
