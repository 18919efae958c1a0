from pathlib import Path

import pytest
from behave.model_type import FileLocation
from lockstep.running.selection.feature_texts import read_feature, read_features

from tests.running.selection.files import FILES, written

TEXT = "Feature: {0}\n  Scenario: one\n    Given x\n  Scenario: two\n    Given x\n"


def test_every_file_is_read_once_whatever_is_wrong_with_the_others(tmp_path: Path) -> None:
    first, second = (str(written(tmp_path, TEXT.format(name), f"features/{name}.feature")) for name in "ab")
    odd = str(written(tmp_path, b"Feature: \xe9\n", "features/c.feature"))
    empty = str(written(tmp_path, "", "features/d.feature"))
    gone = str(tmp_path / "features/e.feature")
    places = [FileLocation(*place) for place in [(first, 2), (odd,), (second,), (empty,), (gone,), (first, 4)]]
    read = read_features(places, None, tmp_path)
    assert [feature.name for feature in read.features] == ["a", "b"]
    assert read.files == [first, second, empty]
    assert read.sentences == [
        "features/c.feature:1: this is not text in UTF-8: save the file in UTF-8",
        "features/e.feature: this file cannot be read (No such file or directory); repair it or remove it",
    ]


def test_a_line_selects_its_scenario(tmp_path: Path) -> None:
    file = str(written(tmp_path, TEXT.format("a")))
    [feature] = read_features([FileLocation(file, 5)], None, tmp_path).features
    assert [one.name for one in feature.walk_scenarios() if not one.should_skip] == ["two"]
    [feature] = read_features([FileLocation(file, 2), FileLocation(file)], None, tmp_path).features
    assert [one.name for one in feature.walk_scenarios() if not one.should_skip] == ["one", "two"]


def test_examples_without_a_table_print_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    feature = read_feature(FILES / "bad/examples_without_table.feature", None)
    assert feature is not None
    assert len(feature.walk_scenarios()) == 1
    assert capsys.readouterr().out == ""
