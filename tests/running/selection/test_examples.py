from pathlib import Path

import pytest
from lockstep.running.selection.examples import examples_flaws, outlines

from tests.running.model import feature

PLACE = "features/a.feature"


def flaws(root: Path, step: str, table: str, before: str = "") -> list[str]:
    text = f"Feature: a\n  Scenario Outline: b\n    Given {step}\n{before}    Examples:\n{table}"
    return examples_flaws([feature(root, text)], root)


@pytest.mark.parametrize("step", ['"<a>"', "<a> and <a>", "<a>, 1 < 2"])
def test_every_placeholder_has_a_column_and_every_column_is_used(tmp_path: Path, step: str) -> None:
    assert flaws(tmp_path, step, "      | a |\n      | 1 |\n") == []


def test_a_column_may_be_used_by_a_tag_of_the_examples(tmp_path: Path) -> None:
    assert flaws(tmp_path, "<a>", "      | a | b |\n      | 1 | 2 |\n", "    @needs.<b>\n") == []


def test_a_misspelt_heading_is_told_from_both_sides(tmp_path: Path) -> None:
    assert flaws(tmp_path, '"<word>"', "      | wrod |\n      | hi |\n") == [
        f'{PLACE}:5: the column "wrod" is used by no step: write <wrod> where it belongs, or remove it',
        f"{PLACE}:3: <word> has no column in the Examples at line 5: add it, or correct the name",
    ]


def test_a_table_of_one_row_has_lost_its_heading(tmp_path: Path) -> None:
    assert flaws(tmp_path, '"<word>"', "      | hi |\n") == [
        f"{PLACE}:4: Examples without a row below its heading would test nothing: complete or remove it"
    ]


def test_a_column_of_the_same_name_and_a_placeholder_in_a_cell(tmp_path: Path) -> None:
    assert flaws(tmp_path, "<a>", "      | a | a |\n      | 1 | 2 |\n")[0].startswith(f'{PLACE}:5: the column "a"')
    assert flaws(tmp_path, "<a> <b>", "      | a | b |\n      | 1 | <a> |\n") == [
        f'{PLACE}:6: the cell "<a>" contains the placeholder of a column: write out its value'
    ]


def test_outlines_below_rules_are_found(tmp_path: Path) -> None:
    text = (
        "Feature: a\n  Rule: r\n    Scenario Outline: b\n      Given <n>\n      Examples:\n      | n |\n      | 1 |\n"
    )
    assert [one.name for one in outlines(feature(tmp_path, text))] == ["b"]
