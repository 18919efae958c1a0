"""Results made by hand."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from lockstep.checks.verdicts import Verdict, Witness
from lockstep.matchers.delivery import Timing
from lockstep.reporting.allure import AllureReport
from lockstep.reporting.results import Bad, Cause, Problem, RunResult, ScenarioResult, StepResult
from lockstep.running.execution.run_results import RunResults

CAUSES: dict[Bad, Cause] = {"failed": "product", "error": "suite", "unknown": "evidence", "invalid": "machine"}
WITNESS = 'Ana posted "hello" in "design"; Ben never received it'
HOLDS = Verdict(property="P2", name="no duplicate", outcome="holds", instances=3)
VIOLATED = Verdict(
    property="P1", name="no loss", outcome="violated", instances=2, witnesses=(Witness((1, 2), WITNESS),)
)


def scenario(**changes: Any) -> ScenarioResult:
    """A scenario that passed, but for the changes."""
    fields: dict[str, Any] = {
        "id": "0123456789ab",
        "feature": "Messages",
        "name": "one message arrives",
        "file": "features/sync/messages.feature",
        "line": 12,
        "status": "passed",
        "started": 1_000_000.0,
        "duration": 1.25,
    }
    return ScenarioResult(**(fields | changes))


def problem(status: Bad = "failed", **changes: Any) -> Problem:
    """A problem of a step."""
    fields: dict[str, Any] = {
        "status": status,
        "cause": CAUSES[status],
        "where": "Then Ben hears it (features/sync/messages.feature:14)",
        "message": "Ben received nothing",
    }
    return Problem(**(fields | changes))


def step(**changes: Any) -> StepResult:
    """A step that passed, but for the changes."""
    fields: dict[str, Any] = {
        "keyword": "Then",
        "name": "Ben hears it",
        "place": "features/sync/messages.feature:14",
        "status": "passed",
    }
    return StepResult(**(fields | changes))


def run(*scenarios: ScenarioResult, **changes: Any) -> RunResult:
    """A run of these scenarios."""
    fields: dict[str, Any] = {"id": "r1", "started": 1_000_000.0, "duration": 3.0, "reports": "reports", "seed": 7}
    return RunResult(**(fields | changes), scenarios=list(scenarios))


def stage(name: str, took_ms: float, *, over: int = 0) -> Timing:
    """The time in which Ben's laptop reached a stage of its return, against 50 ms."""
    return Timing(
        budget=name, budget_ms=50, tolerance_ms=2, deliveries=1, over=over, worst_ms=took_ms, worst="Ben/laptop"
    )


def report_into(folder: Path) -> AllureReport:
    """Allure's report of a run outside behave."""
    return AllureReport(folder, SimpleNamespace(userdata={}), RunResults(folder))
