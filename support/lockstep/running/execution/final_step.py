"""The last step, `Then every promise held`, appended once to every scenario, and the way it is always reached.

It also runs after a failed or broken step, so that the history of a scenario that stopped halfway is still judged;
the steps in between are reported as skipped. If the run was interrupted it is skipped as well. Reports place it at
the scenario's own line. A scenario that was skipped, or whose `before` hook broke, does not reach it.
"""

from collections.abc import Callable
from typing import Any

from behave.matchers import NoMatch
from behave.model import Scenario, Step
from behave.model_type import Status

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
        if any(earlier.has_failed() for earlier in _before(scenario, step)):
            _skip(step, runner)
            return not step.has_failed()
        return run(runner, *args, **kwargs)

    return unless_over


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
