"""Numbers, and what a resume can still reach."""

import json
from typing import Any

import pytest
from lockstep.reference.errors import RefusedError
from lockstep.reference.storage.outbox import Event

from tests.reference.conftest import Make, World


def _room(world: World) -> str:
    return f"company:{world.session()['company']['id']}"


def _add(world: World, room: str, data: Any = None) -> Event:
    with world.backend.core.database.transaction():
        return world.backend.core.outbox.add(room, "thing", data, cause="c", now=world.time.now)


def _seqs(texts: list[str]) -> list[int]:
    return [json.loads(text)["seq"] for text in texts]


def test_numbers_begin_at_one_and_rise_by_one_per_room(world: World) -> None:
    one, two = _room(world), _room(world)
    assert [_add(world, room).seq for room in (one, one, two, one)] == [1, 2, 1, 3]
    assert world.backend.core.outbox.position(one)["seq"] == 3
    assert world.backend.core.outbox.position(two)["seq"] == 1


def test_the_frame_says_what_the_contract_says(world: World) -> None:
    room = _room(world)
    event = _add(world, room, {"text": "grüße"})
    assert json.loads(event.text) == {
        "event": "thing",
        "room": room,
        "epoch": world.backend.core.database.epoch,
        "seq": 1,
        "at": "2027-01-15T08:00:00.000Z",
        "cause": "c",
        "data": {"text": "grüße"},
    }
    assert event.size == len(event.text.encode())


def test_since_gives_exactly_what_came_after(world: World) -> None:
    room, epoch = _room(world), world.backend.core.database.epoch
    for _ in range(5):
        _add(world, room)
    since = world.backend.core.outbox.since
    assert _seqs(since(room, epoch, 3).texts) == [4, 5]
    assert since(room, epoch, 5).texts == []
    assert (since(room, epoch, 5).to, since(room, epoch, 5).lost) == (5, "")
    assert since(room, "another", 3).lost == "epoch"
    with pytest.raises(RefusedError) as refused:
        since(room, epoch, 6)
    assert refused.value.status == 422


def test_only_the_newest_are_kept(worlds: Make) -> None:
    world = worlds(retain_events=3)
    room, epoch = _room(world), world.backend.core.database.epoch
    for _ in range(5):
        _add(world, room)
    since = world.backend.core.outbox.since
    assert _seqs(since(room, epoch, 2).texts) == [3, 4, 5]
    assert since(room, epoch, 1).lost == "retention"
    assert since(room, epoch, 1).to == 5
    assert world.backend.core.database.counts()["outbox"] == 3


def test_only_the_young_are_kept(worlds: Make) -> None:
    world = worlds(retain_s=10)
    room, epoch = _room(world), world.backend.core.database.epoch
    _add(world, room)
    world.time.now += 9
    _add(world, room)
    since = world.backend.core.outbox.since
    assert _seqs(since(room, epoch, 0).texts) == [1, 2]
    world.time.now += 1
    assert since(room, epoch, 0).lost == "retention"
    assert _seqs(since(room, epoch, 1).texts) == [2]
    world.backend.sweep()
    assert world.backend.core.database.counts()["outbox"] == 1
