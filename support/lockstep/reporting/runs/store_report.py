"""The report that keeps a run in the store: its beginning, each attempt as it ends, and its end.

A run whose settings are rejected is not stored, because the database is not yet known. A database that cannot be
written never loses the run, whose other reports are all written: one sentence reports it, once, and nothing more is
stored. If the database was set (`LOCKSTEP_DATABASE`) the run is an error (2), because the record is wanted; if it is
only the default, next to the reports, the exit code does not change.
See docs/running.md, "Past runs".
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from lockstep.checks.verdicts import Verdict
from lockstep.load.results.metrics import Metric
from lockstep.matchers.delivery import Timing
from lockstep.reporting.results import Problem, RunResult, ScenarioResult
from lockstep.settings import Settings
from lockstep.store import Attempt, Judged, Measured, Run, Store, StoreError

FILE = "lockstep.db"


def database_of(settings: Settings) -> str:
    """The address of the database according to these settings."""
    return settings.database or f"sqlite:///{settings.reports / FILE}"


class StoreReport:
    """Keeps the run. `say` prints a line on the console."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        """Nothing is opened yet."""
        self._settings = settings
        self._say = say
        self._store: Store | None = None
        self._run: RunResult | None = None
        self._stored: set[tuple[str, int]] = set()

    def begun(self, run: RunResult) -> None:
        """Open the database and store that the run is in progress."""
        self._run = run
        try:
            self._store = Store(database_of(self._settings))
            self._store.begin(_stored(run, ended=False), self._settings.keep_runs)
        except StoreError as error:
            self._give_up(error)

    def concluded(self, result: ScenarioResult) -> None:
        """Store the attempt."""
        if self._store is None or self._run is None:
            return
        try:
            self._store.add(attempt_of(self._run.id, result))
            self._stored.add((result.id, result.attempt))
        except StoreError as error:
            self._give_up(error)

    def ended(self, run: RunResult) -> None:
        """Store the scenarios that never ran, and the end. Raises StoreError if the database was set."""
        if self._store is None:
            return
        try:
            for result in run.scenarios:
                if (result.id, result.attempt) not in self._stored:
                    self._store.add(attempt_of(run.id, result))
            self._store.end(_stored(run, ended=True))
            self._store.close()
        except StoreError as error:
            if self._settings.database:
                self._let_go()
                raise  # the runner reports it
            self._close(error)

    def _give_up(self, error: StoreError) -> None:
        if self._settings.database and self._run is not None:
            self._run.problems.append(
                Problem(status="error", cause="environment", where="the store", message=str(error))
            )
        self._close(error)

    def _close(self, error: StoreError) -> None:
        kind = "error" if self._settings.database else "warning"
        self._say(f"{kind}: this run is not kept for later: {error}")
        self._let_go()

    def _let_go(self) -> None:
        broken, self._store = self._store, None
        if broken is not None:
            with suppress(StoreError):  # the error is reported above; the rest ends with the process
                broken.close()


def attempt_of(run_id: str, result: ScenarioResult) -> Attempt:
    """A result in the store's form."""
    return Attempt(
        run_id=run_id,
        scenario_id=result.id,
        attempt=result.attempt,
        final=result.final,
        ok=result.passed,
        feature=result.feature,
        title=result.title,
        place=result.place,
        status=result.status,
        started=result.started,
        duration=result.duration,
        message=result.problems[0].message if result.problems else result.reason,
        history=result.history or "",
        tags=tuple(result.tags),
        verdicts=tuple(_judged(one) for one in result.verdicts),
        metrics=(*map(_measured, result.timings), *map(_loaded, result.metrics)),
    )


def _judged(verdict: Verdict) -> Judged:
    return Judged(
        property=verdict.property,
        name=verdict.name,
        outcome=verdict.outcome,
        instances=verdict.instances,
        reason=verdict.reason,
        witness=verdict.witnesses[0].text if verdict.witnesses else "",
    )


def _measured(timing: Timing) -> Measured:
    """The slowest of some deliveries, or the time of one recovery, against budget and machine tolerance together."""
    return Measured(
        metric_type="WEBSOCKET_DELIVERY" if timing.budget == "delivery" else "RECOVERY_TIME",
        operation=f"{timing.budget}: {timing.worst}",
        value=timing.worst_ms,
        threshold=timing.budget_ms + timing.tolerance_ms,
        within=timing.over == 0,
        samples=timing.deliveries,
    )


def _loaded(metric: Metric) -> Measured:
    return Measured(
        metric_type=metric.kind,
        operation=metric.operation,
        value=metric.value,
        unit=metric.unit,
        threshold=metric.threshold,
        within=metric.within,
        samples=metric.samples,
    )


def _stored(run: RunResult, *, ended: bool) -> Run:
    return Run(
        id=run.id,
        started=run.started,
        state="ended" if ended else "running",
        target=run.target,
        seed="" if run.seed is None else str(run.seed),
        reports=Path(run.reports).as_posix(),
        duration=run.duration,
        exit_code=run.exit_code if ended else None,
        stopped=run.stopped,
        **run.totals()._asdict(),
        settings=dict(run.settings),
        problems=tuple(problem.message for problem in run.problems),
    )
