"""The results of runs: scenarios by outcome, failures by place, and recovery times.

Read from each run's `summary.json`. Times are ms; p50 and p95 are nearest ranks: of so many returns, the time that
half, or 95 of 100, did not exceed. Where more than ten return in one scenario they return at once and wait for each
other: their times stand apart.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lockstep.reporting.recoveries import STAGES, percentile

MANY = 10
_AT_ONCE = ", many at once"
_PASSED, _SKIPPED = {"passed", "known"}, {"skipped", "not run"}


@dataclass
class Account:
    """The results of one run, or of several."""

    runs: int = 0
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    amiss: list[str] = field(default_factory=list)
    times: dict[str, list[float]] = field(
        default_factory=lambda: {f"{stage}{many}": [] for many in ("", _AT_ONCE) for stage in STAGES}
    )

    def add(self, name: str, summary: Path) -> None:
        """Count a run; a missing summary is a problem."""
        self.runs += 1
        if not summary.exists():
            self.amiss.append(f"{name}: it left no summary")
            return
        run: dict[str, Any] = json.loads(summary.read_text("utf-8"))
        self.amiss += [f"{name}: {one['message']}" for one in run["problems"]]
        for one in run["scenarios"]:
            self._scenario(name, one)

    def _scenario(self, name: str, one: dict[str, Any]) -> None:
        for stage in STAGES:
            took = [timing["worst_ms"] for timing in one["timings"] if timing["budget"] == stage]
            self.times[f"{stage}{_AT_ONCE if len(took) > MANY else ''}"] += took
        if one["status"] in _PASSED:
            self.passed += 1
        elif one["status"] in _SKIPPED:
            self.skipped += 1
        else:
            self.failed += 1
            why = str(one["message"]).split("\n", 1)[0]
            self.amiss.append(f"{name}: {one['file']}:{one['line']} {one['status']}: {why}")

    @property
    def clean(self) -> bool:
        """Whether everything that was executed passed, and something was."""
        return self.passed > 0 and not self.amiss


def table(made: Account) -> str:
    """The account as Markdown: two tables, and the problems."""
    lines = ["| runs | scenarios passed | failed | skipped |", "|---|---|---|---|"]
    lines += [f"| {made.runs} | {made.passed} | {made.failed} | {made.skipped} |", ""]
    lines += ["| time to | returns | p50 | p95 | slowest |", "|---|---|---|---|---|"]
    for stage, times in made.times.items():
        spread = [f"{percentile(times, share):,.0f} ms" for share in (50, 95, 100)] if times else ["none"] * 3
        lines.append(f"| {stage} | {len(times):,} | {' | '.join(spread)} |")
    often = Counter(made.amiss)
    return "\n".join([*lines, "", *(f"* {told}" for told in often or ["nothing is amiss"])])
