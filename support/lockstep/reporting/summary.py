"""The JSON summary of a run, `summary.json` in the reports' folder: read by scripts and later runs.

One object: `schema` (1), `run`, `started` (ISO 8601, UTC), `duration` (s), `seed`, `target`, `plant` (the
fault hidden on the wire, or ""), `settings` (without secrets), `exit_code`, `stopped` (why the run ended early, or
""), `counts` of scenarios per status, `totals` (passed, failed, skipped, invalid, unknown, broken), `causes` (how
many scenarios and problems of the run came from each), `problems` of the run itself, `properties` (id, name,
instances, outcome over the run), `budgets` (`mode` gate or report, `deliveries` measured, how many were `over`, the
slowest in `worst_ms` with its description and its scenario's id), `recovery` (for each stage that reconnections
reached, the fields of `Returns`) and `scenarios`: one per attempt, in the order they ended, each with the fields of
`ScenarioResult` (including `attempt`, and `final` for the one that counts) and with `cause`, `first_failing` (the
step, or null) and `message` (its first problem). The file is written completely or not at all.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from lockstep.reporting.recoveries import recoveries
from lockstep.reporting.results import RunResult, ScenarioResult

SCHEMA = 1


class SummaryReport:
    """Writes the summary when the run has ended."""

    def __init__(self, path: Path) -> None:
        """`path` is the file to write."""
        self.path = path

    def begun(self, run: RunResult) -> None:
        """Nothing yet."""

    def concluded(self, result: ScenarioResult) -> None:
        """Nothing yet."""

    def ended(self, run: RunResult) -> None:
        """Write the file, replacing an older one. Raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_suffix(".tmp")
        unfinished.write_bytes(msgspec.json.format(msgspec.json.encode(summary(run)), indent=2))
        unfinished.replace(self.path)


def summary(run: RunResult) -> dict[str, Any]:
    """The run as JSON-like data."""
    return {
        "schema": SCHEMA,
        "run": run.id,
        "started": _iso(run.started),
        "duration": round(run.duration, 3),
        "seed": run.seed,
        "target": run.target,
        "plant": run.plant,
        "settings": run.settings,
        "exit_code": run.exit_code,
        "stopped": run.stopped,
        "counts": run.counts(),
        "totals": run.totals()._asdict(),
        "causes": run.causes(),
        "problems": run.problems,
        "properties": [
            {"property": key, "name": name, "instances": instances, "outcome": outcome}
            for key, name, instances, outcome in run.properties()
        ],
        "budgets": _budgets(run),
        "recovery": recoveries(run),
        "scenarios": [_scenario(one) for one in run.scenarios],
    }


def _budgets(run: RunResult) -> dict[str, Any]:
    timings = run.timings()
    worst, one = timings[0] if timings else (None, None)
    return {
        "mode": run.budget_mode,
        "deliveries": sum(timing.deliveries for timing, _ in timings),
        "over": sum(timing.over for timing, _ in timings),
        "worst_ms": worst.worst_ms if worst else None,
        "worst": worst.worst if worst else None,
        "scenario": one.id if one else None,
    }


def _scenario(one: ScenarioResult) -> dict[str, Any]:
    failing = one.first_failing
    return {
        **msgspec.structs.asdict(one),
        "started": _iso(one.started),
        "duration": round(one.duration, 3),
        "cause": one.cause,
        "first_failing": None if failing is None else {"step": failing.title, "place": failing.place},
        "message": one.problems[0].message if one.problems else one.reason,
    }


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
