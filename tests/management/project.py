"""A small project: two feature files, two steps, and nothing that runs a backend."""

from pathlib import Path

from tests.quality.tree import ROOT

SUITE = """@sync
Feature: people talk

  Rule: they hear each other

    @smoke @timeout.60
    Scenario: Ben hears Ana
      Given Ana is there
      Then Ben hears "hello"

    Scenario Outline: everyone hears <who>
      Given <who> is there
      Then Ben hears "<text>"

      Examples:
        | who  | text |
        | Cleo | hi   |
        | Dora | ho   |
"""
OTHER = """Feature: connections

  @slow
  Scenario: it stays open
    Given Ana is there
"""
STEPS = '''"""Steps."""

from behave import given, then


@given("{who:w} is there")
def is_there(context, who):
    raise AssertionError("nothing may be executed")


@then('Ben hears "{text}"')
def hears(context, text):
    raise AssertionError("nothing may be executed")
'''
GOOD = """Feature: added ones

  Scenario: Eve is heard
    Given Eve is there
    Then Ben hears "Eve"
"""


def make_project(root: Path) -> Path:
    """Lay it out below `root`, which is returned."""
    for name, text in (
        ("features/sync/talk.feature", SUITE),
        ("features/connection/open.feature", OTHER),
        ("features/steps/steps.py", STEPS),
        ("features/environment.py", '"""No hooks."""\n'),
        ("pyproject.toml", (ROOT / "pyproject.toml").read_text(encoding="utf-8")),
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root
