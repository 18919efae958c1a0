from pathlib import Path

from lockstep.running.selection.guards import findings
from lockstep.running.selection.scenario_id import scenario_id
from lockstep.running.selection.unique_ids import shared_ids

from tests.running.model import feature
from tests.running.project import Project

RULES = """Feature: A
  Rule: heard once
    Scenario: three messages
      When it fails
  Rule: heard once
    Scenario: three messages
      Given nothing
"""


def sentences(root: Path, text: str) -> list[str]:
    return list(shared_ids([feature(root, text)], root))


def test_two_rules_of_one_name_with_one_title(tmp_path: Path) -> None:
    [sentence] = sentences(tmp_path, RULES)
    assert sentence == (
        'features/a.feature:6: the scenario "three messages" has the same id as the one at line 3, because both are'
        ' in a rule "heard once"; reports and history could not tell the two apart: rename one of the rules, or'
        " one of the scenarios"
    )
    assert sentences(tmp_path, RULES.replace("three", "four", 1)) == []
    assert sentences(tmp_path, RULES.replace("heard once", "heard twice", 1)) == []


def test_rows_of_outlines_in_two_rules_of_one_name(tmp_path: Path) -> None:
    rule = "  Rule: R\n    Scenario Outline: b\n      Given <n>\n      Examples:\n        | n |\n        | 1 |\n"
    [sentence] = sentences(tmp_path, f"Feature: A\n{rule}{rule}        | 2 |\n")
    assert sentence.startswith('features/a.feature:13: the scenario "b" has the same id as the one at line 7, ')


def test_cells_that_read_alike_once_they_are_joined(tmp_path: Path) -> None:
    text = (
        "Feature: A\n  Scenario Outline: b\n    Given x\n"
        "    Examples:\n      | n | m |\n      | 1 | 2 |\n"
        "    Examples:\n      | n |\n      | 1 \\| m=2 |\n"
    )
    assert len({scenario_id(one, tmp_path) for one in feature(tmp_path, text).walk_scenarios()}) == 1
    [sentence] = sentences(tmp_path, text)
    assert sentence.startswith(
        'features/a.feature:9: the scenario "b" has the same id as the one at line 6, '
        "because their rows are equal once joined; "
    )


def test_files_whose_paths_count_as_one(tmp_path: Path) -> None:
    text = "Feature: A\n  Scenario: b\n    Given x\n"
    both = [feature(tmp_path, text), feature(tmp_path, text, "more/a.feature")]
    [sentence] = shared_ids(both, tmp_path)
    assert sentence.startswith(
        'more/a.feature:2: the scenario "b" has the same id as the one at features/a.feature:2'
    )
    assert list(shared_ids([both[0], feature(tmp_path, text, "more/b.feature")], tmp_path)) == []


def test_a_file_that_is_read_twice_is_told_once(tmp_path: Path) -> None:
    text = "Feature: A\n  Scenario: b\n    Given x\n  Scenario: c\n    Given x\n"
    [sentence] = shared_ids([feature(tmp_path, text), feature(tmp_path, text)], tmp_path)
    assert sentence == "features/a.feature:2: this file is read twice, under two names of its path: name it once"


def test_what_the_guard_of_names_tells_is_told_once(tmp_path: Path) -> None:
    one = "  Scenario: b\n    Given x\n"
    twice = feature(tmp_path, f"Feature: A\n{one}{one}")
    assert list(shared_ids([twice], tmp_path)) == []
    assert len(findings([twice], [twice.filename], None, tmp_path)) == 1


def test_a_run_with_one_id_twice_is_refused_before_anything_runs(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.feature(RULES)
    ran = project.run()
    ran.came_to(2, passed=0, failed=0)
    assert "error: features/a.feature:6: " in ran.out
    assert "the one at line 3" in ran.out


def test_a_file_named_by_two_paths_is_read_once(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.feature("Feature: A\n  Scenario: b\n    Given nothing\n")
    ran = project.run("features/a.feature", str(tmp_path / "features" / "a.feature"))
    ran.came_to(0, passed=1, failed=0)
