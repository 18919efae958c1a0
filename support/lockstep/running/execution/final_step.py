"""The last step, `Then every promise held`, appended once to every scenario, and the way it is always reached.

It also runs after a failed or broken step, so that the history of a scenario that stopped halfway is still judged. A
promise (`Then`) that does not hold hides none of those that follow it: they are checked too, up to the next act. All
other steps in between are reported as skipped. If the run was interrupted it is skipped as well. Reports place it at
the scenario's own line. A scenario that was skipped, or whose `before` hook broke, does not reach it.
"""

from collections.abc import Callable
from typing import Any

from behave.matchers import NoMatch
from behave.model import Scenario, Step
from behave.model_type import Status

from lockstep.running.errors import TimeLimitError
from lockstep.running.signals import INTERRUPTION

FINAL_STEP = "every promise held"


def append_final_step(scenario: Scenario, around: Callable[[], None]) -> None:
    """Append the step and make sure that it is reached; does nothing the second time. `around` is called when the
    step is due."""
    if scenario.steps and scenario.steps[-1].name == FINAL_STEP:
        return
    scenario.continue_after_failed_step = True
    for step in scenario.all_steps:
        vars(step)["run"] = _unless_over(scenario, step)
    last = Step(scenario.filename, scenario.line, "Then", "then", FINAL_STEP)
    scenario.steps.append(last)
    vars(last)["run"] = _announced(scenario, last, around)


def _unless_over(scenario: Scenario, step: Step) -> Callable[..., bool]:
    run: Callable[..., bool] = step.run

    def unless_over(runner: Any, *args: Any, **kwargs: Any) -> bool:
        failed = [earlier for earlier in _before(scenario, step) if earlier.has_failed()]
        if failed and not _is_safe(scenario, step, failed):
            _skip(step, runner)
            return not step.has_failed()
        return run(runner, *args, **kwargs)

    return unless_over


def _is_safe(scenario: Scenario, step: Step, failed: list[Step]) -> bool:
    """Whether a step can still be judged: it is a promise, and since the first that did not hold there were only
    promises, none of which broke or took all the time there was."""
    if INTERRUPTION.count or any(one.status is not Status.failed for one in failed):
        return False
    if any(isinstance(one.exception, TimeLimitError) for one in failed):
        return False
    steps = list(scenario.all_steps)
    first, last = (next(at for at, one in enumerate(steps) if one is wanted) for wanted in (failed[0], step))
    return all(one.step_type == "then" for one in steps[first : last + 1])


def _announced(scenario: Scenario, step: Step, around: Callable[[], None]) -> Callable[..., bool]:
    run: Callable[..., bool] = step.run

    def announced(runner: Any, *args: Any, **kwargs: Any) -> bool:
        if INTERRUPTION.count and any(earlier.has_failed() for earlier in _before(scenario, step)):
            _skip(step, runner)
            return not step.has_failed()
        around()
        return run(runner, *args, **kwargs)

    return announced


def _before(scenario: Scenario, step: Step) -> list[Step]:
    steps = list(scenario.all_steps)
    return steps[: next(index for index, one in enumerate(steps) if one is step)]


def _skip(step: Step, runner: Any) -> None:
    """Do what behave does with steps after a failed one, and notify formatters so that they stay in step."""
    match = runner.step_registry.find_match(step)
    step.status = Status.skipped
    if match is None:
        step.status = Status.undefined
        runner.undefined_steps.append(step)
    for formatter in runner.formatters:
        formatter.match(match or NoMatch())
        formatter.result(step)
