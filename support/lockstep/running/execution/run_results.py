"""The results of a run: what was selected, how each scenario ended, errors outside any scenario, and the reports.

The runner enters results here while behave runs; the reports are notified as scenarios end and once at the end. A
scenario that was selected but never ran gets its result at the end, with the reason. A report that cannot be written,
or that finds an error, makes the run an error, which the runner reports, but does not keep other reports from being
written.
"""

import logging
import secrets
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from behave.model import Scenario, Step
from msgspec.structs import replace

from lockstep.masking import Masker
from lockstep.reporting.places import relative, sentence
from lockstep.reporting.results import SKIPPED, Problem, Report, RunResult, ScenarioResult, StepResult
from lockstep.running.errors import PLAIN
from lockstep.running.execution.causes import cause_of
from lockstep.running.execution.exit_codes import exit_code
from lockstep.running.execution.scenario_record import ScenarioRecord
from lockstep.running.execution.scenario_result import (
    again,
    blame_plant,
    concluded,
    mask_result,
    problem_of,
    step_result,
    waiting,
)
from lockstep.settings import Settings

logger = logging.getLogger("lockstep")


class RunResults:
    """The results of one run. Serves the Allure report as its reading of behave's model."""

    def __init__(self, reports: Path) -> None:
        """`reports` is the folder for the reports."""
        self.root = Path.cwd()
        self.masker = Masker()
        self.record: ScenarioRecord | None = None
        self.reports: list[Report] = []
        self.rest = ""
        self.run = RunResult(id=_run_id(), started=time.time(), reports=str(reports))
        self._began = time.monotonic()
        self._selected: list[Scenario] = []
        self._attempts: dict[int, list[ScenarioResult]] = {}
        self._allow_flaky = False

    def set(self, settings: Settings, defines: Iterable[tuple[str, str]]) -> None:
        """Note the settings of the run."""
        self._allow_flaky = settings.allow_flaky
        self.run.seed, self.run.target = settings.seed, settings.target
        self.masker = settings.masker
        self.run.settings = settings.redacted()
        self.run.defines = [(key, self.masker.text(value)) for key, value in defines]

    def begin(self, reports: Iterable[Report]) -> None:
        """Add these reports."""
        for report in reports:
            self.reports.append(report)
            report.begun(self.run)

    def select(self, scenarios: Iterable[Scenario]) -> None:
        """Note which scenarios the command selected."""
        self._selected += scenarios

    def conclude(self, scenario: Scenario, record: ScenarioRecord, started: float, duration: float) -> ScenarioResult:
        """Enter the result of an attempt at a scenario and notify the reports. It replaces those of earlier attempts;
        an attempt that never started does not."""
        result = concluded(scenario, record, self.root, started, duration)
        if self.run.plant:
            blame_plant(result)
        mask_result(result, record.masker or self.masker)
        if self.of(scenario) is not None:
            again(result, excused=self._allow_flaky)
        self.enter(scenario, result)
        return result

    def enter(self, scenario: Scenario, result: ScenarioResult) -> None:
        """Enter the result of an attempt, made by this process or a worker, and notify the reports."""
        attempts = self._attempts.setdefault(id(scenario), [])
        for before in attempts if result.final else []:
            before.final = False
        attempts.append(result)
        self.run.scenarios.append(result)
        for report in self.reports:
            report.concluded(result)

    def of(self, scenario: Scenario) -> ScenarioResult | None:
        """The result of the last attempt at a scenario; None if it is not selected or not finished."""
        attempts = self._attempts.get(id(scenario))
        return attempts[-1] if attempts else None

    def step(self, step: Step) -> StepResult:
        """The result of a step."""
        found = step_result(step, self.root)
        masker = (self.record and self.record.masker) or self.masker
        return replace(found, message=masker.text(found.message), trace=masker.text(found.trace))

    def broke(self, where: str, error: BaseException) -> Problem:
        """Enter an error outside any scenario."""
        problem = self.describe(where, error)
        self.run.problems.append(problem)
        return problem

    def describe(self, where: str, error: BaseException) -> Problem:
        """An exception as an error. Its traceback should be in the log already."""
        found = self.masker.texts(problem_of(error, where, self.root))
        if isinstance(error, PLAIN):
            return found
        message = f"{where} broke with {found.message.replace(f'{Path.cwd()}/', '')}"
        if any(isinstance(handler, logging.FileHandler) for handler in logger.handlers):  # none in a dry run
            message += f"; the traceback is in {relative(Path(self.run.reports) / 'suite.log', Path.cwd())}"
        return Problem(status="error", cause=found.cause, where=where, message=message, trace=found.trace)

    @property
    def selected(self) -> list[Scenario]:
        """The scenarios that the command selected."""
        return list(self._selected)

    def executed(self) -> bool:
        """Whether any scenario was executed."""
        return any(one.status not in SKIPPED for one in self.run.scenarios)

    def close(self) -> RunResult:
        """End the run: what never ran, the exit code, the reports."""
        self.run.stopped = self.masker.text(self.run.stopped)
        reason = self.run.stopped or self.rest or "; ".join(problem.message for problem in self.run.problems)
        for scenario in self._selected:
            if id(scenario) not in self._attempts:
                result = waiting(scenario, self.root, time.time())
                result.reason = f"not run: {reason or 'no reason was given'}"
                self.run.scenarios.append(result)
        self.run.duration = time.monotonic() - self._began
        self.run.exit_code = exit_code(self.run)
        for report in self.reports:
            self._end(report)
        return self.run

    def _end(self, report: Report) -> None:
        """Notify the reports of the end. A report may enter a problem of its own, which later reports then
        include."""
        known = len(self.run.problems)
        try:
            report.ended(self.run)
        except Exception as error:
            logger.exception("%s broke", type(report).__name__)
            text = f"{type(report).__name__} cannot be written: {self.masker.text(sentence(error, PLAIN))}"
            where, cause = type(report).__name__, cause_of(error, "error")
            self.run.problems.append(Problem(status="error", cause=cause, where=where, message=text))
        if len(self.run.problems) > known:
            self.run.exit_code = exit_code(self.run)


def _run_id() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
