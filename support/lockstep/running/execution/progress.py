"""Live progress: turns behave's calls and a scene's figures into events of the run's stream, step by step.

behave calls a formatter before and after every step; the runner says which attempt at which scenario the steps belong
to. While a scenario runs, a thread reads its figures once a second and emits them if they have changed; `close` ends
the thread. In a worker the events go to the process that owns the stream.
"""

import signal
import threading
from collections.abc import Callable
from typing import Any, Protocol

from behave.formatter.base import Formatter, StreamOpener
from behave.model import Step

from lockstep.reporting.results import ScenarioResult, StepResult
from lockstep.reporting.stream import heading
from lockstep.running.execution.scenario_record import ScenarioRecord
from lockstep.running.signals import SIGNALS

EVERY_S = 1.0

Tell = Callable[..., None]
"""Takes an event's type and its facts by name."""


class Reading(Protocol):
    """Gives a step's result."""

    def step(self, step: Step) -> StepResult:
        """The result of a finished step."""


class Progress(Formatter):
    """Reports the attempt that is running in this process."""

    name: Any = "progress of the stream"  # Any: behave's base class has None here

    def __init__(self, config: Any, reading: Reading, tell: Tell) -> None:
        """Nothing runs yet."""
        super().__init__(StreamOpener("events"), config)  # type: ignore[no-untyped-call] # behave has no types
        self.tell = tell
        self._reading = reading
        self._record: ScenarioRecord | None = None
        self._steps: list[Step] = []
        self._told: dict[str, float] = {}
        self._looking = threading.Lock()
        self._closed = threading.Event()
        self._ticker: threading.Thread | None = None

    # the runner

    def begins(self, record: ScenarioRecord, heads: ScenarioResult) -> None:
        """This attempt begins; `heads` gives its title and place."""
        self._steps, self._told = [], {}
        self._record = record
        self.tell("scenario_started", **self._key(record), **heading(heads))
        if self._ticker is None:
            self._ticker = threading.Thread(target=self._tick, name="figures of what runs", daemon=True)
            self._ticker.start()

    def ends(self) -> None:
        """The attempt is over: its last figures."""
        self._look()
        self._record = None

    # behave

    def step(self, step: Step) -> None:
        """A step is to come."""
        self._steps.append(step)

    def match(self, match: Any) -> None:
        """The next step begins."""
        del match
        if self._record is not None and self._steps:
            self.tell("step_started", **self._key(self._record), step=_title(self._steps[0]))

    def result(self, step: Step) -> None:
        """A step is over."""
        if self._record is None:
            return
        key = self._key(self._record)
        del self._steps[:1]
        for verdict in getattr(step.exception, "verdicts", ()):
            if verdict.outcome == "violated":
                witness = verdict.witnesses[0].text if verdict.witnesses else verdict.reason
                self.tell("violation_found", **key, property=verdict.property, name=verdict.name, witness=witness)
        found = self._reading.step(step)
        self.tell(
            "step_finished",
            **key,
            step=_title(step),
            status=found.status,
            duration=found.duration,
            message=found.message,
        )

    def close(self) -> None:
        """Nothing runs any more."""
        self._closed.set()
        if self._ticker is not None:
            self._ticker.join()

    # figures

    def _tick(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # the main thread handles them
        while not self._closed.wait(EVERY_S):
            self._look()

    def _look(self) -> None:
        with self._looking:
            record = self._record
            if record is None or record.live_metrics is None:
                return
            now = record.live_metrics()
            if now != self._told:
                self._told = now
                self.tell("pulse", **self._key(record), **now)

    @staticmethod
    def _key(record: ScenarioRecord) -> dict[str, Any]:
        return {"scenario": record.scenario_id, "attempt": record.attempt}


def _title(step: Step) -> str:
    return f"{step.keyword} {step.name}"
