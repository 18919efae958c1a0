"""The notes of hooks and steps on one attempt at one scenario, available as `context.record`.

The runner creates a record before the hook `before_scenario` and reads it when the scenario and its clean-up are
over. Summary and reports show its contents.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from lockstep.checks.verdicts import Verdict
from lockstep.load.results.metrics import Metric
from lockstep.masking import Masker
from lockstep.matchers.delivery import Timing
from lockstep.reporting.results import Problem
from lockstep.targets.base import KnownDefect


@dataclass(slots=True)
class ScenarioRecord:
    """One attempt.

    scenario_id, attempt: set by the runner. history: the journal's file, once there is one. verdicts: of every
    property, once judged. timings: how deliveries kept to their budgets. metrics: of
    load runs. files: of theirs. notes: sentences for the reports. leftovers:
    a sentence for each thing that clean-up could not remove; any makes the scenario an error (2), whatever its steps
    did. kept: a sentence for each item that clean-up was instructed not to remove. known: declared defects of the
    target that occurred. masker: knows its secrets, once there is a scene.
    figures: the current figures of its scene, for live views. stopped: why the run cannot continue.
    problems: errors in hooks and clean-up, filled in by the runner.
    """

    scenario_id: str
    attempt: int = 1
    history: Path | None = None
    verdicts: list[Verdict] = field(default_factory=list)
    timings: list[Timing] = field(default_factory=list)
    metrics: list[Metric] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    known: list[KnownDefect] = field(default_factory=list)
    masker: Masker | None = None
    live_metrics: Callable[[], dict[str, float]] | None = None
    stopped: str = ""
    problems: list[Problem] = field(default_factory=list)

    def stop(self, reason: str) -> None:
        """State why the run cannot continue (the target died): the scenario is an error, no other is begun."""
        self.stopped = self.stopped or reason
