"""What is told of a scenario reads back as the same, and may run."""

from pathlib import Path

import pytest
from behave.model_type import FileLocation
from lockstep.running.definitions.retelling import told
from lockstep.running.selection.feature_texts import read_features
from lockstep.running.selection.readings import executed_of
from lockstep.running.selection.sources import feature_files

from tests.quality.tree import ROOT
from tests.running.model import feature
from tests.running.selection.files import FILES, refused, written


def again(root: Path, text: str, name: str = "features/a.feature") -> list[tuple[str, tuple[str, ...]]]:
    [only] = feature(root, text, name).walk_scenarios()
    return [(item.kind, item.value) for item in executed_of(only)]


def retold(root: Path, text: str) -> str:
    """The one scenario of this text, told, and read back as the same."""
    [only] = feature(root, text).walk_scenarios()
    gherkin = told(only)
    assert again(root, gherkin) == [(item.kind, item.value) for item in executed_of(only)]
    assert refused(written(root, gherkin), root) == []
    return gherkin


@pytest.mark.parametrize("cell", [r"C:\temp", "a\\", r"\a", r"a \| b", r"\*", "", '"""'])
def test_a_cell_is_told_as_it_is_written(tmp_path: Path, cell: str) -> None:
    gherkin = retold(tmp_path, f"Feature: a\n  Scenario: b\n    Given a table\n      | x | {cell} |\n")
    assert f"| x | {cell} |" in gherkin


@pytest.mark.parametrize("quotes", ['"""', "'''"])
@pytest.mark.parametrize("text", ["{other}", "two\n\n  lines", "", "\n", "\nx\n", "x {other} {quotes}", "| a |\n# b"])
def test_a_doc_string_keeps_its_lines(tmp_path: Path, text: str, quotes: str) -> None:
    text = text.format(other="'''" if quotes == '"""' else '"""', quotes=quotes)
    lines = "".join(f"      {line}\n" for line in text.split("\n")) if text else ""
    retold(tmp_path, f"Feature: a\n  Scenario: b\n    Given a text\n      {quotes}\n{lines}      {quotes}\n")


def test_a_row_is_told_with_its_values(tmp_path: Path) -> None:
    gherkin = retold(
        tmp_path,
        "@sync\nFeature: a\n  Rule: r\n    Scenario Outline: b <n>\n      Given <n>\n        | <n> |\n"
        "      @smoke\n      Examples:\n        | n     |\n        | C:\\x |\n",
    )
    assert "Scenario: b C:\\x\n    Given C:\\x\n      | C:\\x |\n" in gherkin
    assert gherkin.startswith("@sync @smoke\nFeature: a\n\n  Rule: r\n")


@pytest.mark.parametrize(
    ("step", "row"),
    [
        ("a <x>", "  | x | y |\n      | | 1 |"),
        ("<x><y>\n      | <x><y> |", "  | x | y |\n      | a\\ | \\| |"),
        ("<x>\n      | \\<y> |", "  | x | y |\n      | a | n |"),
        ('a\n      """\n      \'\'\'\n      <x>\n      """', '  | x | y |\n      | """ | 1 |'),
    ],
)
def test_a_row_that_cannot_be_filled_in_is_told_as_its_outline(tmp_path: Path, step: str, row: str) -> None:
    outline = f"  Scenario Outline: b <y>\n    Given {step}\n    Examples:\n    {row}\n"
    text = f"Feature: a\n  Background:\n    Given c\n{outline}"
    gherkin = retold(tmp_path, text)
    assert "Scenario Outline: b <y>" in gherkin
    assert "Examples:" in gherkin


def test_every_scenario_of_the_suite_and_of_the_good_files_reads_back(tmp_path: Path) -> None:
    files = [*feature_files(ROOT / "features"), *(FILES / "good").glob("*.feature")]
    features = read_features([FileLocation(str(file)) for file in files], None, ROOT).features
    count = 0
    for scenario in (one for each in features for one in each.walk_scenarios()):
        assert again(tmp_path, told(scenario)) == [(item.kind, item.value) for item in executed_of(scenario)]
        count += 1
    assert count > 400
