"""From behave's model to results: the outcomes of a scenario and its steps, including hooks and clean-up.

A step is *failed* by its assertion; a step that raised UnknownError or InvalidError is *unknown* or *invalid*; one
that broke in another way, is undefined or pending, or whose own hook broke, is *error*. A record that says why the
run stopped makes the scenario and its failed steps *error*, caused by the environment: a target that died cannot be
judged. Causes follow `lockstep.running.execution.causes`; an undefined step and leftovers are attributed to the
suite. An attempt that passed after others did not is *flaky*.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

import msgspec
from behave.model import Scenario, Step
from behave.model_type import Status as Raw

from lockstep.masking import Masker
from lockstep.reporting.places import frames, place, relative, sentence
from lockstep.reporting.results import PASSED, SKIPPED, Bad, Cause, Problem, ScenarioResult, Status, StepResult, worst
from lockstep.running.errors import PLAIN, InvalidError, UnknownError
from lockstep.running.execution.causes import cause_of
from lockstep.running.execution.scenario_record import ScenarioRecord
from lockstep.running.execution.undefined_steps import answer
from lockstep.running.selection.scenario_id import row_of, rule_of, scenario_id, tags_of, title_of

Told = TypeVar("Told", Problem, StepResult)

_BAD: tuple[Bad, ...] = get_args(Bad)
_SUITE: Cause = "suite"
_CLEAN_UP = "clean-up"


def problem_of(error: BaseException, where: str, root: Path, status: Bad = "error") -> Problem:
    """An exception as a problem, with its place in the suite's files unless its text is complete in itself."""
    text = sentence(error, PLAIN)
    at = "" if isinstance(error, PLAIN) else place(error, root)
    return Problem(
        status=status,
        cause=cause_of(error, status),
        where=where,
        message=f"{text} ({at})" if at else text,
        trace="\n".join(frames(error, root)),
    )


def step_result(step: Step, root: Path) -> StepResult:
    """The result of a step that has finished or was not reached."""
    status = _status_of(step)
    message, trace, cause = "", "", None
    if step.status in {Raw.undefined, Raw.untested_undefined}:
        message, cause = answer(step, root), _SUITE
    elif status in _BAD and step.exception is not None:
        problem = problem_of(step.exception, "", root, status)
        message, trace, cause = problem.message, problem.trace, problem.cause
    elif status in _BAD:
        message, cause = step.status.name, _SUITE
    return StepResult(
        keyword=step.keyword,
        name=step.name,
        place=f"{relative(step.filename, root)}:{step.line}",
        status=status,
        cause=cause,
        duration=float(step.duration),
        message=message,
        trace=trace,
        ran_as=str(vars(step).get("ran_as", "")),
    )


def waiting(scenario: Scenario, root: Path, started: float) -> ScenarioResult:
    """A selected scenario that has not run."""
    feature: Any = scenario.feature
    return ScenarioResult(
        id=scenario_id(scenario, root),
        feature=feature.name,
        rule=rule_of(scenario),
        name=title_of(scenario),
        row=row_of(scenario),
        tags=tags_of(scenario),
        file=relative(scenario.filename, root),
        line=scenario.line,
        description="\n".join(scenario.description),
        status="not run",
        started=started,
    )


def concluded(
    scenario: Scenario, record: ScenarioRecord, root: Path, started: float, duration: float
) -> ScenarioResult:
    """A finished scenario, including its clean-up."""
    steps = [step_result(step, root) for step in scenario.all_steps]
    excused = {defect.step for defect in record.known}
    problems = [*_of_steps(steps, excused), *record.problems, *_of_record(record)]
    if record.stopped:
        problems = [
            Problem(status="error", cause="environment", where="the run stops here", message=record.stopped),
            *(_after_the_stop(one) for one in problems if one.message != record.stopped),
        ]
    broke = [one for one in problems if one.cause == "adapter"]
    if broke:  # it explains the others, so it comes first
        problems = [*broke, *(_of_adapter(one) for one in problems if one not in broke)]
    result = waiting(scenario, root, started)
    result.attempt = record.attempt
    result.duration = duration
    result.steps = steps
    result.problems = problems
    if record.history is not None and record.history.exists():
        result.history = relative(record.history, root)
    result.timings, result.metrics = list(record.timings), list(record.metrics)
    result.files = [relative(path, root) for path in record.files]
    result.verdicts, result.notes, result.known = record.verdicts, record.notes, record.known
    result.leftovers, result.kept = record.leftovers, record.kept
    result.status, result.reason = _outcome(scenario, record, problems)
    return result


def mask_result(result: ScenarioResult, masker: Masker) -> None:
    """Mask the messages of steps, hooks and checks; titles, tags and example rows stay as in the feature."""
    result.steps = [
        msgspec.structs.replace(step, message=masker.text(step.message), trace=masker.text(step.trace))
        for step in result.steps
    ]
    for name in ("reason", "problems", "verdicts", "timings", "metrics", "notes", "leftovers", "kept", "known"):
        setattr(result, name, masker.texts(getattr(result, name)))


def again(last: ScenarioResult, *, excused: bool) -> None:
    """Make the result that of another attempt at a scenario: it is final unless it never started, and if it passed it
    is flaky."""
    last.final = last.status not in SKIPPED
    if last.status in PASSED:
        last.status, last.excused = "flaky", excused
        last.reason = f"passed only on attempt {last.attempt}"


def blame_plant(result: ScenarioResult) -> None:
    """In a run with a plant, the cause of every failure is the plant."""
    result.problems = [_of_plant(one) for one in result.problems]
    result.steps = [_of_plant(one) for one in result.steps]


def _of_plant(one: Told) -> Told:
    return msgspec.structs.replace(one, cause="plant") if one.status == "failed" else one


def _of_adapter(problem: Problem) -> Problem:
    """A problem of a scenario in which the adapter broke: what failed then says nothing about the product."""
    told = problem.status == "failed" and problem.cause == "product"
    return msgspec.structs.replace(problem, status="error", cause="adapter") if told else problem


def _outcome(scenario: Scenario, record: ScenarioRecord, problems: list[Problem]) -> tuple[Status, str]:
    if problems:
        return worst(problems), ""
    if scenario.status is Raw.skipped:
        return "skipped", scenario.skip_reason or "no reason was given"
    if scenario.status is Raw.untested:
        return "not run", ""
    return ("known" if record.known else "passed"), ""


def _after_the_stop(problem: Problem) -> Problem:
    """A problem of a scenario whose target died: this explains everything except errors in the suite's steps or
    hooks."""
    broke = problem.status == "error" and problem.cause == "suite" and problem.where != _CLEAN_UP
    return msgspec.structs.replace(problem, status="error", cause="suite" if broke else "environment")


def _of_steps(steps: list[StepResult], excused: set[str]) -> Iterator[Problem]:
    """The problems of steps, except failures that a known defect of the target explains."""
    for step in steps:
        for bad in _BAD:
            if step.status == bad and not (bad == "failed" and step.title in excused):
                where = f"{step.title} ({step.place})"
                cause = step.cause or _SUITE
                yield Problem(status=bad, cause=cause, where=where, message=step.message, trace=step.trace)


def _of_record(record: ScenarioRecord) -> Iterator[Problem]:
    for left in record.leftovers:
        yield Problem(status="error", cause=_SUITE, where=_CLEAN_UP, message=f"left behind: {left}")


def _status_of(step: Step) -> Status:
    if isinstance(step.exception, UnknownError):
        return "unknown"
    if isinstance(step.exception, InvalidError):
        return "invalid"
    if isinstance(step.exception, AssertionError):
        return "failed"
    if step.status.has_failed():
        return "error"
    if step.status in {Raw.passed, Raw.pending_warn}:
        return "passed"
    return "not run" if step.status.is_untested() else "skipped"
