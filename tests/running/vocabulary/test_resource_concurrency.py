"""Several people write, read and list at the same time; what must agree in the end is compared."""

from pathlib import Path

import pytest
from lockstep.history.rows import Recv
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import resource_concurrency, resources
from lockstep.targets.resources import Field, Get

from tests.running.vocabulary.shop import shop_scene
from tests.targets.resources.made import order


def received(scene: Scene, person: str, thing: str, note: str) -> None:
    payload = {"id": thing, "status": "open", "note": note}
    scene.recorder.record(
        Recv(
            session=f"{person}/laptop", person=person, kind="order.updated", channel="c", entity=thing,
            payload=payload, event=True, n=0,
        )
    )  # fmt: skip


def test_those_who_write_at_once_write_different_things(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, shop):
        scene.enrol("Ben")
        resources.create(scene, "Ana", "order", "A7")
        scene.act_begins()
        resource_concurrency.change_at_once(scene, ("Ana", "Ben"), "order", "A7", count=3, based_on=4)
        notes = [one["note"] for one in shop.asked if "note" in one and "ref" in one]
        assert len(set(notes)) == 6
        assert {one["based_on"] for one in shop.asked if "based_on" in one} == {4}


def test_where_no_text_changes_nobody_can_write_at_once(tmp_path: Path) -> None:
    plain = order(fields={"status": Field(samples=("open", "paid"))})
    with (
        shop_scene(tmp_path, plain) as (scene, _),
        pytest.raises(LookupError, match="no text of order can be changed"),
    ):
        resource_concurrency.distinct(scene, plain)


def test_people_must_end_at_the_same_thing(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, shop):
        scene.enrol("Ben")
        resources.create(scene, "Ana", "order", "A7")
        thing = resources.ref(scene, "order", "A7")
        scene.act_begins()
        with pytest.raises(AssertionError, match="did not reach everybody: known is only what Ana reads"):
            resource_concurrency.check_agree(scene, ("Ana", "Ben"), "order", "A7")
        for person in ("Ana", "Ben"):
            received(scene, person, thing, "first draft")
        resource_concurrency.check_agree(scene, ("Ana", "Ben"), "order", "A7")
        received(scene, "Ben", thing, "another")
        with pytest.raises(AssertionError, match="note: 'first draft' and 'another'"):
            resource_concurrency.check_agree(scene, ("Ana", "Ben"), "order", "A7")
        shop.things[thing]["note"] = "a third"


def test_what_was_read_and_received_must_end_at_the_last_write(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, _):
        resources.create(scene, "Ana", "order", "A7")
        thing = resources.ref(scene, "order", "A7")
        scene.act_begins()
        with pytest.raises(AssertionError, match="Ana has not been shown"):
            resource_concurrency.check_ends(scene, "Ana", "order", "A7")
        resources.shown(scene, "Ana", "order", thing)
        resource_concurrency.check_ends(scene, "Ana", "order", "A7")
        received(scene, "Ana", thing, "stale")
        with pytest.raises(AssertionError, match="ends at 'stale' as note for Ana, but 'first draft' was written"):
            resource_concurrency.check_ends(scene, "Ana", "order", "A7")


def test_a_list_shows_what_was_there_once(tmp_path: Path) -> None:
    listed = order(list=Get("/orders", items="data"))
    with shop_scene(tmp_path, listed) as (scene, shop):
        scene.act_begins()
        with pytest.raises(AssertionError, match="nothing of the kind order was there"):
            resource_concurrency.check_list(scene, "order", "Ana")
        resources.create(scene, "Ana", "order", "A7")
        scene.act_begins()
        resource_concurrency.list_while_created(scene, "Ana", "order", "Ana", 2)
        resource_concurrency.check_list(scene, "order", "Ana")
        scene.act_begins()
        with pytest.raises(AssertionError, match="is in no page"):
            resource_concurrency.check_list(scene, "order", "Ana")
        resources.shown(scene, "Ana", "order")
        resources.shown(scene, "Ana", "order")
        with pytest.raises(AssertionError, match="is in more than one page"):
            resource_concurrency.check_list(scene, "order", "Ana")
        assert len(shop.things) == 3


def test_a_small_load_is_made_by_everybody_in_turn(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, shop):
        scene.enrol("Ben")
        resource_concurrency.create_steadily(scene, "order", 100, 0.04)
        assert len(shop.things) == 4
        with pytest.raises(LookupError, match="41 people are too many"):
            resource_concurrency.gather(scene, 41, "order")
