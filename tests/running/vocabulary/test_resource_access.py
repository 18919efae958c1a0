"""Rights that are taken away, old versions, and creations that are repeated until they are answered."""

from pathlib import Path
from typing import Any

import pytest
from lockstep.running.vocabulary import resource_access, resources
from lockstep.targets.base import Answer, Identity, Look, Write

from tests.running.vocabulary.shop import shop_scene


def test_a_right_is_taken_away_and_the_thing_is_read_no_more(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, shop):
        scene.enrol("Ben")
        resources.create(scene, "Ana", "order", "A7")
        resource_access.take_away(scene, "Ana", "Ben", "order", "A7")
        assert shop.asked[-1]["member"] == scene.person("Ben").identity.id
        with pytest.raises(AssertionError, match="Ben sees order"):
            resource_access.check_unread(scene, "Ben", "order", "A7")

        async def refuses(operation: str, identity: Identity, **fields: Any) -> Look:
            return Look("403")

        async def empty(operation: str, identity: Identity, **fields: Any) -> Look:
            return Look("200")

        vars(scene.target)["read"] = refuses
        resource_access.check_unread(scene, "Ben", "order", "A7")
        vars(scene.target)["read"] = empty
        with pytest.raises(AssertionError, match="was not rejected: the answer was 200"):
            resource_access.check_unread(scene, "Ben", "order", "A7")


def test_a_change_names_the_version_before_the_last(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, shop):
        versions = iter(range(1, 10))
        perform = shop.perform

        async def numbered(write: Write, identity: Identity) -> Answer:
            answer = await perform(write, identity)
            return Answer(answer.outcome, answer.status, answer.entity, next(versions), answer.payload)

        vars(scene.target)["perform"] = numbered
        resources.create(scene, "Ana", "order", "A7")
        with pytest.raises(LookupError, match="has had one version only"):
            resource_access.change_on_old_version(scene, "Ana", "order", "A7")
        resource_access.try_to_change(scene, "Ana", "order", "A7")
        known = resource_access.versions(scene, "order", "A7")
        scene.act_begins()
        resource_access.change_on_old_version(scene, "Ana", "order", "A7")
        assert shop.asked[-1]["based_on"] == known[-2]
        assert resource_access.outcomes(scene) == ["ok"]
        assert len(resource_access.accepted(scene)) == 1
        resource_access.check_only(scene, "Ana", resource_access.accepted(scene))
        resource_access.change_on_same_version(scene, ("Ana",), "order", "A7")
        assert shop.asked[-1]["based_on"] == known[-1] + 1


def test_a_creation_is_repeated_under_its_key(tmp_path: Path) -> None:
    with shop_scene(tmp_path) as (scene, shop):
        asked: list[Write] = []
        perform = shop.perform

        async def flaky(write: Write, identity: Identity) -> Answer:
            asked.append(write)
            return await perform(write, identity) if len(asked) == 2 else Answer("info", "503")

        vars(scene.target)["perform"] = flaky
        resource_access.create_until_known(scene, "Ana", "order", "A7")
        assert len({one.key for one in asked}) == len({one.w for one in asked}) == 1
        assert [one.attempt for one in asked] == [1, 2]
        assert resources.exists(scene, "order", "A7")
