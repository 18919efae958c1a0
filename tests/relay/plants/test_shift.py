"""Shift: the last of several listeners receives every number one too high, and the others as they are."""

import json

import pytest

from tests.relay.plants.test_skip_one import listeners, rest
from tests.relay.rig import event, frame, rig

pytestmark = pytest.mark.anyio

ROOM = "chatroom:7"
E1, MARKER = event(ROOM, 1), event(ROOM, 2, "marker")


def raised(sent: bytes) -> bytes:
    """The frame with the number of its successor, as the relay writes it."""
    body = json.loads(sent[2:] if sent[1] < 126 else sent[4:])
    return frame(json.dumps(body | {"seq": body["seq"] + 1}, separators=(",", ":")))


async def test_the_last_of_several_receives_higher_numbers_of_markers_too() -> None:
    async with rig("shift") as made:
        pairs = await listeners(made, "Ana", "Ben")
        assert await rest(pairs, E1, MARKER) == [E1 + MARKER, raised(E1) + raised(MARKER)]
        report = made.plant.report()
        assert (report["effects"], report["examples"][0]["person"], report["examples"][0]["became"]) == (2, "Ben", 2)


async def test_one_connection_alone_is_left_as_it_is() -> None:
    async with rig("shift") as made:
        pairs = await listeners(made, "Ana")
        assert await rest(pairs, E1) == [E1]


async def test_an_event_without_a_number_is_no_occasion() -> None:
    typing = event(ROOM, None, "chatroom_typing")
    async with rig("shift:ephemeral=true") as made:
        pairs = await listeners(made, "Ana", "Ben")
        assert await rest(pairs, typing) == [typing, typing]
