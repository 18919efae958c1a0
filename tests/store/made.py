"""Rows of the store made by hand, and a process of its own that is at a run."""

import subprocess
import sys
from typing import Any

from lockstep.store import Attempt, Judged, Measured, Run

BEGINS = """
import sys, time
from lockstep.store import Run, Store
from tests.store.made import attempt
store = Store(sys.argv[1])
store.begin(Run(id="killed", started=50.0), keep=10)
store.add(attempt(run_id="killed"))
print("begun", flush=True)
sys.stdin.read()
"""


def run(name: str = "r1", **changes: Any) -> Run:
    """A run that begins, but for the changes."""
    return Run(**({"id": name, "started": 100.0, "target": "reference", "seed": "7"} | changes))


def attempt(**changes: Any) -> Attempt:
    """An attempt that passed, with a verdict and a measurement, but for the changes."""
    fields: dict[str, Any] = {
        "run_id": "r1", "scenario_id": "0123456789ab", "attempt": 1, "final": True, "ok": True, "feature": "Messages",
        "title": "one message arrives", "place": "features/sync/messages.feature:12", "status": "passed",
        "started": 101.0, "duration": 1.5, "tags": ("sync", "smoke"), "history": "reports/history/x.jsonl",
        "verdicts": (Judged(property="P2", name="no duplicate", outcome="holds", instances=3),),
        "metrics": (Measured(metric_type="WEBSOCKET_DELIVERY", operation="delivery", value=12.5, threshold=100.0,
                             within=True, samples=3),),
    }  # fmt: skip
    return Attempt(**(fields | changes))


def process_at_a_run(database: str) -> subprocess.Popen[str]:
    """A process that has begun the run "killed", stored one attempt, and waits."""
    process = subprocess.Popen(
        [sys.executable, "-c", BEGINS, database], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    return process
