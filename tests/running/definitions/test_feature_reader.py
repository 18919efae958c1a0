"""Reading: scenarios and rows with the runner's own ids, places and tags; flaws with their lines."""

from pathlib import Path

import pytest
from behave.parser import parse_file
from lockstep.running.definitions.feature_reader import read_here
from lockstep.running.selection.scenario_id import scenario_id

from tests.management.project import GOOD, make_project

ADDED = "features/added/a.feature"


def with_added(root: Path, text: str) -> Path:
    make_project(root)
    (root / ADDED).parent.mkdir()
    (root / ADDED).write_text(text, encoding="utf-8")
    return root


def test_every_scenario_and_row_is_read_with_the_ids_of_the_runner(tmp_path: Path) -> None:
    reading = read_here(make_project(tmp_path), steps=False)
    file = tmp_path / "features/sync/talk.feature"
    ids = [scenario_id(one, tmp_path) for one in parse_file(str(file)).walk_scenarios()]
    assert [one.id for one in reading.scenarios[1:]] == ids
    assert [one.title for one in reading.scenarios] == [
        "it stays open", "Ben hears Ana", "everyone hears Cleo", "everyone hears Dora"
    ]  # fmt: skip
    first = reading.scenarios[1]
    assert (first.path, first.line, first.rule) == ("features/sync/talk.feature", 7, "they hear each other")
    assert set(first.tags) == {"sync", "smoke", "timeout.60"}
    assert first.promises == ('Ben hears "hello"',)
    assert reading.flaws == ()


def test_the_gherkin_of_one_scenario_is_a_feature_that_holds_it_alone(tmp_path: Path) -> None:
    text = (
        "@sync\nFeature: tables\n\n  Background:\n    Given Ana is there\n\n  Scenario: one\n    It is told.\n\n"
        '    Given Ben is there\n      | a | b\\|c |\n      | 1 | 2   |\n    Then Ben hears "it"\n'
        '      """\n      two\n        lines\n      """\n\n  Scenario: two\n    Given Ana is there\n'
    )
    reading = read_here(with_added(tmp_path, text), steps=False)
    told = reading.scenarios[0]
    again = read_here(with_added(tmp_path / "again", told.gherkin), steps=False).scenarios[0]
    assert (again.title, again.tags, again.promises, again.gherkin) == (
        "one", told.tags, told.promises, told.gherkin
    )  # fmt: skip
    assert "| b\\|c |" in told.gherkin
    assert "        lines" in told.gherkin
    assert "two\n    Given" not in told.gherkin


def test_a_row_that_is_written_for_each_resource_is_read_for_each(tmp_path: Path) -> None:
    text = (
        "@sync\nFeature: things\n\n  Scenario Outline: <resource>: one\n    Given Ana is there\n\n"
        "    Examples:\n      | resource      |\n      | each resource |\n"
    )
    found = read_here(with_added(tmp_path, text), steps=False).scenarios[:3]
    assert [(one.title, one.line, one.resource) for one in found] == [
        (f"{name}: one", 9, name) for name in ("chatroom", "message", "thread")
    ]
    assert "Scenario: chatroom: one" in found[0].gherkin


def test_a_file_in_another_language_is_told_in_it(tmp_path: Path) -> None:
    text = "# language: de\nFunktionalität: Reden\n\n  Szenario: eins\n    Angenommen Ana is there\n"
    told = read_here(with_added(tmp_path, text), steps=False).scenarios[0].gherkin
    assert told.startswith("# language: de\nFunktionalität: Reden\n")
    assert "Szenario: eins" in told


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("Feature: a\n\n  Scenario: b\n    Given Ana is there\n    | 1 |\n    nonsense\n", 6, "this is not Gherkin"),
        ("@smok\nFeature: a\n\n  Scenario: b\n    Given Ana is there\n", 1, "@smok is not a tag"),
        ("Feature: a\n\n  Scenario: b\n", 3, "has no step"),
        ("Feature: a\n\n  Scenrio: b\n    Given Ana is there\n", 3, "was Scenario: meant?"),
        ("", 0, "this file contains no feature"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    flaws = [one for one in read_here(with_added(tmp_path, text), steps=False).flaws if one.path == ADDED]
    assert (flaws[0].line, reason in flaws[0].reason) == (line, True), flaws


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    make_project(tmp_path)
    (tmp_path / "features/odd.feature").write_bytes(b"Feature: \xff\n")
    assert read_here(tmp_path, steps=False).flaws[0].reason.startswith("this is not text in UTF-8")


def test_what_is_whole_is_read_beside_what_is_not(tmp_path: Path) -> None:
    with_added(tmp_path, "Feature: a\n\n  Scenario: b\n    Given Ana is there\n    nonsense\n")
    assert len(read_here(tmp_path, steps=False).scenarios) == 4
    (tmp_path / ADDED).write_text(GOOD, encoding="utf-8")
    assert len(read_here(tmp_path, steps=False).scenarios) == 5
