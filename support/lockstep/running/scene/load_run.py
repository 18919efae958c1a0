"""A load: many people at once, for one scenario. They are created, act, are measured, and are cleaned up afterwards.

Steps say how many people there are, what they do, and for how long; the settings `users` and `duration` override the
steps, and what really ran is then reported next to the step (`beside`). People's accounts and rooms are created
beforehand and not measured. Each run leaves files under `reports/load/`, lines of progress, metrics with thresholds,
and the verdicts of every property on its own history, which become verdicts of the scenario. The machine's tolerance,
as it was before the load, is added to time budgets. The promises about a load are in `load_promises`.

Errors: EnvironmentFaultError if the load could not be generated; LookupError if there are no people or no actions.
"""

import dataclasses
import itertools
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lockstep.checks.verdicts import Verdict, worst
from lockstep.history.rows import Fault, Header
from lockstep.load.plan import Plan, PlanError, Shape
from lockstep.load.population import Crowd, assemble
from lockstep.load.results import files
from lockstep.load.results.metrics import MB, Metric, metrics
from lockstep.load.results.result import LoadError, LoadResult
from lockstep.recordings.whole import WHOLE
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.scene.faults import Faults
from lockstep.serving.extras import missing
from lockstep.settings import Settings
from lockstep.targets.base import Target

Say = Callable[[str], None]
LOAD_ACTS: dict[str, dict[str, float]] = {
    "post a message": {"post_message": 1.0},
    "edit a message": {"edit_message": 1.0, "post_message": 0.2},
    "delete a message": {"delete_message": 1.0, "post_message": 1.0},
    "read the newest messages": {"messages": 1.0, "post_message": 0.1},
    "view their account": {"me": 1.0, "post_message": 0.1},
    "post, edit, delete and read": {"post_message": 5.0, "edit_message": 2.0, "delete_message": 1.0, "messages": 2.0},
}
"""People's actions, as shares of operations. People who change or read messages also write some."""
WARM_UP_S = 1.0
_HANDLES = 10
EVERY_IN_A_LOG = 10
_HALVINGS = 2
_AGAIN_S = 0.05


@dataclasses.dataclass(slots=True)
class Load:
    """The load of one scenario. `call` runs something on the background loop; `faults` are those of the scenario;
    notes, metrics and files are for the reports."""

    settings: Settings
    header: Header
    folder: Path
    call: Callable[..., Any]
    faults: Faults
    tolerance_ms: Callable[[], float]
    notes: list[str] = dataclasses.field(default_factory=list)
    metrics: list[Metric] = dataclasses.field(default_factory=list)
    files: list[str] = dataclasses.field(default_factory=list)
    results: list[LoadResult] = dataclasses.field(default_factory=list)
    saturation_point: float = 0.0
    beyond: LoadResult | None = None
    target: Target | None = None
    tolerance: float = 0.0
    beside: Say = lambda _: None
    _crowd: Crowd = dataclasses.field(default_factory=Crowd)

    # before

    def gather(self, target: Target, people: int, rooms: int) -> None:
        """Create accounts for this many people and distribute them evenly over this many rooms. Raises
        TargetFaultError, and EnvironmentFaultError if the extra `load` is not installed."""
        if told := missing("load", "load"):
            raise EnvironmentFaultError(told)
        self.target = target
        name = f"{self.header.scenario} {self.header.attempt}"
        with WHOLE:
            self._crowd = self.call(lambda: assemble(target, people, rooms, seed=self.header.seed or 0, name=name))

    def people(self, stated: int, rooms: int) -> tuple[int, int]:
        """The number of people and rooms, according to the settings or else the scenario: the number of rooms changes
        in proportion."""
        wanted = self.settings.users or stated
        people, places = wanted, max(1, min(wanted, round(rooms * wanted / stated)))
        if (people, places) != (stated, rooms):
            self.beside(f"{in_rooms(people, places)}, not {in_rooms(stated, rooms)}: the setting users is {wanted}")
        return people, places

    def promised_people(self, rooms: int) -> tuple[int, int]:
        """The promised number of people, which the setting `users` does not change, and the number of rooms."""
        promised, users = self.settings.concurrent_users_threshold, self.settings.users
        more = f"; the setting users, {users}, does not change it" if users and users != promised else ""
        self.beside(f"{in_rooms(promised, rooms)}: the setting concurrent_users_threshold is {promised}{more}")
        return promised, rooms

    def seconds(self, stated: float, *, least: float = 0.0, most: float = math.inf) -> float:
        """The duration, according to the settings or else the scenario, within these limits of the step."""
        wanted = min(most, max(least, self.settings.duration or stated))
        if wanted != stated:
            why = [f"the setting duration is {self.settings.duration:g}"] if self.settings.duration else []
            why += [f"the step needs at least {least:g}"] if wanted == least else []
            self.beside(f"{wanted:g} second{'' if wanted == 1 else 's'}, not {stated:g}: {', and '.join(why)}")
        return wanted

    def some(self, count: int) -> list[int]:
        """This many of the people (at most a third), evenly chosen."""
        users = len(self._crowd.callers)
        step = max(3, users // max(1, count))
        chosen = list(range(0, users, step))[:count]
        if len(chosen) != count:
            self.beside(f"{len(chosen)} of them, not {count}: at most a third of the {users} people there are")
        return chosen

    # the load

    def run(self, say: Say, *shapes: Shape, **changes: Any) -> LoadResult:
        """Let everyone act according to the shapes, after a second to warm up, and measure it."""
        plan = self._plan(shapes, changes)
        folder = self.folder / f"{self.header.scenario}-{self.header.attempt}-{len(self.results) + 1}"
        try:
            result = self._carry_out(plan, folder, say)
        except (PlanError, LoadError) as error:
            raise EnvironmentFaultError(str(error)) from error
        self.results.append(result)
        self.files += [path.as_posix() for path in files.write(result, plan, folder)]
        self.metrics += metrics(
            result, self.header.budgets, float(self.settings.memory_usage_threshold), self.tolerance
        )
        for line in told(result):
            self.note(say, line)
        return result

    def _carry_out(self, plan: Plan, folder: Path, say: Say) -> LoadResult:
        if self.settings.load__cluster:
            from lockstep.load.distribution.cluster import run_on  # noqa: PLC0415 - it needs the extras load and cluster

            return run_on(plan, self.settings.load__cluster, folder, tell=paced(say))
        from lockstep.load.distribution.run import run  # noqa: PLC0415 - it needs the extra load

        backend = self.target.pid() if self.target else None
        breaker = _Breaker(self.faults, self.target)
        return run(
            plan, folder, workers=self.settings.load__workers, backend=backend, breaker=breaker, tell=paced(say)
        )

    def climb(self, say: Say, rate: float, seconds: float) -> None:
        """Increase the rate by half each time, starting at `rate`, while 99 % of deliveries and 95 % of answers are
        within their budgets, then bisect twice: the saturation point is the highest rate at which they were (writes a
        second; 0: not even at the first)."""
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
        self.saturation_point, self.beyond = low, beyond
        why = beyond.invalid or "the backend exceeds its budgets at this rate"
        self.note(say, f"load: the saturation point is between {low:.0f} and {high:.0f} writes a second; {why}")

    def _plan(self, shapes: tuple[Shape, ...], changes: dict[str, Any]) -> Plan:
        if self.target is None:
            raise LookupError('there are no people yet: begin with "Given 100 people in 10 chatrooms"')
        target, self.tolerance = self.target, self.tolerance_ms()
        warm = min(WARM_UP_S, sum(shape.seconds for shape in shapes) / 2)
        values: dict[str, Any] = {
            "load_profile": target.load_profile, "api": target.api_base_url, "ws": target.websocket_url,
            "ca_file": self.settings.ca_file,
            "target": target.name,
            "run": f"load{len(self.results) + 1}-{self.header.scenario}-{self.header.attempt}",
            "seed": self.header.seed or 0, "users": self._crowd.callers, "rooms": self._crowd.rooms,
            "shapes": (Shape(seconds=warm, rate=shapes[0].rate), *shapes), "warmup_s": warm,
            "tolerance_ms": self.tolerance, "promises": target.promised(), "budgets": self.header.budgets,
            "allow_hosts": self.settings.load_allow_hosts,
        }  # fmt: skip
        return Plan(**(values | changes))

    def _is_within(self, result: LoadResult) -> bool:
        budgets = self.header.budgets
        judged = (
            result.percentile("delivery", 99, budgets.delivery_budget_ms + self.tolerance),
            result.percentile("api", 95, budgets.api_ms + self.tolerance),
        )
        return all(one.outcome == "holds" for one in judged) and not self.fails_too_often(result)

    # what was measured

    @property
    def last(self) -> LoadResult:
        """The result of the last run. Raises LookupError."""
        if not self.results:
            raise LookupError("no one has done anything yet, so nothing was measured")
        return self.results[-1]

    def fails_too_often(self, result: LoadResult) -> bool:
        """Whether the share of a run's failed requests exceeds its budget."""
        return result.error_share * 100 > self.settings.error_rate_threshold

    def note(self, say: Say, line: str) -> None:
        """Print a line, and keep it for the reports."""
        self.notes.append(line)
        say(line)

    # after

    def verdicts(self) -> list[Verdict]:
        """Every property's verdict, the worst of all runs; none if nothing ran."""
        return worst([result.verdicts for result in self.results])

    def clean_up(self) -> list[str]:
        """Remove everyone; a sentence for each item that could not be removed."""
        people, self._crowd = self._crowd.identities, Crowd()
        if self.target is None or not people:
            return []
        left: list[str] = self.call(self.target.clean_up, people)
        return left

    def left(self) -> list[str]:
        """The items that exist until they are cleaned up."""
        people = len(self._crowd.identities)
        return [f"the company of {people} people who made the load"] if people else []


@dataclasses.dataclass(slots=True)
class _Breaker:
    """Applies faults to the scenario's own backend, as the scenario's own declared faults."""

    faults: Faults
    target: Target | None
    since: int = 0

    def begin(self, fault: str) -> None:
        self.since = self.faults.history.cursor()
        self.faults.break_backend(fault, self.target)

    def end(self) -> list[Fault]:
        self.faults.end(backend=True)
        return list(self.faults.history.of(Fault, self.since))


def in_rooms(people: int, rooms: int) -> str:
    """The numbers of people and rooms in words."""
    return f"{people} {'person' if people == 1 else 'people'} in {rooms} chatroom{'' if rooms == 1 else 's'}"


def paced(say: Say) -> Say:
    """Takes a line of progress each second, and prints every one on a terminal, where it is watched, but only every
    tenth elsewhere, where it is kept."""
    screen, lines = sys.__stdout__, itertools.count(1)
    every = 1 if screen is not None and screen.isatty() else EVERY_IN_A_LOG

    def say_some(line: str) -> None:
        if next(lines) % every == 0:
            say(line)

    return say_some


def told(result: LoadResult) -> list[str]:
    """The result of a run, in readable lines."""
    first = (
        f"load: {in_rooms(result.users, result.rooms)}, {result.measured} requests in"
        f" {result.seconds - result.warmup_s:g} s, {result.deliveries_received} of {result.deliveries_owed}"
        f" deliveries in time, {sum(result.errors.values())} errors, seed {result.seed}"
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
