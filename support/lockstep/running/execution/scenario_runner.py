"""The part of the runner around each scenario: its record, its time limit, its hooks, its clean-up, its end.

An exception in a hook or a clean-up is entered where it belongs: for a hook of the run, of a feature or of a rule in
the run's own problems, for any other in the scenario's record. A scenario whose record says why the run cannot
continue, or a hook of the run that breaks before the first scenario, ends the run: no other scenario is begun.

A failed, error or unknown scenario is run again with fresh data, at most `test_retry_count` times; but not when the
run is ending, nor when its clean-up left something behind, which a later attempt cannot correct.

It relies on internals of behave 1.3.3.
"""

import itertools
import logging
import sys
import time
from pathlib import Path
from typing import Any, Protocol

from behave.matchers import Match
from behave.model import Scenario, Step
from behave.model_type import Status
from behave.runner import Context, Runner

from lockstep.reporting.allure import AllureReport, Run
from lockstep.reporting.console.outlet import Outlet
from lockstep.reporting.console.printable import printable
from lockstep.reporting.results import Bad, Problem, Report, ScenarioResult
from lockstep.reporting.stream import EventStream
from lockstep.running.errors import EnvironmentFaultError, RunStoppedError, SuiteFaultError, TimeLimitError
from lockstep.running.execution.causes import cause_of
from lockstep.running.execution.progress import Progress, Tell
from lockstep.running.execution.run_results import RunResults
from lockstep.running.execution.scenario_record import ScenarioRecord
from lockstep.running.execution.scenario_result import waiting
from lockstep.running.execution.time_limit import TimeLimit, limit_of
from lockstep.running.selection.scenario_id import scenario_id
from lockstep.running.signals import INTERRUPTED, INTERRUPTION
from lockstep.settings import Settings

logger = logging.getLogger("lockstep")

CLEAN_UP_INTERRUPTED = "{} was interrupted, so items that it should have removed may remain"
_BEGINNINGS = frozenset({"before_all", "before_scenario", "before_step"})
AGAIN: frozenset[Bad] = frozenset({"failed", "error", "unknown"})


class TextOut(Protocol):
    """The output for console lines."""

    def write(self, text: str, /) -> object: ...

    def flush(self) -> object: ...


class ScenarioRunner(Runner):
    """behave's runner with control over every scenario and hook."""

    settings: Settings
    context: Any  # None until the features are read; from then on behave's context, which takes any attribute

    def __init__(self, config: Any, reports: Path) -> None:
        """Nothing is read or written yet. `reports` is the folder for the reports."""
        super().__init__(config)
        self.run_results = RunResults(reports)
        self.limit = TimeLimit({Match.run.__code__, ScenarioRunner._call.__code__, Context._do_cleanups.__code__})
        self.allure: AllureReport | None = None
        self.stream: EventStream | None = None
        self.progress: Progress | None = None
        self._record: ScenarioRecord | None = None
        self._screen = Outlet(sys.stdout, self._without_known)
        self._out: TextOut = self._screen

    def _without_known(self, text: str) -> str:
        return self.run_results.masker.known(text)

    def attend(self, scenario: Scenario) -> None:
        """Make sure that each attempt at the scenario is limited in time, recorded and entered in the run_results,
        and that the scenario is run again if necessary."""
        attempt = self._attended(scenario)
        if self.allure is not None:
            attempt = self.allure.listen(scenario, attempt)

        def attempts(runner: Any) -> bool:
            if INTERRUPTION.count:
                return False
            failed = attempt(runner)
            for _ in range(self.settings.test_retry_count):
                if not self._is_due_again(scenario):
                    break
                for step in scenario.all_steps:
                    step.reset()
                failed = attempt(runner)
            result = self.run_results.of(scenario)
            return failed or bool(result and result.status == "flaky" and not result.excused)

        vars(scenario)["run"] = attempts

    def _is_due_again(self, scenario: Scenario) -> bool:
        result = self.run_results.of(scenario)
        if result is None or self.aborted or self.run_results.run.stopped:
            return False
        return result.status in AGAIN and not result.leftovers

    def _attended(self, scenario: Scenario) -> Run:
        run: Run = scenario.run
        tries = itertools.count(1)

        def attended(runner: Any) -> bool:
            self._record = record = ScenarioRecord(scenario_id(scenario, self.run_results.root), next(tries))
            self.run_results.record = record
            started, began = time.time(), time.monotonic()
            if self.progress is not None:
                self.progress.begins(record, waiting(scenario, self.run_results.root, started))
            self._grant(scenario, "its steps were done")
            try:
                failed = run(runner)
                self._phase_ends(scenario, "error")
            finally:
                self.limit.stop()
                if self.progress is not None:
                    self.progress.ends()
                self._record = self.run_results.record = None
            for step in scenario.all_steps:
                if isinstance(step.exception, RunStoppedError):
                    record.stop(str(step.exception))
            if record.stopped:
                self.stop_run(record.stopped)
            result = self.run_results.conclude(scenario, record, started, time.monotonic() - began)
            if result.problems and not scenario.status.has_failed():
                scenario.set_status(Status.cleanup_error)
            return bool(result.problems) or (failed and result.status != "known")

        return attended

    def final_step_begins(self) -> None:
        """The scenario's own steps are over, or were skipped: the last step has a time limit of its own."""
        if self._record is None:  # a dry run
            return
        scenario = self.context.scenario
        self._phase_ends(scenario, "failed")
        self._grant(scenario, "every promise was judged")

    def _grant(self, scenario: Scenario, before: str) -> None:
        seconds, source = limit_of(scenario, self.settings.test_timeout)
        self.limit.start(seconds, f"the time limit of {seconds:g} s ({source}) was over before {before}")

    def _phase_ends(self, scenario: Scenario, status: Bad) -> None:
        """Enter an exceeded time limit that was not visible (it was swallowed, or came at the very end)."""
        struck, problems = self.limit.struck, self._problems()
        told = [str(step.exception) for step in scenario.all_steps] + [one.message for one in problems]
        if struck and not any(struck in text for text in told):
            cause = cause_of(TimeLimitError(struck, waiting=self.limit.waiting), status)
            problems.append(Problem(status=status, cause=cause, where="the time limit", message=struck))

    def _problems(self) -> list[Problem]:
        """Where errors are entered now: the scenario's record, or the run's own problems."""
        return self.run_results.run.problems if self._record is None else self._record.problems

    # side by side

    def become_worker(self, number: int, out: TextOut, results: Report, tell: Tell) -> None:
        """From here on this process is a worker: its output goes to `out`, its results to `results`, and events of
        the run to `tell`."""
        self._out = out
        self.context.worker = number
        self.formatters = [one for one in self.formatters if one in (self.allure, self.progress)]
        if self.progress is not None:
            self.progress.tell = tell
        self.run_results.reports = [results]

    def tell(self, type: str, **facts: Any) -> None:  # noqa: A002 - as it stands in an event
        """Enter a worker's event in the stream."""
        if self.stream is not None:
            self.stream.tell(type, **facts)

    def take(self, scenario: Scenario, result: ScenarioResult) -> None:
        """Enter a worker's result. Its Allure result has already been written."""
        if self.allure is not None:
            self.allure.wrote(result)
        self.run_results.enter(scenario, result)

    # hooks and clean-up

    def run_hook(self, hook_name: str, *args: Any) -> bool:
        """Call a hook; any exception is entered where it belongs. False if it broke."""
        begins = hook_name in _BEGINNINGS
        if not self.should_run_hook(hook_name) and not (begins and INTERRUPTION.count):
            return True
        if hook_name == "before_scenario":
            self.context.record = self._record
        elif hook_name == "after_scenario":
            self._phase_ends(args[0], "failed")
            self._grant(args[0], "its clean-up was done")
        INTERRUPTION.cleaning = hook_name.startswith("after_")
        try:
            if begins:
                INTERRUPTION.check()
            self._call(hook_name, *args)
        except KeyboardInterrupt:
            self._interrupted(hook_name, args)
            return False
        except (Exception, SystemExit) as error:
            logger.exception("%s broke", hook_name)
            self._hook_broke(hook_name, args, error)
            return False
        finally:
            INTERRUPTION.cleaning = False
        return True

    def _interrupted(self, hook_name: str, args: tuple[Any, ...]) -> None:
        """Enter the error; an interruption of the run is reported at its end."""
        self.stop_run(INTERRUPTED)
        if hook_name.startswith("after_"):
            self._hook_broke(hook_name, args, EnvironmentFaultError(CLEAN_UP_INTERRUPTED.format(hook_name)))
        elif self._record is None:
            self.run_results.broke(hook_name, EnvironmentFaultError(INTERRUPTED))
        else:
            self._hook_broke(hook_name, args, EnvironmentFaultError(INTERRUPTED))

    def _call(self, hook_name: str, *args: Any) -> None:
        with self.context.use_with_user_mode():
            self.hooks[hook_name](self.context, *args)

    def _hook_broke(self, hook_name: str, args: tuple[Any, ...], error: BaseException) -> None:
        statement = self._statement_of(args)
        if statement is not None:
            statement.hook_failed = True
        if isinstance(error, RunStoppedError):
            self.stop_run(str(error))
        elif hook_name == "before_all":
            self.aborted = True
        if self._record is None:
            named = hook_name if statement is None else f'{hook_name} of {statement.keyword} "{statement.name}"'
            self.broke(named, error)
        elif isinstance(statement, Step) and statement.exception is None:
            problem = self.run_results.describe(hook_name, error)
            fault = EnvironmentFaultError if problem.cause == "environment" else SuiteFaultError
            statement.exception = fault(problem.message)
        else:
            self._record.problems.append(self.run_results.describe(hook_name, error))

    def _statement_of(self, args: tuple[Any, ...]) -> Any:
        if args and isinstance(args[0], str):  # a tag: its hook has broken for every item with this tag
            layers = (getattr(self.context, layer, None) for layer in ("scenario", "rule", "feature"))
            return next((statement for statement in layers if statement is not None), None)
        return args[0] if args else None

    def clean_up_broke(self, context: Any, clean_up: Any, error: BaseException) -> None:
        """behave calls this when a clean-up function of any layer breaks."""
        layer = context._stack[0].get("@layer", "testrun")
        where = f"clean-up ({getattr(clean_up, '__name__', 'a function')})"
        logger.error("%s broke", where, exc_info=error)
        if self._record is not None and layer == "scenario":
            self._record.problems.append(self.run_results.describe(where, error))
        else:
            self.broke(f"{where} after the {'run' if layer == 'testrun' else layer}", error)

    # what ends a run early

    def abort(self, reason: str | None = None) -> None:
        """behave calls this when the user interrupts a step."""
        self.stop_run(INTERRUPTED if reason in {None, "KeyboardInterrupt"} else str(reason))

    def stop_run(self, reason: str) -> None:
        """Begin no other scenario; the first reason counts."""
        self.run_results.run.stopped = self.run_results.run.stopped or reason
        if self.context is not None:
            self.aborted = True

    def broke(self, where: str, error: BaseException) -> None:
        """Enter and print an error outside any scenario."""
        self.say(f"error: {self.run_results.broke(where, error).message}")

    def say(self, line: str) -> None:
        """Print a line on the console, even if output is captured."""
        self._out.write(f"{printable(self.run_results.masker.text(line))}\n")
        self._out.flush()
