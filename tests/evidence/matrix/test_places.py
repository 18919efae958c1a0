"""A scenario is found by its id, an outline's rows under the outline."""

from pathlib import Path

from lockstep.running.selection.scenario_id import make_id

from evidence.matrix.places import Place, places

FEATURE = """Feature: a
  Rule: all hold
    Scenario: one
      Given nothing
  Scenario Outline: two of <what>
    Given <what>

    Examples:
      | what |
      | x    |
      | y    |
"""


def test_places_are_found_by_id(tmp_path: Path) -> None:
    (tmp_path / "features" / "sync").mkdir(parents=True)
    (tmp_path / "features" / "sync" / "a.feature").write_text(FEATURE, "utf-8")
    file = "features/sync/a.feature"
    assert places(tmp_path) == {
        make_id(file, "all hold", "one", {}): Place(file, 3, "one"),
        make_id(file, "all hold", "two of <what>", {"what": "x"}): Place(file, 5, "two of <what>"),
        make_id(file, "all hold", "two of <what>", {"what": "y"}): Place(file, 5, "two of <what>"),
    }
