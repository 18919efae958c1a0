"""The values of a scenario are valid, different from the last, and unique where they must be."""

import pytest
from lockstep.targets.resources.declarations import Resource, Text
from lockstep.targets.resources.values import Values

from tests.targets.resources.made import order


def test_a_new_thing_gets_the_first_samples() -> None:
    assert Values(order(), "run1").fresh() == {"status": "open", "note": "first draft"}


def test_a_change_differs_from_what_was_there() -> None:
    values = Values(order(), "run1")
    assert values.changed({"status": "open"}) == {"status": "paid"}
    assert values.changed({"status": "paid"}) == {"status": "open"}
    assert [*values.different(3, {"status": "open"})] == [{"status": "paid"}, {"status": "open"}, {"status": "paid"}]


def test_texts_never_repeat() -> None:
    values = Values(order(fields={"note": Text(longest=14)}), "run1")
    changes = [one["note"] for one in values.different(12, {})]
    assert len(set(changes)) == 12
    assert all(len(one) <= 14 for one in changes)


def test_a_unique_field_bears_the_run_and_a_number() -> None:
    values = Values(order(fields={"title": Text(unique=True)}), "run1")
    assert values.fresh() == {"title": "run1 first draft 1"}
    assert values.fresh() == {"title": "run1 first draft 2"}
    assert values.changed({}) == {"title": "run1 second draft 3"}
    assert [*values.awkward()] == []


def test_awkward_and_invalid_values_name_their_field() -> None:
    values = Values(order(), "run1")
    assert ("note", "one character", "x") in [*values.awkward()]
    assert [*values.invalid()] == [("status", "eaten")]


def test_nothing_to_change_is_said() -> None:
    with pytest.raises(LookupError, match="lamp has no field that can be changed"):
        Values(Resource("lamp"), "run1").changed({})
