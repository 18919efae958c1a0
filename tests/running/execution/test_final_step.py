"""Appending the last step, and that it is reached, through real behave."""

from pathlib import Path

from lockstep.running.execution.final_step import FINAL_STEP, append_final_step

from tests.running.model import feature
from tests.running.project import Project

TEXT = """
Feature: A
  Background:
    Given nothing
  Scenario: plain
    When it breaks
    And nothing happens
  Rule: R
    Background:
      Given nothing
    Scenario Outline: row
      When <act>
      And nothing happens
      Examples:
        | act             |
        | it fails        |
        | nothing happens |
    Scenario: in a background of its own
      When nobody wrote this
      And nobody wrote that
"""


def test_once_and_last_and_at_the_scenarios_own_line(tmp_path: Path) -> None:
    for scenario in feature(tmp_path, TEXT).walk_scenarios():
        before = len(list(scenario.all_steps))
        for _ in range(2):
            append_final_step(scenario, lambda: None)
        steps = list(scenario.all_steps)
        assert len(steps) == before + 1
        assert (steps[-1].keyword, steps[-1].name, steps[-1].line) == ("Then", FINAL_STEP, scenario.line)


def test_it_is_reached_whatever_happened_before(project: Project) -> None:
    project.feature(TEXT)
    ran = project.run()
    ran.came_to(1, passed=1, failed=3)
    told = [[step["status"] for step in one["steps"]] for one in ran.summary["scenarios"]]
    assert told == [
        ["passed", "error", "skipped", "passed"],
        ["passed", "passed", "failed", "skipped", "passed"],
        ["passed", "passed", "passed", "passed", "passed"],
        ["passed", "passed", "error", "error", "passed"],
    ]
    assert project.run("-f", "plain").out.count("every promise held ... passed") == 4


def test_a_failing_background_too(project: Project) -> None:
    project.feature("Feature: A\n  Background:\n    When it fails\n  Scenario: b\n    When nothing happens\n")
    ran = project.run()
    ran.came_to(1, passed=0, failed=1)
    assert [step["status"] for step in ran.allure[0]["steps"]] == ["failed", "skipped", "passed"]


def test_a_suite_without_its_definition_is_an_error(project: Project) -> None:
    project.scenarios("Given nothing")
    steps = project.root / "features" / "steps" / "steps.py"
    steps.write_text(steps.read_text("utf-8").replace(f'@then("{FINAL_STEP}")', '@then("another")'), "utf-8")
    ran = project.run()
    ran.came_to(2, passed=0, failed=1)
    assert f'no step definition matches "{FINAL_STEP}"' in ran.out


THENS = """
Feature: A
  Scenario: promises go on
    When nothing happens
    Then it does not hold
    And it does not hold either
    And it holds
    When nothing happens
    Then it holds
  Scenario: but not after what broke
    When nothing happens
    Then it cannot be looked at
    And it holds
  Scenario: nor after an act that failed
    When it fails
    Then it holds
"""
STEPS = """
from behave import then


@then("it holds")
def holds(context):
    pass


@then("it does not hold")
def holds_not(context):
    raise AssertionError("one")


@then("it does not hold either")
def holds_not_either(context):
    raise AssertionError("another")


@then("it cannot be looked at")
def breaks(context):
    raise KeyError("room")
"""


def test_a_promise_that_does_not_hold_hides_none_that_follows(project: Project) -> None:
    project.feature(THENS)
    (project.root / "features" / "steps" / "promises.py").write_text(STEPS, "utf-8")
    ran = project.run()
    told = [[step["status"] for step in one["steps"]] for one in ran.summary["scenarios"]]
    assert told == [
        ["passed", "failed", "failed", "passed", "skipped", "skipped", "passed"],
        ["passed", "error", "skipped", "passed"],
        ["failed", "skipped", "passed"],
    ]
    messages = [problem["message"] for problem in ran.summary["scenarios"][0]["problems"]]
    assert messages == ["one", "another"]
