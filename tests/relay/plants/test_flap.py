"""Flap: an event has an epoch of its own, and nothing else changes."""

import json

import pytest

from tests.relay.rig import event, frame, heard

pytestmark = pytest.mark.anyio

ROOM = "chatroom:7"
E1, E2, E3 = (event(ROOM, seq, content="text") for seq in range(1, 4))


async def test_the_number_goes_on_in_an_epoch_of_its_own() -> None:
    arrived, report = await heard("flap", [E1, E2, E3])
    assert arrived.startswith(E1)
    assert arrived.endswith(E3)
    middle = arrived[len(E1) : -len(E3)]
    expected = json.loads(E2[2:] if E2[1] < 126 else E2[4:]) | {"epoch": "flap-1"}
    assert middle == frame(json.dumps(expected, separators=(",", ":")))
    assert (report["occasions"], report["effects"]) == (3, 1)


async def test_an_event_without_a_number_is_no_occasion_even_when_ephemeral_ones_are_meant() -> None:
    typing = event(ROOM, None, "chatroom_typing")
    arrived, report = await heard("flap:every=1,ephemeral=true", [typing])
    assert (arrived, report["occasions"]) == (typing, 0)
