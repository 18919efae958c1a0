from pathlib import Path

from lockstep.running.selection.feature_texts import read_feature
from lockstep.running.selection.readings import Item, behaves, official

from tests.running.selection.files import written

TEXT = """\
@sync
Feature: a
  About it.

  Scenario Outline: b <n>
    Given a text
      '''
      one <n> \x20
      \"""
      '''
    * a table
      | x | <n> |
    Examples: c
      | n |
      | 1 |
"""


def test_items_of_what_is_written_and_of_what_is_executed(tmp_path: Path) -> None:
    expected = [
        Item(2, "language", ("en",)),
        Item(1, "tag", ("sync",)),
        Item(2, "feature", ("Feature", "a")),
        Item(2, "description", ("About it.",)),
        Item(5, "scenario", ("Scenario Outline", "b <n>")),
        Item(6, "step", ("Given", "a text")),
        Item(7, "doc string", ("", "one <n>", '"""')),
        Item(11, "step", ("*", "a table")),
        Item(12, "row", ("x", "<n>")),
        Item(13, "examples", ("Examples", "c")),
        Item(14, "row", ("n",)),
        Item(15, "row", ("1",)),
    ]
    executed = [
        Item(15, "scenario", ("b 1",)),
        Item(15, "step", ("a text",)),
        Item(15, "doc string", ("", "one 1", '"""')),
        Item(15, "step", ("a table",)),
        Item(15, "row", ("x", "1")),
    ]
    feature = read_feature(written(tmp_path, TEXT), None)
    assert feature is not None
    assert official(TEXT) == (expected, executed)
    assert behaves(feature) == (expected, executed)


def test_a_file_without_a_feature_has_no_items() -> None:
    assert official("# nothing\n") == ([], [])
