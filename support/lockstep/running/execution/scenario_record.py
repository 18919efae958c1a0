"""What hooks and steps tell of one attempt of one scenario; hooks and steps find it as `context.record`.

The runner makes a record before the hook `before_scenario` and reads it when the scenario is over, clean-up
included. Summary and reports show what is in it.
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
    did. kept: a sentence for each thing that clean-up was told not to remove. known: declared defects of the target
    that showed. masker: knows what is secret in it, once there is a scene.
    figures: how its scene stands just now, for whoever watches. stopped: why the run cannot go on.
    problems: what broke in hooks and clean-up, filled in by the runner.
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
        """Say why the run cannot go on (the target died): the scenario is an error, no other is begun."""
        self.stopped = self.stopped or reason
