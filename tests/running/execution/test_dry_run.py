"""What a dry run counts; whole dry runs are in test_runner."""

from pathlib import Path

from lockstep.running.execution.dry_run import counted, dry_run_lines
from lockstep.running.execution.final_step import append_final_step

from tests.running.model import feature

TEXT = """Feature: A
  Background:
    Given w
  Scenario: one
    Given x
  Rule: R
    Scenario Outline: two
      Given <n>
      Then y
      Examples:
        | n |
        | 1 |
        | 2 |
"""


def test_scenarios_rows_and_steps_are_counted_without_the_appended_step(tmp_path: Path) -> None:
    made = feature(tmp_path, TEXT)
    one, *rows = made.walk_scenarios()
    append_final_step(one, lambda: None)
    assert dry_run_lines([made], rows[:1], 1) == [
        "read: 1 feature, 1 scenario, 2 example rows, 8 steps",
        "selected: 1 feature, 0 scenarios, 1 example row, 3 steps",
        "undefined: 1 step; nothing was run, and no report was written",
    ]
    assert dry_run_lines([made], [], 0)[1] == "selected: 0 features, 0 scenarios, 0 example rows, 0 steps"


def test_numbers() -> None:
    assert (counted(1, "step"), counted(2_187, "step")) == ("1 step", "2,187 steps")
