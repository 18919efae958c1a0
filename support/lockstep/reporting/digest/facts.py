"""What the digest says of a run, as plain data: promises, failures, budgets, the slowest, and what changed.

Times of deliveries are in milliseconds, durations of scenarios in seconds. An earlier run is one of the same target,
without a plant, that is in the store; runs with a plant are compared with nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lockstep.reporting.promises import promises_of, text_of
from lockstep.reporting.recoveries import Returns, recoveries
from lockstep.reporting.repeat import repeat_command
from lockstep.reporting.results import SKIPPED, Cause, RunResult, ScenarioResult, Status, said

SLOWEST = 5
"""How many of the slowest deliveries and scenarios are named."""


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise and the scenarios that were to prove it. `state`: held, broken, not judged, or not executed."""

    promise: str
    text: str
    passed: int
    failed: int
    unjudged: int
    skipped: int

    @property
    def state(self) -> str:
        """What the scenarios say of it."""
        if self.failed:
            return "broken"
        if self.unjudged:
            return "not judged"
        return "held" if self.passed else "not executed"


@dataclass(frozen=True, slots=True)
class Failure:
    """A scenario that did not pass: the first line of its worst problem, and how to see more."""

    title: str
    place: str
    status: str
    message: str
    cause: Cause | None
    repeat: str
    trace: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since an earlier run: titles of scenarios."""

    since: str
    broken: Sequence[str]
    mended: Sequence[str]


@dataclass(frozen=True, slots=True)
class Slow:
    """Something that took long: what, how long with its unit, and in which scenario."""

    what: str
    took: str
    title: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A property that was violated or could not be judged, and in how many scenarios."""

    property: str
    name: str
    outcome: str
    scenarios: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the digest shows. `budgets` are sentences; `outside` are problems outside any scenario."""

    run: RunResult
    counts: str
    promises: Sequence[Promised]
    failures: Sequence[Failure]
    flaky: Sequence[str]
    properties: Sequence[Broken]
    budgets: Sequence[str]
    deliveries: Sequence[Slow]
    slowest: Sequence[Slow]
    returns: Sequence[Returns]
    changes: Changes | None = None
    outside: Sequence[str] = field(default_factory=tuple)

    @property
    def verdict(self) -> str:
        """The run in a word or two."""
        code = self.run.exit_code
        return "passed" if code == 0 else "failed" if code == 1 else "not conclusive"

    @property
    def unmoved(self) -> int:
        """How many scenarios say nothing of any promise: they carry no tag of one."""
        return sum(not promises_of(one.tags) for one in self.run.final())


def facts(run: RunResult, earlier: tuple[str, dict[str, bool]] | None = None) -> Facts:
    """The digest of a run. `earlier`: the id of an earlier run and, by the scenario's id, whether it passed."""
    final = run.final()
    return Facts(
        run=run,
        counts="; ".join(filter(None, (run.totals().line, run.aside()))),
        promises=_promises(final),
        failures=[_failure(run, one) for one in final if not one.passed and one.status not in SKIPPED],
        flaky=[one.title for one in final if one.status == "flaky"],
        properties=_properties(final),
        budgets=list(_budgets(run)),
        deliveries=[
            Slow(timing.worst or timing.budget, f"{timing.worst_ms:,.0f} ms", one.title)
            for timing, one in run.timings()[:SLOWEST]
            if timing.worst_ms >= 1
        ],
        slowest=[
            Slow(one.place, f"{one.duration:,.1f} s", one.title)
            for one in sorted(final, key=lambda one: -one.duration)[:SLOWEST]
            if one.status not in SKIPPED
        ],
        returns=recoveries(run),
        changes=None if earlier is None or run.plant else _changes(final, *earlier),
        outside=[problem.message for problem in run.problems] + ([run.stopped] if run.stopped else []),
    )


def _promises(final: Iterable[ScenarioResult]) -> list[Promised]:
    found: dict[str, list[ScenarioResult]] = {}
    for one in final:
        for promise in promises_of(one.tags):
            found.setdefault(promise, []).append(one)
    return [_promised(promise, found[promise]) for promise in sorted(found)]


def _promised(promise: str, scenarios: Sequence[ScenarioResult]) -> Promised:
    passed = sum(one.passed for one in scenarios)
    failed = sum(not one.passed and one.status in _FAILED for one in scenarios)
    skipped = sum(one.status in SKIPPED for one in scenarios)
    rest = len(scenarios) - passed - failed - skipped
    return Promised(promise, text_of(promise), passed, failed, rest, skipped)


def _failure(run: RunResult, one: ScenarioResult) -> Failure:
    return Failure(
        title=one.title,
        place=one.place,
        status=said(one.status),
        message=_message(one),
        cause=one.cause,
        repeat=repeat_command(run, one),
        trace=one.trace or "",
    )


def _message(one: ScenarioResult) -> str:
    """The first line of the first problem, with what was found instead where it only says what was expected."""
    lines = [line.strip() for line in (one.problems[0].message if one.problems else one.reason).splitlines()]
    found = next((line for line in lines[1:] if line.startswith("but:")), "") if lines else ""
    return f"{lines[0]} {found}".strip() if lines else ""


def _properties(final: Sequence[ScenarioResult]) -> list[Broken]:
    found: dict[tuple[str, str, str], int] = {}
    for verdict in (verdict for one in final for verdict in one.verdicts):
        if verdict.outcome in {"violated", "unknown"}:
            key = (verdict.property, verdict.name, verdict.outcome)
            found[key] = found.get(key, 0) + 1
    ordered = sorted(found, key=lambda key: (key[2] != "violated", len(key[0]), key[0]))
    return [Broken(*key, found[key]) for key in ordered]


def _budgets(run: RunResult) -> Iterable[str]:
    timings = [timing for timing, _ in run.timings()]
    if timings:
        count, over = sum(one.deliveries for one in timings), sum(one.over for one in timings)
        limit, slowest = timings[0].budget_ms, timings[0].worst_ms
        noun = "delivery" if count == 1 else "deliveries"
        yield f"{count:,} {noun} measured, {over:,} over {limit:,.0f} ms, the slowest {slowest:,.0f} ms"
    for one in run.final():
        for metric in one.metrics:
            told = "within" if metric.within else "over"
            threshold = f"{metric.threshold:,.6g} {metric.unit}"
            yield f"{one.title}: {metric.operation} {metric.value:,.6g} {metric.unit}, {told} {threshold}"
    if run.budget_mode == "report":
        yield "times were only measured: no scenario failed for being slow"


def _changes(final: Iterable[ScenarioResult], since: str, passed: dict[str, bool]) -> Changes:
    both = [one for one in final if one.id in passed and one.status not in SKIPPED]
    return Changes(
        since,
        [one.title for one in both if passed[one.id] and not one.passed],
        [one.title for one in both if one.passed and not passed[one.id]],
    )


_FAILED: frozenset[Status] = frozenset({"failed", "flaky"})
