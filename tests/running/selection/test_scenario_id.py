import hashlib
from pathlib import Path

from lockstep.running.selection.scenario_id import make_id, row_of, rule_of, scenario_id, written_name

from tests.running.model import feature

TEXT = """
Feature: A
  @smoke
  Scenario: one
    Given x
  Rule: R
    Scenario: one
      Given x
    Scenario Outline: <n> messages
      Given <n>
      Examples:
        | n | who |
        | 1 | Ben |
        | 2 | Ben |
"""


def test_the_id_is_what_the_page_says() -> None:
    digest = hashlib.sha256(b"features/a.feature\nR\n<n> messages\nn=1 | who=Ben").hexdigest()
    assert make_id("features/a.feature", "R", "<n> messages", {"n": "1", "who": "Ben"}) == digest[:12]


def test_ids_of_a_feature(tmp_path: Path) -> None:
    found = feature(tmp_path, TEXT).walk_scenarios()
    assert [(rule_of(one), written_name(one), row_of(one)) for one in found] == [
        ("", "one", {}),
        ("R", "one", {}),
        ("R", "<n> messages", {"n": "1", "who": "Ben"}),
        ("R", "<n> messages", {"n": "2", "who": "Ben"}),
    ]
    assert [scenario_id(one, tmp_path) for one in found] == [
        make_id("features/a.feature", rule_of(one), written_name(one), row_of(one)) for one in found
    ]


def test_neighbours_steps_and_tags_change_nothing(tmp_path: Path) -> None:
    before = [scenario_id(one, tmp_path) for one in feature(tmp_path, TEXT).walk_scenarios()]
    changed = TEXT.replace("@smoke", "@sync").replace("Given x", "Given y").replace("        | 1 | Ben |\n", "")
    after = [scenario_id(one, tmp_path) for one in feature(tmp_path, changed).walk_scenarios()]
    assert after == [before[0], before[1], before[3]]
    moved = feature(tmp_path, TEXT, "features/b.feature")
    assert scenario_id(moved.walk_scenarios()[0], tmp_path) != before[0]


def test_rows_whose_values_behave_writes_alike_into_a_tag_have_two_ids(tmp_path: Path) -> None:
    text = """
Feature: A
  @at.<place>
  Scenario Outline: at <place>
    Given x
    Examples:
      | place |
      | a/b   |
      | ab    |
"""
    first, second = feature(tmp_path, text).walk_scenarios()
    assert first.tags == second.tags == ["at.ab"]
    assert scenario_id(first, tmp_path) != scenario_id(second, tmp_path)
