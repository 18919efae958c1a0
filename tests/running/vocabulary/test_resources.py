"""People create, change, delete, read and watch things of any declared kind."""

from pathlib import Path

import pytest
from lockstep.running.vocabulary import resources

from tests.running.vocabulary.shop import ITEM, SHOP, shop_scene
from tests.targets.resources.made import order


def test_a_thing_is_created_under_its_label_and_changed(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, shop):
        answer = resources.create(scene, "Ana", "order", "A7")
        thing = resources.ref(scene, "order", "A7")
        assert (answer.entity, shop.things[thing]) == (thing, {"status": "open", "note": "first draft"})
        resources.change_often(scene, "Ana", "order", "A7", 2)
        assert [one["status"] for one in shop.asked] == ["open", "paid", "open"]
        resources.change(scene, "Ana", "order", "A7", {"status": "paid"})
        assert resources.state(scene, order(), thing) == {"status": "paid", "note": "first draft"}
        resources.change_nothing(scene, "Ana", "order", "A7")
        assert shop.asked[-1] == {"ref": thing, "status": "paid", "note": "first draft"}
        resources.delete(scene, "Ana", "order", "A7")
        assert shop.things == {}
        assert resources.existing(scene, order()) == {}


def test_many_are_created_at_once(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, shop):
        scene.act_begins()
        resources.create_at_once(scene, ["Ana"], "order", 5)
        assert len(shop.things) == 5
        assert resources.existing(scene, order()) == shop.things
        assert len(resources.made(scene, count=5)) == 5
        with pytest.raises(AssertionError, match="the promise refers to 4 writes, but 5 were made"):
            resources.made(scene, count=4)


def test_what_a_thing_is_in_is_made_once(tmp_path: Path) -> None:
    with shop_scene(tmp_path, SHOP, ITEM) as (scene, shop):
        for label in ("A7", "B8"):
            resources.create(scene, "Ana", "order", label)
        parents = [one["parent"] for one in shop.asked if "parent" in one]
        assert parents == ["shop:1", "shop:1"]


def test_colleagues_are_named_as_members_and_others_are_not(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, _):
        scene.enrol("Zoe", "another")
        (person, operation, fields) = resources.creation(scene, "Ana", order(), {})
        assert (person, operation, fields) == ("Ana", "create_order", {})


def test_a_value_that_cannot_be_changed_is_given_to_a_new_thing(tmp_path: Path) -> None:
    with shop_scene(tmp_path, order(change=None, events={})) as (scene, shop):
        resources.create(scene, "Ana", "order", "A7")
        resources.write_value(scene, "Ana", "order", "A7", {"note": "x"})
        assert [one["note"] for one in shop.things.values()] == ["first draft", "x"]


def test_a_text_of_a_step_means_a_sample_or_the_first_text(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, _):
        assert resources.meant(scene, order(), "paid") == {"status": "paid"}
        assert resources.meant(scene, order(), "north") == {"note": "north"}
        with pytest.raises(LookupError, match='no field of shop can be changed to "x" on target plain'):
            resources.meant(scene, SHOP, "x")


def test_a_kind_that_nobody_declares_is_named(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, _):
        with pytest.raises(LookupError, match="declares no resource 'lamp'; it declares shop, order"):
            resources.resource(scene, "lamp")
        with pytest.raises(LookupError, match='nothing in this scenario is called "order A7" yet'):
            resources.ref(scene, "order", "A7")


def test_those_who_watch_are_subscribed_to_the_channels_of_the_declaration(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, _):
        resources.watch(scene, ("Ana", "Ben"), "order", "A7")
        thing = resources.ref(scene, "order", "A7")
        assert scene.session("Ben").channels == {thing}
        resources.watch_new(scene, ("Ben",), "order")
        company = scene.person("Ben").identity.company
        assert scene.session("Ben").channels == {thing, f"orders:{company}"}
        scene.call(scene.session("Ben").cut)
        resources.return_and_watch(scene, "Ben")
        assert scene.session("Ben").is_open
        assert scene.session("Ben").channels == {thing, f"orders:{company}"}


def test_reads_and_lists_are_those_of_the_declaration(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, _):
        for label in ("A7", "B8"):
            resources.create(scene, "Ana", "order", label)
        thing = resources.ref(scene, "order", "A7")
        assert [one.entity for one in resources.shown(scene, "Ana", "order", thing)] == [thing]
        assert len(resources.shown(scene, "Ana", "order")) == 2
