"""A feature with one scenario in it keeps everything around it, and gets the others back."""

from pathlib import Path

from behave.model import Feature
from lockstep.running.parallel.single_scenario import only

from tests.running.model import feature

TEXT = """
Feature: A
  Background:
    Given x
  Scenario: one
    Given x
  Scenario Outline: row <n>
    Given <n>
    Examples:
      | n |
      | 1 |
      | 2 |
  Rule: R
    Scenario: inside
      Given x
    Scenario Outline: deep <n>
      Given <n>
      Examples:
        | n |
        | 3 |
"""


def names(one: Feature) -> list[str]:
    return [scenario.name for scenario in one.walk_scenarios()]


def test_every_scenario_alone_and_all_of_them_afterwards(tmp_path: Path) -> None:
    made = feature(tmp_path, TEXT)
    every = made.walk_scenarios()
    before = names(made)
    for scenario in every:
        with only(made, scenario) as pruned:
            [left] = pruned.walk_scenarios()
            assert left is scenario
            assert pruned.background is not None
        assert names(made) == before
