"""What becomes of a scenario's parts; the whole, after real runs, is in test_runner and test_attending."""

from pathlib import Path
from typing import Any

import pytest
from behave.model_type import Status
from lockstep.reporting.results import Bad, Cause, ScenarioResult
from lockstep.running.errors import EnvironmentFaultError, InvalidError, TimeLimitError, UnknownError, ViolatedError
from lockstep.running.execution.scenario_record import ScenarioRecord
from lockstep.running.execution.scenario_result import concluded, problem_of, step_result, waiting
from lockstep.targets.base import KnownDefect
from lockstep.targets.declarations import AdapterError

from tests.reporting.made import VIOLATED, WITNESS, problem
from tests.running.model import feature

TEXT = """
@sync
Feature: A
  @FR-001
  Rule: R
    @smoke @sync
    Scenario Outline: <n> of <m>
      In words.
      Given x
      Then y
      @slow
      Examples:
        | n | m |
        | 1 | 2 |
"""

UNDEFINED = """no step definition matches "y"
define it in a file of the steps folder:
from lockstep.steps import Context, then


@then('y')
def step_y(context: Context) -> None:
    raise NotImplementedError('y')
"""


def model(root: Path) -> Any:
    [scenario] = feature(root, TEXT).walk_scenarios()
    return scenario


def over(scenario: Any, *statuses: Status) -> Any:
    for step, status in zip(scenario.all_steps, statuses, strict=True):
        step.status = status
    scenario.clear_status()
    return scenario


def come_to(scenario: Any, root: Path, record: ScenarioRecord | None = None) -> ScenarioResult:
    return concluded(scenario, record or ScenarioRecord("0123456789ab"), root, 1_000.0, 2.5)


def test_what_is_known_of_a_scenario_that_waits(tmp_path: Path) -> None:
    one = waiting(model(tmp_path), tmp_path, 5.0)
    assert (one.feature, one.rule, one.name, one.row) == ("A", "R", "1 of 2", {"n": "1", "m": "2"})
    assert one.tags == ["sync", "FR-001", "smoke", "slow"]
    assert (one.file, one.line, one.status, one.started) == ("features/a.feature", 14, "not run", 5.0)
    assert one.description == "In words."


def test_passed_known_and_skipped(tmp_path: Path) -> None:
    scenario = over(model(tmp_path), Status.passed, Status.passed)
    assert come_to(scenario, tmp_path).status == "passed"
    known = ScenarioRecord("a", known=[KnownDefect("P7", "x", "issue 12")])
    assert come_to(scenario, tmp_path, known).status == "known"
    scenario.clear_status()
    scenario.skip("no files")
    one = come_to(over(scenario, Status.skipped, Status.skipped), tmp_path)
    assert (one.status, one.reason) == ("skipped", "no files")


def test_a_scenario_that_was_never_begun_is_not_passed(tmp_path: Path) -> None:
    assert come_to(over(model(tmp_path), Status.untested, Status.untested), tmp_path).status == "not run"


@pytest.mark.parametrize(
    ("error", "raw", "comes_to"),
    [
        (AssertionError("Ben received nothing"), Status.failed, ("failed", "Ben received nothing", "product")),
        (
            ViolatedError([VIOLATED]),
            Status.failed,
            ("failed", f"P1 no loss is violated (1 of 2): {WITNESS}", "product"),
        ),
        (TimeLimitError("the time is over"), Status.failed, ("failed", "the time is over", "product")),
        (UnknownError("never settled"), Status.error, ("unknown", "never settled", "evidence")),
        (InvalidError("140 ms"), Status.error, ("invalid", "140 ms", "machine")),
        (EnvironmentFaultError("no disk"), Status.error, ("error", "no disk", "environment")),
        (ValueError("x"), Status.error, ("error", "ValueError: x", "suite")),
        (None, Status.undefined, ("error", UNDEFINED, "suite")),
        (None, Status.pending, ("error", "pending", "suite")),
    ],
)
def test_how_a_step_ends(
    tmp_path: Path, error: Exception | None, raw: Status, comes_to: tuple[Bad, str, Cause]
) -> None:
    status, message, cause = comes_to
    scenario = over(model(tmp_path), Status.passed, raw)
    scenario.steps[-1].exception = error
    result = step_result(scenario.steps[-1], tmp_path)
    assert (result.title, result.place) == ("Then y", "features/a.feature:10")
    assert (result.status, result.message) == (status, message)
    one = come_to(scenario, tmp_path)
    assert one.status == status
    assert [(each.where, each.message) for each in one.problems] == [("Then y (features/a.feature:10)", message)]
    assert one.cause == result.cause == cause


def test_where_the_adapter_broke_nothing_is_put_down_to_the_product(tmp_path: Path) -> None:
    told = "mine.py, line 7: the adapter of mine raised KeyError: 'id' in normalise"
    scenario = over(model(tmp_path), Status.failed, Status.error)
    scenario.steps[0].exception = AssertionError("Ben received nothing")
    scenario.steps[-1].exception = AdapterError(told)
    result = come_to(scenario, tmp_path)
    assert result.status == "error"
    assert {(one.status, one.cause) for one in result.problems} == {("error", "adapter")}
    assert [one.message for one in result.problems] == [told, "Ben received nothing"]


def test_steps_that_were_not_reached(tmp_path: Path) -> None:
    scenario = over(model(tmp_path), Status.untested, Status.skipped)
    assert [step_result(step, tmp_path).status for step in scenario.all_steps] == ["not run", "skipped"]


def test_the_record_is_part_of_the_result(tmp_path: Path) -> None:
    record = ScenarioRecord(
        "a", attempt=2, history=tmp_path / "a-2.jsonl", verdicts=[VIOLATED], notes=["n"], kept=["k"]
    )
    scenario = over(model(tmp_path), Status.passed, Status.passed)
    assert come_to(scenario, tmp_path, record).history is None
    (tmp_path / "a-2.jsonl").write_text("", "utf-8")
    one = come_to(scenario, tmp_path, record)
    assert (one.attempt, one.history, one.duration) == (2, "a-2.jsonl", 2.5)
    assert (one.verdicts, one.notes, one.kept, one.status) == ([VIOLATED], ["n"], ["k"], "passed")


def test_leftovers_and_broken_hooks_are_errors(tmp_path: Path) -> None:
    scenario = over(model(tmp_path), Status.passed, Status.passed)
    one = come_to(scenario, tmp_path, ScenarioRecord("a", leftovers=["a socket"], problems=[problem("error")]))
    assert one.status == "error"
    assert [each.message for each in one.problems] == ["Ben received nothing", "left behind: a socket"]
    assert [each.cause for each in one.problems] == ["suite", "suite"]


def test_a_stopped_run_turns_failures_into_errors(tmp_path: Path) -> None:
    scenario = over(model(tmp_path), Status.failed, Status.passed)
    scenario.steps[0].exception = AssertionError("Ben received nothing")
    one = come_to(scenario, tmp_path, ScenarioRecord("a", stopped="the target died"))
    assert one.status == "error"
    assert [(each.status, each.message) for each in one.problems] == [
        ("error", "the target died"),
        ("error", "Ben received nothing"),
    ]
    assert {each.cause for each in one.problems} == {"environment"}


def test_what_broke_in_the_suite_is_no_fault_of_a_target_that_died(tmp_path: Path) -> None:
    scenario = over(model(tmp_path), Status.error, Status.passed)
    scenario.steps[0].exception = KeyError("x")
    one = come_to(scenario, tmp_path, ScenarioRecord("a", stopped="the target died", leftovers=["a socket"]))
    assert [each.cause for each in one.problems] == ["environment", "suite", "environment"]
    assert one.cause == "environment"


def test_a_problem_says_where_unless_its_text_stands_alone(tmp_path: Path) -> None:
    try:
        waiting(None, tmp_path, 0.0)
    except AttributeError as error:
        found = problem_of(error, "before_all", tmp_path)
    assert found.message.startswith("AttributeError: 'NoneType'")
    assert "(support/lockstep/running/execution/scenario_result.py:" in found.message
    assert problem_of(EnvironmentFaultError("no API"), "before_all", tmp_path).message == "no API"
