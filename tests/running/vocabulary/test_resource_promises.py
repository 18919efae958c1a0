"""A broken promise about values, no-ops or reads names the thing, the field and the value."""

from pathlib import Path

import pytest
from lockstep.history.rows import Recv
from lockstep.running.vocabulary import resource_promises, resources
from lockstep.targets.resources import Text

from tests.running.vocabulary.shop import shop_scene
from tests.targets.resources.made import order

NOTE_ONLY = order(fields={"note": Text(longest=40)})


def test_every_text_is_written_and_compared(tmp_path: Path) -> None:
    with shop_scene(tmp_path, NOTE_ONLY) as (scene, shop):
        resources.create(scene, "Ana", "order", "A7")
        scene.act_begins()
        resource_promises.write_awkward(scene, "Ana", "order", "A7")
        texts = Text(longest=40).awkward()
        assert [one["note"] for one in shop.asked[1:]] == [*texts.values()]
        resource_promises.check_unaltered(scene, "Ana", resources.made(scene, count=len(texts)))


def test_a_text_that_is_altered_is_named(tmp_path: Path) -> None:
    with shop_scene(tmp_path, NOTE_ONLY) as (scene, shop):
        resources.create(scene, "Ana", "order", "A7")
        scene.act_begins()
        shop.spoils["note"] = "another"
        resource_promises.write_awkward(scene, "Ana", "order", "A7")
        with pytest.raises(AssertionError, match="note with Latin with marks: the API response to Ana has U\\+0061"):
            resource_promises.check_unaltered(scene, "Ana", resources.made(scene))


def test_an_invalid_value_that_is_accepted_is_named(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, shop):
        resources.create(scene, "Ana", "order", "A7")
        scene.act_begins()
        resource_promises.write_invalid(scene, "Ana", "order", "A7")
        with pytest.raises(AssertionError, match="status = 'eaten' was not rejected: the answer was 201"):
            resource_promises.check_rejected(scene)
        shop.refuses.add("eaten")
        scene.act_begins()
        resource_promises.write_invalid(scene, "Ana", "order", "A7")
        resource_promises.check_rejected(scene)
        scene.act_begins()
        with pytest.raises(AssertionError, match="refers to 0 invalid values, but 0 writes were made"):
            resource_promises.check_rejected(scene)


def test_a_silent_change_is_fine_and_one_that_is_announced_is_named(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, shop):
        resources.create(scene, "Ana", "order", "A7")
        resource_promises.check_no_op(scene)
        assert shop.asked[-1]["status"] == "open"
        thing = resources.ref(scene, "order", "A7")
        scene.recorder.record(Recv(n=1, kind="order.updated", person="Ana", session="Ana/laptop", entity=thing))
        with pytest.raises(AssertionError, match=f"Ana/laptop received order.updated of {thing}"):
            resource_promises.check_nothing_of(scene, "Ana", thing)
        shop.refuses.add("open")
        with pytest.raises(AssertionError, match='the change of order "A7" to what it is was answered 422'):
            resource_promises.check_no_op(scene)


def test_without_a_thing_there_is_no_change_to_make(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, _), pytest.raises(LookupError, match="nothing that the target declares"):
        resource_promises.check_no_op(scene)


def test_a_list_shows_each_once_as_it_was_written(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, shop):
        for label in ("A7", "B8"):
            resources.create(scene, "Ana", "order", label)
        things = set(resources.existing(scene, order()))
        shown = resources.shown(scene, "Ana", "order")
        resource_promises.check_shown(scene, "order", shown, things)
        with pytest.raises(AssertionError, match="order:2 is not shown, though its creation was acknowledged"):
            resource_promises.check_shown(scene, "order", shown[:1], things)
        with pytest.raises(AssertionError, match="order:1 is shown more than once"):
            resource_promises.check_shown(scene, "order", (*shown, shown[0]), things)
        with pytest.raises(AssertionError, match="order:2 is shown, though its deletion was acknowledged"):
            resource_promises.check_shown(scene, "order", shown, {"order:1"})
        shop.things["order:1"] = {"status": "paid"}
        later = resources.shown(scene, "Ana", "order")
        with pytest.raises(AssertionError, match="order:1 shows 'paid' as status, but 'open' was written last"):
            resource_promises.check_shown(scene, "order", later, things)
