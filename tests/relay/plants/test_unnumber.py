"""Unnumber: an event has lost its number, and nothing else changes."""

import json

import pytest

from tests.relay.rig import event, frame, heard

pytestmark = pytest.mark.anyio

ROOM = "chatroom:7"
E1, E2, E3 = (event(ROOM, seq, content="text") for seq in range(1, 4))


async def test_the_second_of_three_has_no_number() -> None:
    arrived, report = await heard("unnumber", [E1, E2, E3])
    expected = json.loads(E2[2:] if E2[1] < 126 else E2[4:]) | {"seq": None}
    assert arrived == E1 + frame(json.dumps(expected, separators=(",", ":"))) + E3
    assert (report["occasions"], report["effects"], report["examples"][0]["seq"]) == (3, 1, 2)


async def test_an_event_without_a_number_is_no_occasion_even_when_ephemeral_ones_are_meant() -> None:
    typing = event(ROOM, None, "chatroom_typing")
    arrived, report = await heard("unnumber:every=1,ephemeral=true", [typing])
    assert (arrived, report["occasions"]) == (typing, 0)
