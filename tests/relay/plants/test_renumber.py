"""Renumber: an event has its successor's number, and nothing else changes."""

import json

import pytest

from tests.relay.rig import event, frame, heard

pytestmark = pytest.mark.anyio

ROOM = "chatroom:7"
E1, E2, E3 = (event(ROOM, seq, content="text") for seq in range(1, 4))


async def test_one_number_comes_twice_and_another_never() -> None:
    arrived, report = await heard("renumber", [E1, E2, E3])
    assert arrived.startswith(E1)
    assert arrived.endswith(E3)
    middle = arrived[len(E1) : -len(E3)]
    expected = json.loads(E2[2:] if E2[1] < 126 else E2[4:]) | {"seq": 3}
    assert middle == frame(json.dumps(expected, separators=(",", ":")))
    assert (report["occasions"], report["effects"]) == (3, 1)
    assert (report["examples"][0]["seq"], report["examples"][0]["became"]) == (2, 3)


async def test_an_event_without_a_number_is_no_occasion_even_when_ephemeral_ones_are_meant() -> None:
    typing = event(ROOM, None, "chatroom_typing")
    arrived, report = await heard("renumber:every=1,ephemeral=true", [typing])
    assert (arrived, report["occasions"]) == (typing, 0)
