from pathlib import Path

import pytest
from lockstep.running.selection.keyword_typos import misspelt_keywords

from tests.running.model import feature

PLACE = "features/a.feature"
END = "\n  Scenario: z\n    Given x\n"


def found(root: Path, text: str) -> list[str]:
    return misspelt_keywords([feature(root, text)], root)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Scenrio: b", "was Scenario: meant?"),
        ("scenario : b", "was Scenario: meant?"),
        ("Scenario Outlne: b", "was Scenario Outline: meant?"),
        ("Backgroud:", "was Background: meant?"),
        ("Ruel: b", "was Rule: meant?"),
        ("Exampels:", "was Examples: meant?"),
        ("Give Ana a phone", "was Given meant?"),
        ("Whem Ana posts", "was When meant?"),
        ("Given Ana", "a step must be in a scenario"),
        ("And Ben", "a step must be in a scenario"),
        ("THEN Ben hears it", "a step must be in a scenario"),
    ],
)
def test_below_a_feature_or_a_rule(tmp_path: Path, line: str, meant: str) -> None:
    [sentence] = found(tmp_path, f"Feature: A\n  Some words.\n\n  {line}\n{END}")
    assert sentence.startswith(f'{PLACE}:4: "{line}" is read as a description: {meant}')
    [sentence] = found(tmp_path, f"Feature: A\n  Rule: R\n  {line}\n{END}")
    assert sentence.startswith(f'{PLACE}:3: "{line}"')


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Give Ana a phone", "was Given meant?"),
        ("Given: Ana", "was Given meant?"),
        ("Thn Ben hears it", "was Then meant?"),
        ("Scenrio: c", "was Scenario: meant?"),
    ],
)
@pytest.mark.parametrize("block", ["Scenario: b", "Background:", "Scenario Outline: b"])
def test_below_a_scenario_a_background_or_an_outline(tmp_path: Path, block: str, line: str, meant: str) -> None:
    examples = "    Examples:\n      | n |\n      | 1 |\n" if "Outline" in block else ""
    [sentence] = found(tmp_path, f"Feature: A\n  {block}\n    {line}\n    When x\n{examples}{END}")
    assert sentence == f'{PLACE}:3: "{line}" is read as a description: {meant}'


@pytest.mark.parametrize(
    "line",
    [
        "Every write reaches everyone who may see it,",
        "and nobody else.",
        "when the network is back, so are they.",
        "The channel is the room of the wire.",
        "They hear it once. An outsider hears nothing.",
        "* one bullet",
        "Source: properties.md. Limits: none.",
        "Ana, Ben and Cleo are people.",
        "There are no events without a cause",
    ],
)
def test_prose_is_left_alone(tmp_path: Path, line: str) -> None:
    assert found(tmp_path, f"Feature: A\n  {line}\n  Rule: R\n    {line}\n{END}") == []


def test_prose_below_a_scenario(tmp_path: Path) -> None:
    assert found(tmp_path, "Feature: A\n  Scenario: b\n    The first of the day.\n    Given x\n") == []


def test_keywords_are_those_of_the_files_language(tmp_path: Path) -> None:
    text = "# language: de\nFunktionalität: A\n\n  Szenari: b\n    Angenommen x\n"
    first, second = found(tmp_path, text)
    assert first == f'{PLACE}:4: "Szenari: b" is read as a description: was Szenario: meant?'
    assert second.startswith(f'{PLACE}:5: "Angenommen x" is read as a description: a step must be in')
