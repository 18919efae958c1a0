"""The events of a run, written as they happen: `<reports>/events.jsonl`, one JSON object a line, each fact once.

The service, its pages and other programs read them to follow a run. `tail` is the reader. Every event has `seq`
(0, 1, 2, ... without a gap), `type` and `at` (seconds since 1970); names are in camelCase, durations in seconds. An
empty field is left out. `scenario` is the scenario's id, `attempt` counts from 1.

    integration_test_start      version (1), run, target, seed, plant, scenarios (how many were selected), settings
    scenario_started            scenario, attempt, title, feature, place ("file:line")
    step_started                scenario, attempt, step
    step_finished               scenario, attempt, step, status, duration, message
    violation_found             scenario, attempt, property, name, witness
    pulse                       scenario, attempt, people, sockets (open), events (received), measured (deliveries),
                                median, slowest and budget (ms): as they stand, at most once a second
    performance_metric          scenario, attempt, metricType, operation, value, unit, threshold, isWithinThreshold,
                                samples
    scenario_finished           scenario, attempt, title, feature, place, status, passed, duration, message, final
    integration_test_complete   exitCode, plant, passed, failed, skipped, invalid, unknown, broken (as
                                in `lockstep.store.totals`): the end of the run
    integration_test_error      the same and message: the end of the run if something broke outside any scenario

A run that is killed has no end event. A scenario that never ran has only its `scenario_finished`. A status is as in
`lockstep.reporting.results`; an event contains nothing that the other reports do not, and so no secrets. If the file
cannot be written, one sentence reports it, once; nothing else changes.
The service passes these events on: docs/service.md, "Live events".
"""

import errno
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from lockstep.masking import mask_text
from lockstep.reporting.results import RunResult, ScenarioResult
from lockstep.reporting.runs.store_report import attempt_of

VERSION = 1
START, COMPLETE, ERROR = "integration_test_start", "integration_test_complete", "integration_test_error"
ENDS = frozenset({COMPLETE, ERROR})

_SAID = ("message", "witness")

Watcher = Callable[[Mapping[str, Any]], None]
"""Receives each event as it is emitted."""


class EventStream:
    """Writes the events of one run; any thread may emit them."""

    def __init__(
        self,
        path: Path,
        say: Callable[[str], None],
        watchers: Sequence[Watcher] = (),
        mask: Callable[[str], str] = mask_text,
    ) -> None:
        """Nothing is written yet. `say` prints a line on the console; `watchers` also receive every event at once, in
        order, even if the file cannot be written. Messages and witnesses go through `mask`."""
        self._mask = mask
        self._path = path
        self._say = say
        self._watchers = watchers
        self._next = 0
        self._broken = False
        self._lock = threading.Lock()
        self._run: RunResult | None = None
        self._started = False
        self._finished: set[tuple[str, int]] = set()

    def tell(self, type: str, **facts: Any) -> None:  # noqa: A002 - as it stands in an event
        """Write an event without fields that are None or empty. `at` may be given if it happened earlier."""
        kept = {name: value for name, value in facts.items() if value is not None and value != ""}
        kept |= {name: self._mask(kept[name]) for name in _SAID if name in kept}
        with self._lock:
            event = {"seq": self._next, "type": type, "at": time.time()} | kept
            self._next += 1
            self._write(event)
            for watcher in self._watchers:
                watcher(event)

    def _write(self, event: dict[str, Any]) -> None:
        if self._broken:
            return
        try:
            _append(self._path, msgspec.json.encode(event) + b"\n")
        except OSError as error:
            self._broken = True
            self._say(f"warning: no further events of this run are written: {error}")

    # the run

    def begun(self, run: RunResult) -> None:
        """Remember the run, which knows its settings later."""
        self._run = run

    def selected(self, count: int) -> None:
        """The run starts, with this many scenarios selected."""
        run = self._run
        if run is not None:
            self._started = True
            self.tell(
                START,
                version=VERSION,
                run=run.id,
                target=run.target,
                seed=run.seed,
                plant=run.plant,
                scenarios=count,
                settings=run.settings,
            )

    def concluded(self, result: ScenarioResult) -> None:
        """Emit an attempt's measurements and its outcome."""
        key = {"scenario": result.id, "attempt": result.attempt}
        for one in attempt_of("", result).metrics:
            self.tell(
                "performance_metric",
                **key,
                metricType=one.metric_type,
                operation=one.operation,
                value=one.value,
                unit=one.unit,
                threshold=one.threshold,
                isWithinThreshold=one.within,
                samples=one.samples,
            )
        self._finished.add((result.id, result.attempt))
        self.tell(
            "scenario_finished",
            **key,
            **heading(result),
            status=result.status,
            passed=result.passed,
            duration=result.duration,
            message=result.problems[0].message if result.problems else result.reason,
            final=result.final,
        )

    def ended(self, run: RunResult) -> None:
        """Emit the scenarios that never ran, and the end."""
        if not self._started:
            self.selected(0)
        for result in run.scenarios:
            if (result.id, result.attempt) not in self._finished:
                self.concluded(result)
        broke = "; ".join(problem.message for problem in run.problems) or run.stopped
        self.tell(
            ERROR if run.exit_code == 2 and broke else COMPLETE,
            exitCode=run.exit_code,
            plant=run.plant,
            **run.totals()._asdict(),
            message=broke,
        )


def _append(path: Path, line: bytes) -> None:
    """Raises OSError, also if only a part could be written: the next line would not be a valid event."""
    with path.open("ab", buffering=0) as file:
        if file.write(line) < len(line):
            raise OSError(errno.ENOSPC, "an event could only be written in part")


def heading(result: ScenarioResult) -> dict[str, str]:
    """A scenario's title, feature and place."""
    return {"title": result.title, "feature": result.feature, "place": result.place}


def tail(path: Path, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
    """The complete events from this byte of the file on, and where the next one begins; none while there is no file.
    Raises OSError, and msgspec.DecodeError for a line that is not an event."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read()
    except FileNotFoundError:
        return [], offset
    whole = data[: data.rfind(b"\n") + 1]
    return [msgspec.json.decode(line, type=dict[str, Any]) for line in whole.splitlines()], offset + len(whole)
