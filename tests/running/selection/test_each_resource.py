"""Outlines written for each resource have a row for each, before lines select, and are skipped without any."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from behave.model import Scenario
from behave.model_type import FileLocation
from lockstep.running.errors import CommandFaultError
from lockstep.running.selection.each_resource import chosen_names, expand, is_expanded, is_unexpanded, unmet
from lockstep.running.selection.feature_texts import read_feature, read_features
from lockstep.running.selection.guards import findings
from lockstep.running.selection.scenario_id import scenario_id, title_of
from lockstep.targets.resources import Resource

from tests.running.selection.files import written
from tests.targets.resources.made import order

FEATURE = """Feature: things
  @needs.each.delete
  Scenario Outline: <resource> <word>: it is deleted
    When a thing of the kind <resource> is deleted as <word>

    Examples:
      | word | resource      |
      | once | each resource |
      | here | lamp          |

  Scenario: another
    When something else is done
"""


def scenarios(root: Path, names: Sequence[str], line: int = 0) -> list[Scenario]:
    file = written(root, FEATURE)
    place = FileLocation(str(file), line) if line else FileLocation(str(file))
    read = read_features([place], None, root, names)
    assert read.sentences == []
    assert findings(read.features, read.files, None, root) == []
    return [one for feature in read.features for one in feature.walk_scenarios()]


def test_a_row_becomes_one_for_each(tmp_path: Path) -> None:
    found = scenarios(tmp_path, ["order", "courier"])
    assert [title_of(one) for one in found] == [
        "order once: it is deleted",
        "courier once: it is deleted",
        "lamp here: it is deleted",
        "another",
    ]
    assert [one.steps[0].name for one in found][1] == "a thing of the kind courier is deleted as once"
    assert len({scenario_id(one, tmp_path) for one in found}) == 4


def test_ids_do_not_change_when_resources_are_added(tmp_path: Path) -> None:
    (few, *_), many = scenarios(tmp_path, ["order"]), scenarios(tmp_path, ["courier", "order", "lamps"])
    assert scenario_id(few, tmp_path) in {scenario_id(one, tmp_path) for one in many}


def test_the_line_of_the_row_selects_each_of_them(tmp_path: Path) -> None:
    found = scenarios(tmp_path, ["order", "courier"], line=8)
    chosen = [title_of(one) for one in found if not one.should_skip]
    assert chosen == ["order once: it is deleted", "courier once: it is deleted"]


def test_without_resources_the_row_remains(tmp_path: Path) -> None:
    first, *_ = scenarios(tmp_path, [])
    assert title_of(first) == "each resource once: it is deleted"
    assert unmet(first, (), "nchan") == "target nchan declares no resources"


def test_a_file_is_read_as_it_is_written_until_it_is_expanded(tmp_path: Path) -> None:
    feature = read_feature(written(tmp_path, FEATURE), None)
    assert feature is not None
    expand(feature, [])
    assert not is_expanded(feature)
    expand(feature, ["order"])
    assert is_expanded(feature)


def test_what_a_resource_lacks_is_the_reason(tmp_path: Path) -> None:
    complete, bare = order(), Resource("courier")
    found = scenarios(tmp_path, ["order", "courier"])
    assert [unmet(one, (complete, bare), "mine") for one in found] == [
        "",
        "courier declares no delete",
        "target mine has no resource lamp",
        "",
    ]


def test_one_resource_can_be_chosen() -> None:
    both = (order(), Resource("courier"))
    assert chosen_names(both) == ("order", "courier")
    assert chosen_names(both, "courier") == ("courier",)
    with pytest.raises(CommandFaultError, match=r"resource=courer: .* did you mean courier\?"):
        chosen_names(both, "courer")
    with pytest.raises(CommandFaultError, match="it declares order, courier"):
        chosen_names(both, "x")
    assert chosen_names((), "order") == ()


def test_a_row_left_as_it_is_written_is_told_from_those_of_a_resource(tmp_path: Path) -> None:
    assert [is_unexpanded(one) for one in scenarios(tmp_path, [])] == [True, False, False]
    assert not any(is_unexpanded(one) for one in scenarios(tmp_path, ["order"]))
