"""The board of one run: the state that the monitor displays, built from the run's events in order.

`take` receives each event of `lockstep.reporting.stream` once, in order; events already taken are ignored, so that a
replay may overlap. Unknown types are ignored too: a newer suite may send more than this page shows. Times are seconds
since 1970, durations seconds, latencies milliseconds.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lockstep.store.totals import Totals, totals

RATE_S = 5.0
"""The period over which events per second are counted."""

GOOD = frozenset({"passed", "known"})
ASIDE = frozenset({"skipped", "not run"})


def state_of(exit_code: int | None) -> str:
    """What a run came to that ended with this code."""
    return {0: "passed", 2: "error", 3: "not judged"}.get(exit_code, "failed") if exit_code is not None else "failed"


@dataclass(kw_only=True)
class Step:
    """A step; `status` is empty while it runs."""

    title: str
    status: str = ""
    duration: float = 0.0
    message: str = ""


@dataclass(kw_only=True)
class Violation:
    """A violated property, and its witness."""

    property: str
    name: str
    witness: str
    scenario: str
    at: float


@dataclass(kw_only=True)
class Attempt:
    """An attempt at a scenario; `status` is empty while it runs. `began` and `ended` are times."""

    id: str
    attempt: int
    title: str
    feature: str = ""
    place: str = ""
    status: str = ""
    passed: bool = False
    reason: str = ""
    began: float = 0.0
    ended: float = 0.0
    steps: list[Step] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)

    @property
    def duration(self) -> float:
        """How long it took."""
        return max(0.0, self.ended - self.began)

    @property
    def step(self) -> Step | None:
        """The step that runs, or the last that ran."""
        return self.steps[-1] if self.steps else None


@dataclass(kw_only=True)
class Figures:
    """The present activity: people, open sockets, received events; deliveries in ms so far, with the median of the
    scenario that reported last."""

    people: int = 0
    sockets: int = 0
    events: int = 0
    median: float | None = None
    slowest: float | None = None
    measured: int = 0
    budget: float | None = None


class Board:
    """One run according to its events so far."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.next = 0
        self.target = ""
        self.seed = ""
        self.plant = ""
        self.began = 0.0
        self.newest = 0.0
        self.total = 0
        self.ended: float | None = None
        self.exit_code: int | None = None
        self.error = ""
        self.attempts: dict[tuple[str, int], Attempt] = {}
        self._figures: dict[tuple[str, int], Figures] = {}
        self._heard: deque[tuple[float, int]] = deque()

    # displayed values

    @property
    def running(self) -> list[Attempt]:
        """The attempts that are not over."""
        return [one for one in self.attempts.values() if not one.status] if self.ended is None else []

    @property
    def over(self) -> list[Attempt]:
        """The attempts that are over, in the order they began."""
        return [one for one in self.attempts.values() if one.status]

    @property
    def violations(self) -> list[Violation]:
        """All violations, the newest first."""
        found = [violation for one in self.attempts.values() for violation in one.violations]
        return sorted(found, key=lambda one: -one.at)

    @property
    def failures(self) -> list[Attempt]:
        """The scenarios that did not pass."""
        return [one for one in self.over if not one.passed and one.status not in ASIDE]

    @property
    def done(self) -> int:
        """How many scenarios are over."""
        return len({one.id for one in self.over})

    def counts(self) -> Totals:
        """The number of scenarios per result; of several attempts the last counts."""
        return totals((one.status, one.passed) for one in {one.id: one for one in self.over}.values())

    @property
    def state(self) -> str:
        """Waiting, running, passed, failed, not judged or error."""
        if self.error:
            return "error"
        if self.ended is None:
            return "running" if self.began else "waiting"
        return state_of(self.exit_code)

    @property
    def figures(self) -> Figures:
        """The sum over all attempts; people and sockets of running ones only."""
        now = Figures()
        for key, one in self._figures.items():
            if self.ended is None and not self.attempts[key].status:
                now.people, now.sockets = now.people + one.people, now.sockets + one.sockets
            now.events, now.measured = now.events + one.events, now.measured + one.measured
            if one.slowest is not None:
                now.slowest = max(now.slowest or 0.0, one.slowest)
                now.median, now.budget = one.median, one.budget
        return now

    def elapsed(self, now: float) -> float:
        """How long the run has taken."""
        return max(0.0, (now if self.ended is None else self.ended) - self.began) if self.began else 0.0

    def rate(self, now: float) -> float:
        """The present events per second."""
        if self.ended is not None or not self._heard:
            return 0.0
        before = [count for at, count in self._heard if at <= now - RATE_S]
        base = before[-1] if before else 0
        return max(0.0, (self.figures.events - base) / max(1.0, min(RATE_S, now - self.began)))

    # events

    def take(self, event: Mapping[str, Any]) -> None:
        """Take an event of the run. Raises KeyError for one without the fields of its kind."""
        if event["seq"] < self.next:
            return
        self.next = event["seq"] + 1
        self.newest = max(self.newest, float(event["at"]))
        kind = _KINDS.get(event["type"])
        if kind is not None:
            kind(self, event)

    def _run_started(self, event: Mapping[str, Any]) -> None:
        self.began = event["at"]
        self.target, self.seed = event.get("target", ""), str(event.get("seed", ""))
        self.plant = event.get("plant", "")
        self.total = event.get("scenarios", 0)

    def _scenario_started(self, event: Mapping[str, Any]) -> None:
        made = Attempt(
            id=event["scenario"],
            attempt=event.get("attempt", 1),
            title=event["title"],
            feature=event.get("feature", ""),
            place=event.get("place", ""),
            began=event["at"],
        )
        self.attempts[made.id, made.attempt] = made

    def _step_started(self, event: Mapping[str, Any]) -> None:
        self._of(event).steps.append(Step(title=event["step"]))

    def _step_finished(self, event: Mapping[str, Any]) -> None:
        steps = self._of(event).steps
        if not steps or steps[-1].status:
            steps.append(Step(title=event["step"]))
        steps[-1].status, steps[-1].duration = event["status"], event.get("duration", 0.0)
        steps[-1].message = event.get("message", "")

    def _violation_found(self, event: Mapping[str, Any]) -> None:
        one = self._of(event)
        violation = Violation(
            property=event["property"],
            name=event.get("name", ""),
            witness=event["witness"],
            scenario=one.title,
            at=event["at"],
        )
        one.violations.append(violation)

    def _scenario_finished(self, event: Mapping[str, Any]) -> None:
        one = self._of(event)
        one.status, one.ended, one.reason = event["status"], event["at"], event.get("message", "")
        one.passed = event.get("passed", one.status in GOOD)

    def _pulse(self, event: Mapping[str, Any]) -> None:
        one = self._of(event)
        now = self._figures.setdefault((one.id, one.attempt), Figures())
        for name in ("people", "sockets", "events", "median", "slowest", "measured", "budget"):
            setattr(now, name, event.get(name, getattr(now, name)))
        self._heard.append((event["at"], self.figures.events))
        while len(self._heard) > 2 and self._heard[1][0] < event["at"] - RATE_S:
            self._heard.popleft()

    def _run_finished(self, event: Mapping[str, Any]) -> None:
        self.ended, self.exit_code = event["at"], event.get("exitCode")

    def _run_broke(self, event: Mapping[str, Any]) -> None:
        self._run_finished(event)
        self.error = event.get("message") or "the run failed"

    def _of(self, event: Mapping[str, Any]) -> Attempt:
        key = event["scenario"], event.get("attempt", 1)
        if key not in self.attempts:  # it never ran, or the beginning of the stream is missing
            self.attempts[key] = Attempt(
                id=key[0],
                attempt=key[1],
                title=event.get("title", key[0]),
                feature=event.get("feature", ""),
                place=event.get("place", ""),
                began=event["at"] - event.get("duration", 0.0),
            )
        return self.attempts[key]


_KINDS = {
    "integration_test_start": Board._run_started,
    "scenario_started": Board._scenario_started,
    "step_started": Board._step_started,
    "step_finished": Board._step_finished,
    "violation_found": Board._violation_found,
    "scenario_finished": Board._scenario_finished,
    "pulse": Board._pulse,
    "integration_test_complete": Board._run_finished,
    "integration_test_error": Board._run_broke,
}
