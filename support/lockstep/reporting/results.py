"""The results of a run and its scenarios as plain data. The runner creates them, every report reads them.

A scenario's status is the worst of its problems: *failed* (a step failed, a promise was violated, its time was
over) beats *error* (a step, a hook or the clean-up broke, leftovers remain) beats *unknown* (evidence is missing)
and *invalid* (the machine was too slow to measure). Without problems it is *passed*, *known* (a declared defect of
the target showed), *skipped* or *not run* (the run ended before it). Every attempt at a scenario has a result; one
that passed only on a later attempt is *flaky*, which is no pass unless the settings excuse it. Counts, totals
(`lockstep.store.totals`) and the exit code are those of the attempts that are *final*. Scenarios that the command did
not select are in no result. A problem's cause (`lockstep.running.execution.causes` has the rule) is the *product*,
the *environment*, the *command*, the *suite*, or, if no cause can be assigned, missing *evidence* or a slow
*machine*; for failures in a run with a plant it is the *plant*. A scenario's cause is that of its worst problem.
Durations are in seconds, `started` is in seconds since 1970; files are relative to the project's root.
See docs/running.md, "Exit codes".
"""

from collections.abc import Iterable
from typing import Literal, Protocol, get_args

import msgspec

from lockstep.checks.verdicts import Outcome, Verdict
from lockstep.load.results.metrics import Metric
from lockstep.matchers.delivery import Timing
from lockstep.store.totals import Totals, totals
from lockstep.targets.base import KnownDefect

Bad = Literal["failed", "error", "unknown", "invalid"]
Cause = Literal["product", "plant", "environment", "command", "adapter", "suite", "evidence", "machine"]
Status = Literal["passed", "known", "flaky", "failed", "error", "unknown", "invalid", "skipped", "not run"]

CAUSES: tuple[Cause, ...] = get_args(Cause)
WORST_FIRST: tuple[Bad, ...] = get_args(Bad)
STATUSES: tuple[Status, ...] = get_args(Status)
PASSED: frozenset[Status] = frozenset({"passed", "known"})
SKIPPED: frozenset[Status] = frozenset({"skipped", "not run"})


def said(status: Status) -> str:
    """The displayed word for a status."""
    return "broken" if status == "error" else status


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A problem: where it occurred (a step or a hook, with file and line), its message, its cause, and the suite's
    own frames."""

    status: Bad
    cause: Cause
    where: str
    message: str
    trace: str = ""


class StepResult(msgspec.Struct, frozen=True, kw_only=True):
    """One step: `place` is "file:line", `status` as of a scenario, `message` why it did not pass, and `cause`;
    `ran_as` is what really ran if the settings overrode the step's text."""

    keyword: str
    name: str
    place: str
    status: Status
    cause: Cause | None = None
    duration: float = 0.0
    message: str = ""
    trace: str = ""
    ran_as: str = ""

    @property
    def title(self) -> str:
        """The step as it is written."""
        return f"{self.keyword} {self.name}"

    @property
    def told(self) -> str:
        """The step as it is written, and what really ran."""
        return f"{self.title} (ran as {self.ran_as})" if self.ran_as else self.title


class ScenarioResult(msgspec.Struct, kw_only=True):
    """One attempt at one scenario. `final`: it is the scenario's outcome (with retries, one attempt is). `row` is
    its example row, `reason` why it was skipped, not run or flaky, `excused` whether flaky counts as passed, `known`
    the defects that showed, `metrics` and `files` are of load runs, `leftovers` what clean-up could not remove,
    `kept` what it was instructed not to remove, `trace` the page that shows the history."""

    id: str
    attempt: int = 1
    final: bool = True
    feature: str
    rule: str = ""
    name: str
    row: dict[str, str] = {}
    tags: list[str] = []
    file: str
    line: int
    status: Status
    started: float
    duration: float = 0.0
    reason: str = ""
    excused: bool = False
    description: str = ""
    steps: list[StepResult] = []
    problems: list[Problem] = []
    history: str | None = None
    trace: str | None = None
    verdicts: list[Verdict] = []
    timings: list[Timing] = []
    metrics: list[Metric] = []
    files: list[str] = []
    notes: list[str] = []
    leftovers: list[str] = []
    kept: list[str] = []
    known: list[KnownDefect] = []

    @property
    def title(self) -> str:
        """The name, and the example row that distinguishes it from its siblings."""
        if not self.row:
            return self.name
        return f"{self.name} [{', '.join(f'{key}={value}' for key, value in self.row.items())}]"

    @property
    def place(self) -> str:
        """The file and the line."""
        return f"{self.file}:{self.line}"

    @property
    def passed(self) -> bool:
        """Whether the pipeline may count it as passed."""
        return self.status in PASSED or self.excused

    @property
    def cause(self) -> Cause | None:
        """The cause of the worst problem, the first of several; None without problems."""
        return worst_of(self.problems).cause if self.problems else None

    @property
    def first_failing(self) -> StepResult | None:
        """The first step that did not do what it should."""
        return next((step for step in self.steps if step.status in WORST_FIRST), None)


class RunResult(msgspec.Struct, kw_only=True):
    """A whole run. `problems` are those outside any scenario (a hook of the run, a bad setting, nothing executed),
    `defines` the `-D` of the command, `settings` the effective ones without secrets, `command` the words before all
    options of a call like that of this run, `stopped` why it ended early."""

    id: str
    started: float
    duration: float = 0.0
    reports: str
    seed: int | None = None
    target: str = ""
    settings: dict[str, object] = {}
    command: tuple[str, ...] = ("behave",)
    defines: list[tuple[str, str]] = []
    scenarios: list[ScenarioResult] = []
    problems: list[Problem] = []
    stopped: str = ""
    exit_code: int = 2

    @property
    def plant(self) -> str:
        """The fault planted on the wire, such as "drop"; empty: none."""
        return str(self.settings.get("plant") or "")

    def final(self) -> list[ScenarioResult]:
        """The final result of each scenario."""
        return [one for one in self.scenarios if one.final]

    def earlier(self, than: ScenarioResult) -> list[ScenarioResult]:
        """The other attempts at the same scenario."""
        return [one for one in self.scenarios if one.id == than.id and not one.final]

    def counts(self) -> dict[Status, int]:
        """How many scenarios have each status."""
        return {status: sum(one.status == status for one in self.final()) for status in STATUSES}

    def causes(self) -> dict[Cause, int]:
        """How many scenarios, and problems outside any scenario, had each cause; only causes that occurred."""
        found = [one.cause for one in self.final()] + [one.cause for one in self.problems]
        return {cause: found.count(cause) for cause in CAUSES if cause in found}

    def totals(self) -> Totals:
        """How many scenarios passed, failed and were skipped, and how many say nothing about the backend."""
        return totals((one.status, one.passed) for one in self.final())

    def aside(self) -> str:
        """What the last line does not count: scenarios that say nothing about the backend, and errors outside any
        scenario; empty if there are none."""
        outside = len(self.problems) + bool(self.stopped)
        parts = (self.totals().aside, f"broken outside any scenario: {outside}" if outside else "")
        return "; ".join(filter(None, parts))

    @property
    def budget_mode(self) -> Literal["gate", "report"]:
        """The setting `budgets`. `report`: times were only measured, and nothing failed because it was slow."""
        return "report" if self.settings.get("budgets") == "report" else "gate"

    def timings(self) -> list[tuple[Timing, ScenarioResult]]:
        """Every measurement of deliveries in the run, the slowest first."""
        found = [(timing, one) for one in self.scenarios for timing in one.timings if timing.budget == "delivery"]
        return sorted(found, key=lambda pair: -pair[0].worst_ms)

    def properties(self) -> list[tuple[str, str, int, Outcome]]:
        """Each property that was judged: id, name, instances over the run, worst outcome."""
        found: dict[str, tuple[str, int, Outcome]] = {}
        for verdict in (verdict for one in self.scenarios for verdict in one.verdicts):
            _, instances, outcome = found.get(verdict.property, ("", 0, verdict.outcome))
            worse = min(outcome, verdict.outcome, key=_OUTCOMES.index)
            found[verdict.property] = (verdict.name, instances + verdict.instances, worse)
        return [(name, *found[name]) for name in sorted(found, key=lambda name: (len(name), name))]


class Report(Protocol):
    """Writes or shows results during and after a run."""

    def begun(self, run: RunResult) -> None:
        """The run begins; `run` is filled in as it proceeds."""

    def concluded(self, result: ScenarioResult) -> None:
        """A scenario is over, clean-up included."""

    def ended(self, run: RunResult) -> None:
        """The run is over; nothing follows but the last line."""


_OUTCOMES: tuple[Outcome, ...] = ("violated", "unknown", "holds", "not applicable")


def worst(problems: Iterable[Problem]) -> Bad:
    """The most serious status. Raises ValueError when there is no problem."""
    return worst_of(problems).status


def worst_of(problems: Iterable[Problem]) -> Problem:
    """The most serious problem, the first of several. Raises ValueError when there is none."""
    return min(problems, key=lambda one: WORST_FIRST.index(one.status))
