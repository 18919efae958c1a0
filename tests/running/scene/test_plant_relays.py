"""A plant stands before every backend that people speak to, and gives one account of it."""

import json
from pathlib import Path

import pytest
from lockstep.relay.errors import RelayError
from lockstep.relay.parse import parse_plant
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.scene.plant_relays import PlantRelays
from lockstep.running.scene.suite import Suite
from lockstep.settings import Settings


def test_a_plant_bites_before_a_backend_that_a_scenario_starts_for_itself(tmp_path: Path) -> None:
    suite = Suite(Settings(reports=tmp_path, plant="drop:every=1"))
    suite.open()
    scene = suite.scene("abc", "a title")
    try:
        scene.use_variant()
        scene.faults.wanted = True
        for name in ("Ana", "Ben"):
            scene.enrol(name)
        assert scene.connect("Ana")
        addresses = {suite.target.websocket_url, scene.target.websocket_url}
        scene.faults.begin("reset", who="Ana", on="socket")
        scene.faults.end("Ana")
        scene.open_chatroom("design", "Ana", "Ben")
        assert scene.connect("Ben")
        assert scene.subscribe("Ben", scene.ref("design"))
        scene.act_begins()
        scene.act("Ana", "post_message", room="design", content="hello")
        scene.settle()
        scene.end("passed")
        assert {one.property: one.outcome for one in scene.judge()}["P1"] == "violated"
    finally:
        assert scene.close(clean_up=True) == ([], [])
        assert suite.close() == []
    assert len(addresses) == 2
    account = json.loads((tmp_path / "plant.json").read_text("utf-8"))
    assert account["effects"] >= 1
    assert account["traffic"]["websockets"] == 2


def test_one_that_bit_nowhere_is_told(tmp_path: Path) -> None:
    suite = Suite(Settings(reports=tmp_path, plant="drop:who=Zoe"))
    suite.open()
    scene = suite.scene("abc", "a title")
    scene.use_variant()
    scene.enrol("Ana")
    assert scene.close(clean_up=True) == ([], [])
    (told,) = suite.close()
    assert told.startswith("plant drop:who=Zoe took no effect, so this run proves nothing about it: ")
    assert told.endswith("no event came that the relay could read; see plant.json")


@pytest.mark.anyio
async def test_it_cannot_stand_before_what_is_encrypted(tmp_path: Path) -> None:
    target = Suite(Settings(reports=tmp_path)).target
    target.go_to("https://127.0.0.1:1/api", "wss://127.0.0.1:1/ws")
    plant_relays = PlantRelays(parse_plant("drop"), "json", tmp_path / "plant.json")
    with pytest.raises(RelayError, match="cannot read encrypted traffic"):
        await plant_relays.stand_before(target)
    assert not plant_relays.took_effect()


def test_a_scene_says_so_where_it_cannot_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    suite = Suite(Settings(reports=tmp_path, plant="drop"))
    suite.open()
    scene = suite.scene("abc", "a title")

    async def refuses(*_: object) -> None:
        raise RelayError("there is no port left")

    monkeypatch.setattr(PlantRelays, "stand_before", refuses)
    with pytest.raises(EnvironmentFaultError, match=r"the plant cannot be placed in front of.*there is no port left"):
        scene.use_variant()
    assert scene.close(clean_up=True) == ([], [])
    suite.close()
