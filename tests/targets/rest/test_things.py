"""Things are projected alike from answers and events, and the newest of what was shown is kept."""

from typing import Any

import pytest
from lockstep.history.digest import digest
from lockstep.targets.resources import Field, Resource, Verb
from lockstep.targets.rest.things import Known, Thing, chosen, thing_in

from tests.targets.resources.made import order


def thing(status: str, version: int | None = None) -> Thing:
    return Thing("order:7", 7, version, {"status": status})


def test_a_thing_is_projected_by_the_declared_paths() -> None:
    declared = Resource("lamp", id="key", version="meta.n", fields={"on": Field(samples=(True,), path="state.on")})
    found = thing_in(declared, {"key": "a", "meta": {"n": 2}, "state": {"on": False}, "noise": 1})
    assert found == Thing("lamp:a", "a", 2, {"on": False})
    assert found.payload == {"id": "a", "on": False, "version": 2}
    assert found.shown().digest == digest(found.payload)


@pytest.mark.parametrize("data", [None, [], {"id": None}, {"id": True}, {"id": []}, "x"])
def test_what_has_no_id_is_no_thing(data: Any) -> None:
    assert thing_in(order(), data) is None


def test_what_an_operation_sets_is_chosen_or_nothing() -> None:
    declared = order()
    assert chosen({"status": "open", "note": "x", "other": 1}, declared, Verb.CHANGE) == {
        "status": "open",
        "note": "x",
    }
    assert chosen({"status": "open"}, declared, Verb.CHANGE) is None
    assert chosen({"status": "open", "note": "x"}, declared, Verb.DELETE) is None
    assert chosen({}, Resource("lamp"), Verb.CREATE) is None


def test_an_older_version_is_not_learnt() -> None:
    known = Known()
    known.learn(thing("paid", 2))
    known.learn(thing("open", 1))
    assert known.shown["order:7"].fields == {"status": "paid"}
    known.learn(thing("shipped", 3))
    assert known.shown["order:7"].fields == {"status": "shipped"}


def test_a_change_to_what_is_there_changes_nothing() -> None:
    known = Known()
    assert not known.changes_nothing("order:7", {})
    known.learn(thing("paid"))
    assert known.changes_nothing("order:7", {"status": "paid"})
    assert not known.changes_nothing("order:7", {"status": "open"})
    assert not known.changes_nothing("order:7", {"note": "x"})


def test_a_thing_is_forgotten() -> None:
    known = Known(parents={"order:7": "shop:1"}, makers={"order:7": "Ana"})
    known.learn(thing("paid"))
    known.forget("order:7")
    assert (known.shown, known.parents, known.makers) == ({}, {}, {})
