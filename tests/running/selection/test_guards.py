from pathlib import Path
from typing import Any

import pytest
from behave.tag_expression.builder import TagExpressionProtocol, make_tag_expression
from lockstep.running.selection.guards import duplicates, empty, findings, nothing_executed

from tests.running.model import feature

ALL = make_tag_expression("", TagExpressionProtocol.V2)


def outline(*rows: str) -> str:
    table = "".join(f"        | {row} |\n" for row in rows)
    return f"  Scenario Outline: b\n    Given <n>\n      Examples:\n        | n |\n{table}"


def names(root: Path, text: str) -> list[str]:
    return duplicates([feature(root, f"Feature: A\n{text}")], root)


def test_names_are_unique_within_a_feature_or_a_rule(tmp_path: Path) -> None:
    one = "  Scenario: b\n    Given x\n"
    [sentence] = names(tmp_path, one + one)
    assert sentence.startswith('features/a.feature:4: the name "b" is taken by line 2; ')
    [sentence] = names(tmp_path, one + outline("1"))
    assert sentence.startswith('features/a.feature:4: the name "b" is taken by line 2; ')
    assert names(tmp_path, f"{one}  Rule: R\n{one}  Rule: S\n{one}") == []
    [sentence] = names(tmp_path, f"{one}  Rule: R\n{one}{one}")
    assert sentence.startswith('features/a.feature:7: the name "b" is taken by line 5; ')


def test_rows_are_unique_within_an_outline(tmp_path: Path) -> None:
    assert names(tmp_path, outline("1", "2")) == []
    [sentence] = names(tmp_path, outline("1", "2", "1"))
    assert sentence == "features/a.feature:8: the example row n=1 is already at line 6: remove one"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Feature: A\n", 'features/a.feature:1: Feature "A" has no scenario, so it would test nothing'),
        ("Feature: A\n  Rule: R\n", 'features/a.feature:2: Rule "R" has no scenario, so it would test nothing'),
        ("Feature: A\n  Scenario: b\n", 'features/a.feature:2: Scenario "b" has no step, so it would test nothing'),
        (
            f"Feature: A\n{outline()}",
            'features/a.feature:2: Scenario Outline "b" has no example row, so it would test nothing',
        ),
    ],
)
def test_what_holds_nothing_to_run(tmp_path: Path, text: str, sentence: str) -> None:
    assert empty([feature(tmp_path, text)], ["features/a.feature"], tmp_path) == [sentence]


def test_a_file_without_a_feature(tmp_path: Path) -> None:
    full = feature(tmp_path, "Feature: A\n  Scenario: b\n    Given x\n")
    assert feature(tmp_path, "# nothing\n", "features/b.feature") is None
    files = [str(tmp_path / "features" / name) for name in ("a.feature", "b.feature", "b.feature")]
    assert empty([full], files, tmp_path) == [
        "features/b.feature: this file contains no feature; write one or remove the file"
    ]


def test_all_findings_at_once_and_none_on_a_sound_feature(tmp_path: Path) -> None:
    sound = feature(tmp_path, "@sync\nFeature: A\n  Scenario: b\n    Given x\n")
    asked: Any = make_tag_expression("@nosuch", TagExpressionProtocol.V2)
    assert findings([sound], [sound.filename], ALL, tmp_path) == []
    wrong = feature(tmp_path, "@syncc\nFeature: A\n  Scenrio: c\n  Scenario: b\n  Scenario: b\n    Given x\n")
    found = findings([wrong], [wrong.filename], asked, tmp_path)
    assert len(found) == 5


def test_why_nothing_was_executed() -> None:
    assert nothing_executed([], ALL, None) == "nothing was executed: no scenario is selected"
    assert nothing_executed([], make_tag_expression("@smoke", TagExpressionProtocol.V2), ["late"]) == (
        "nothing was executed: no scenario is selected by --tags smoke and --name late"
    )
    assert nothing_executed(["no files", "no files", ""], ALL, None) == (
        "nothing was executed: every selected scenario was skipped: no files"
    )
