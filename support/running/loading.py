"""A load: many people at once, for one scenario. Gathered, let loose, measured, and cleaned up behind.

Steps say how many people there are, what they do, and for how long; the settings `users` and `duration` stand over
what they say. People's accounts and rooms are made beforehand and not measured. Each run leaves files under
`reports/load/`, a line of progress a second, metrics with thresholds, and the verdicts of every property on its own
history, which become verdicts of the scenario. Budgets of time have the machine's allowance added, as it was before
the load. Where times are only reported, they are told and judge nothing; what is lost, doubled or leaked, errors,
memory and handles always count. Unknown and invalid are not passed.

Errors: EnvironmentFaultError where the load could not be made; AssertionError, UnknownError, InvalidError for
promises.
"""

import dataclasses
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from support.checks.verdicts import Verdict
from support.history.rows import Fault, Header
from support.load import files
from support.load.cluster import run_on
from support.load.concluding import LoadError
from support.load.crowd import Crowd, assemble
from support.load.judge import worst
from support.load.metrics import MB, Metric, budget_of, metrics
from support.load.plan import Plan, PlanError, Shape
from support.load.result import Judgement, LoadResult, Measure
from support.load.run import run
from support.running.allowance import INVALID_MS
from support.running.faults import Faults
from support.running.outcomes import EnvironmentFaultError, InvalidError, UnknownError
from support.settings import Settings
from support.targets.base import Target

Say = Callable[[str], None]
LOAD_ACTS: dict[str, dict[str, float]] = {
    "post a message": {"post_message": 1.0},
    "edit a message": {"edit_message": 1.0, "post_message": 0.2},
    "delete a message": {"delete_message": 1.0, "post_message": 1.0},
    "read the newest messages": {"messages": 1.0, "post_message": 0.1},
    "look at their account": {"me": 1.0, "post_message": 0.1},
    "post, edit, delete and read": {"post_message": 5.0, "edit_message": 2.0, "delete_message": 1.0, "messages": 2.0},
}
"""What people do, as shares of operations. Whoever changes or reads messages writes some too."""
WARM_UP_S = 1.0
_HANDLES = 10
_HALVINGS = 2
_AGAIN_S = 0.05


@dataclasses.dataclass(slots=True)
class Load:
    """The load of one scenario. `call` does something on the background loop; `faults` are those of the scenario;
    notes, metrics and files are for the reports."""

    settings: Settings
    header: Header
    folder: Path
    call: Callable[..., Any]
    faults: Faults
    allowance_ms: Callable[[], float]
    notes: list[str] = dataclasses.field(default_factory=list)
    metrics: list[Metric] = dataclasses.field(default_factory=list)
    files: list[str] = dataclasses.field(default_factory=list)
    results: list[LoadResult] = dataclasses.field(default_factory=list)
    knee: float = 0.0
    _beyond: LoadResult | None = None
    _target: Target | None = None
    _crowd: Crowd = dataclasses.field(default_factory=Crowd)
    _allowance: float = 0.0

    # before

    def gather(self, target: Target, people: int, rooms: int) -> None:
        """Give so many people accounts and seats in so many rooms, evenly. Raises TargetFaultError."""
        self._target = target
        name = f"{self.header.scenario} {self.header.attempt}"
        self._crowd = self.call(lambda: assemble(target, people, rooms, seed=self.header.seed or 0, name=name))

    def people(self, stated: int, rooms: int) -> tuple[int, int]:
        """How many people and rooms there are, as the settings or else the scenario say: fewer or more rooms in
        proportion."""
        wanted = self.settings.users or stated
        return wanted, max(1, min(wanted, round(rooms * wanted / stated)))

    def seconds(self, stated: float) -> float:
        """For how long, as the settings or else the scenario say."""
        return self.settings.duration or stated

    def some(self, count: int) -> list[int]:
        """So many of the people (at most a third), evenly chosen."""
        users = len(self._crowd.callers)
        step = max(3, users // max(1, count))
        return list(range(0, users, step))[:count]

    # the load

    def run(self, say: Say, *shapes: Shape, **changes: Any) -> LoadResult:
        """Let everybody do what the shapes say, after a second to warm up, and measure it."""
        plan = self._plan(shapes, changes)
        folder = self.folder / f"{self.header.scenario}-{self.header.attempt}-{len(self.results) + 1}"
        try:
            result = self._carry_out(plan, folder, say)
        except (PlanError, LoadError) as error:
            raise EnvironmentFaultError(str(error)) from error
        self.results.append(result)
        self.files += [path.as_posix() for path in files.write(result, plan, folder)]
        self.metrics += metrics(
            result, self.header.budgets, float(self.settings.memory_usage_threshold), self._allowance
        )
        for line in told(result):
            self._note(say, line)
        return result

    def _carry_out(self, plan: Plan, folder: Path, say: Say) -> LoadResult:
        if self.settings.load__cluster:
            return run_on(plan, self.settings.load__cluster, folder, tell=say)
        backend = self._target.pid() if self._target else None
        breaker = _Breaker(self.faults, self._target)
        return run(plan, folder, workers=self.settings.load__workers, backend=backend, breaker=breaker, tell=say)

    def climb(self, say: Say, rate: float, seconds: float) -> None:
        """Half as much more each time from `rate` on, while 99 % of deliveries and 95 % of answers are within their
        budgets, then twice in the middle: the knee is the highest rate at which they were (writes a second; 0: not
        even the first)."""
        low, high = 0.0, rate
        while self._is_within(beyond := self.run(say, Shape(seconds=seconds, rate=high))):
            low, high = high, high * 1.5
        for _ in range(_HALVINGS if low else 0):
            middle = (low + high) / 2
            tried = self.run(say, Shape(seconds=seconds, rate=middle))
            if self._is_within(tried):
                low = middle
            else:
                high, beyond = middle, tried
        self.knee, self._beyond = low, beyond
        why = beyond.invalid or "there the backend is over its budgets"
        self._note(say, f"load: the knee is between {low:.0f} and {high:.0f} writes a second; {why}")

    def _plan(self, shapes: tuple[Shape, ...], changes: dict[str, Any]) -> Plan:
        if self._target is None:
            raise LookupError('nobody is there yet: begin with "Given 100 people in 10 chatrooms"')
        target, self._allowance = self._target, self.allowance_ms()
        warm = min(WARM_UP_S, sum(shape.seconds for shape in shapes) / 2)
        values: dict[str, Any] = {
            "loading": target.loading, "api": target.api_base_url, "ws": target.websocket_url, "target": target.name,
            "run": f"load{len(self.results) + 1}-{self.header.scenario}-{self.header.attempt}",
            "seed": self.header.seed or 0, "users": self._crowd.callers, "rooms": self._crowd.rooms,
            "shapes": (Shape(seconds=warm, rate=shapes[0].rate), *shapes), "warmup_s": warm,
            "allowance_ms": self._allowance, "promises": target.promised(), "budgets": self.header.budgets,
            "allow_hosts": self.settings.load_allow_hosts,
        }  # fmt: skip
        return Plan(**(values | changes))

    def _is_within(self, result: LoadResult) -> bool:
        budgets = self.header.budgets
        judged = (
            result.percentile("delivery", 99, budgets.delivery_ms + self._allowance),
            result.percentile("api", 95, budgets.api_ms + self._allowance),
        )
        return all(one.outcome == "holds" for one in judged) and self._errors(result) <= self._error_budget

    # promises

    @property
    def last(self) -> LoadResult:
        """What the last run came to. Raises LookupError."""
        if not self.results:
            raise LookupError("nobody has done anything yet, so nothing was measured")
        return self.results[-1]

    def expect_within(self, say: Say, measure: Measure, share: float) -> None:
        """So many percent are within their budget."""
        result, allowance = self.last, self._allowance
        if not len(result.samples[measure]):
            raise AssertionError(f"nothing of this kind happened, so no promise on {measure} was kept")
        limit = budget_of(measure, self.header.budgets) + allowance
        judged = result.percentile(measure, share, limit)
        if allowance > INVALID_MS and judged.outcome != "holds":
            why = f"the machine needs {allowance:.0f} ms for a message that costs nothing"
            judged = Judgement("invalid", judged.value_ms, f"{judged.text}; {why}")
        self._demand(say, judged)

    def expect_knee(self, say: Say, least: float) -> None:
        """The knee is no lower than was promised."""
        invalid = (self._beyond or self.last).invalid
        text = f"{self.knee:.0f} writes a second were within the budgets, at least {least:g} are promised"
        if self.knee >= least:
            self._demand(say, Judgement("holds", None, text))
        else:
            self._demand(
                say, Judgement("invalid" if invalid else "violated", None, f"{text}{invalid and '; '}{invalid}")
            )

    def expect_few_errors(self) -> None:
        """The share of requests that failed is within its budget."""
        result = self.last
        if not result.measured:
            raise AssertionError("no request was made, so none can have succeeded")
        if self._errors(result) > self._error_budget:
            kinds = ", ".join(f"{count} × {word}" for word, count in result.errors.items())
            raise AssertionError(
                f"{self._errors(result):.2f} % of {result.measured} requests failed ({kinds}), the budget is"
                f" {self._error_budget:g} %"
            )

    def expect_none_failed_since(self, say: Say) -> None:
        """No request failed that was due after the last outage was over, and there was one."""
        since = self.last.since_outages
        if since is None:
            raise UnknownError("nothing befell the backend, so nothing is known of the time after it")
        if not since.due:
            text = "the backend was back so late that no request was due any more"
            self._demand(say, Judgement("unknown", None, text))
        if since.failed:
            raise AssertionError(f"{since.failed} of {since.due} requests failed that were due after it was back")

    def expect_verdict(self, *properties: str) -> None:
        """Those of these properties that the target promises hold on all that was heard, and it promises one. Raises
        AssertionError with the witness, UnknownError."""
        found = [one for one in self.verdicts() if one.property in properties]
        gone = [trouble for result in self.results for trouble in result.troubles]
        if gone and "P1" in properties:
            raise AssertionError(f"{len(gone)} lost a connection, and all they would have heard: {gone[0]}")
        for verdict in found:
            why = verdict.witnesses[0].text if verdict.witnesses else verdict.reason
            if verdict.outcome == "violated":
                raise AssertionError(f"{verdict.property} {verdict.name} is violated: {why}")
            if verdict.outcome == "unknown":
                raise UnknownError(f"{verdict.property} {verdict.name} is unknown: {why}")
        if not any(verdict.outcome == "holds" for verdict in found):
            raise UnknownError(f"nothing was heard on which {' or '.join(properties)} could be judged")

    def expect_everybody_back(self, say: Say) -> None:
        """Everybody who was away is back, each within the recovery budget."""
        result = self.last
        if result.troubles:
            raise AssertionError("; ".join(result.troubles[:5]))
        times, budget = result.samples["recovery"], self.header.budgets.recovery_ms + self._allowance
        if not len(times):
            raise AssertionError("nobody came back")
        slowest = float(times.max())
        if slowest > budget:
            raise AssertionError(
                f"the slowest of {len(times)} returns took {slowest:.1f} ms, the limit is {budget:g}"
            )
        self._note(say, f"load: {len(times)} came back, the slowest within {slowest:.1f} ms")

    def expect_little_memory(self) -> None:
        """The backend's memory grew by no more than its budget, from before the load to its end."""
        used = self.last.backend
        if used is None:
            raise UnknownError("the backend's memory cannot be seen: it was not started by this run")
        grown, budget = (used.memory_last - used.memory_first) / MB, self.settings.memory_usage_threshold
        if grown > budget:
            raise AssertionError(f"the backend's memory grew by {grown:.1f} MB, the budget is {budget} MB")

    def expect_handles_back(self) -> None:
        """The backend has given back its handles, but for a few, at the latest when the loss deadline has passed."""
        used, pid = self.last.backend, self._target.pid() if self._target else None
        if used is None or pid is None:
            raise UnknownError("the backend's handles cannot be seen: it was not started by this run")
        until, tick = time.monotonic() + self.header.budgets.loss_ms / 1_000, threading.Event()
        while (now := _handles(pid)) > used.handles_first + _HANDLES:
            if time.monotonic() >= until:
                raise AssertionError(
                    f"the backend has {now} handles after the load, it had {used.handles_first} before"
                )
            tick.wait(_AGAIN_S)

    def _demand(self, say: Say, judged: Judgement) -> None:
        self._note(say, f"load: {judged.outcome}: {judged.text}")
        if self.settings.budgets != "gate" or judged.outcome == "holds":
            return
        if judged.outcome == "violated":
            raise AssertionError(judged.text)
        raise (InvalidError if judged.outcome == "invalid" else UnknownError)(judged.text)

    def _errors(self, result: LoadResult) -> float:
        return result.error_share * 100

    @property
    def _error_budget(self) -> float:
        return self.settings.error_rate_threshold

    def _note(self, say: Say, line: str) -> None:
        self.notes.append(line)
        say(line)

    # after

    def verdicts(self) -> list[Verdict]:
        """Every property's verdict, the worst of all runs; none where nothing ran."""
        return worst([result.verdicts for result in self.results])

    def clean_up(self) -> list[str]:
        """Remove everybody; a sentence for each thing that could not be."""
        people, self._crowd = self._crowd.identities, Crowd()
        if self._target is None or not people:
            return []
        left: list[str] = self.call(self._target.clean_up, people)
        return left

    def left(self) -> list[str]:
        """What there is as long as nothing is cleaned up."""
        people = len(self._crowd.identities)
        return [f"the company of {people} people who made the load"] if people else []


@dataclasses.dataclass(slots=True)
class _Breaker:
    """Lets faults befall the scenario's own backend, as the scenario's own declared faults."""

    faults: Faults
    target: Target | None
    since: int = 0

    def begin(self, fault: str) -> None:
        self.since = self.faults.history.cursor()
        self.faults.break_backend(fault, self.target)

    def end(self) -> list[Fault]:
        self.faults.end(backend=True)
        return list(self.faults.history.of(Fault, self.since))


def told(result: LoadResult) -> list[str]:
    """What a run came to, in lines for people."""
    first = (
        f"load: {result.users} people in {result.rooms} rooms, {result.measured} requests in"
        f" {result.seconds - result.warmup_s:g} s, {result.deliveries_heard} of {result.deliveries_owed} deliveries"
        f" in time, {sum(result.errors.values())} errors, seed {result.seed}"
    )
    lines = [first]
    for name, word in (("api", "answers"), ("delivery", "deliveries"), ("connect", "connections")):
        one = result.spreads[name]
        parts = ", ".join(
            f"{share} {value:g} ms" for share, value in (("p50", one.p50), ("p95", one.p95), ("p99", one.p99))
            if value is not None
        )  # fmt: skip
        lines.append(f"load: {one.samples} {word}: {parts or 'too few for percentiles'}")
    if result.backend is not None:
        used = result.backend
        lines.append(
            f"load: the backend used {used.core_share:.0%} of a core, its memory grew by"
            f" {(used.memory_last - used.memory_first) / MB:.1f} MB, its handles from {used.handles_first} to"
            f" {used.handles_most}"
        )
    return [*lines, f"load: {result.invalid}"] if result.invalid else lines


def _handles(pid: int) -> int:
    try:
        process = psutil.Process(pid)
        return sum(one.num_fds() for one in (process, *process.children(recursive=True)))
    except psutil.NoSuchProcess as error:
        raise UnknownError("the backend's handles cannot be seen: it has ended") from error
