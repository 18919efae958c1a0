"""Acts of several people happen at the same time, those of one person in turn."""

from pathlib import Path

import pytest
from lockstep.running.vocabulary import resource_lanes, resources
from lockstep.running.vocabulary.resource_acts import Act, What

from tests.running.vocabulary.shop import shop_scene


def test_each_lane_in_turn(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, shop):
        scene.enrol("Ben")
        resources.create(scene, "Ana", "order", "A7")
        ana, ben = ("Ana",), ("Ben",)
        resource_lanes.perform(
            scene,
            [
                Act(what=What.GIVE, people=ana, kind="order", label="A7", values=(("note", "mine"),)),
                Act(what=What.CREATE_WITH, people=ben, kind="order", label="B8", values=(("status", "paid"),)),
                Act(what=What.CHANGE_OFTEN, people=ben, kind="order", label="B8", count=2),
                Act(what=What.CHANGE_NOTHING, people=ben, kind="order", label="B8"),
                Act(what=What.READ, people=ana, kind="order", label="A7"),
                Act(what=What.LIST, people=ana, kind="order"),
                Act(what=What.TAKE_AWAY, people=ana, member="Ben", kind="order", label="A7"),
                Act(what=What.DELETE, people=ana, kind="order", label="A7"),
            ],
        )
        assert [one["status"] for one in shop.things.values()] == ["paid"]
        assert resources.ref(scene, "order", "B8") in shop.things


def test_who_is_not_there_is_named(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, _), pytest.raises(LookupError, match="Cleo has not appeared"):
        resource_lanes.perform(scene, [Act(what=What.LIST, people=("Cleo",), kind="order")])
