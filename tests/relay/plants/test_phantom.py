"""Phantom: an event of a thing that is not there comes after a real one, and only it is wrong."""

import json
from typing import Any

import pytest

from tests.relay.rig import command, event, frame, heard, rig

pytestmark = pytest.mark.anyio

ROOM = "chatroom:7"
BASE: dict[str, Any] = {"event": "chatroom_message_received", "room": ROOM, "epoch": "e", "at": "now"}


def written(seq: int | None, **data: Any) -> bytes:
    """An event as the codec writes it anew."""
    body = {"event": BASE["event"], "room": ROOM, "epoch": "e", "seq": seq, "at": "now", "data": data}
    return frame(json.dumps(body, separators=(",", ":")))


async def test_it_has_a_strange_id_and_the_next_number_and_later_numbers_are_raised() -> None:
    sent = [event(ROOM, seq, id=seq + 10, content="x") for seq in range(1, 4)]
    arrived, report = await heard("phantom:count=1", sent)
    phantom, later = written(3, id=1_000_000_012, content="x"), written(4, id=13, content="x")
    assert arrived == sent[0] + sent[1] + phantom + later
    assert report["effects"] == 1


async def test_numbers_rise_without_gap_whatever_is_invented() -> None:
    sent = [event(ROOM, seq, id="ab10") for seq in range(1, 6)]
    arrived, report = await heard("phantom", sent)
    numbers = [int(part.split(b",")[0]) for part in arrived.replace(b'"seq": ', b'"seq":').split(b'"seq":')[1:]]
    assert numbers == [1, 2, 3, 4, 5, 6, 7]
    assert arrived.count(b'"ab11"') == report["effects"] == 2


async def test_markers_and_other_channels_are_numbered_as_they_must_be() -> None:
    other = event("chatroom:8", 3)
    marker = event(ROOM, 2, "marker")
    arrived, _ = await heard("phantom:every=1,channel=chatroom:7", [event(ROOM, 1, id=1), other, marker])
    assert arrived.startswith(event(ROOM, 1, id=1) + written(2, id=1_000_000_001) + other)
    assert arrived.endswith(frame(json.dumps({**_body(marker), "seq": 3}, separators=(",", ":"))))


async def test_an_event_without_number_gets_a_phantom_without_number() -> None:
    typing = event(ROOM, None, id=5)
    arrived, _ = await heard("phantom:every=1,ephemeral=true", [typing, event(ROOM, 1, "marker")])
    assert arrived == typing + written(None, id=1_000_000_005) + event(ROOM, 1, "marker")


@pytest.mark.parametrize(
    ("real", "invented"),
    [("12", "1000000012"), ("1700000000:3", "2700000000:3"), ("ab10", "ab11"), ("ab1f", "ab10"), ("w", "0")],
)
async def test_the_id_of_a_phantom_keeps_its_form_and_is_another(real: str, invented: str) -> None:
    arrived, _ = await heard("phantom:every=1", [event(ROOM, 1, id=real)])
    assert arrived == event(ROOM, 1, id=real) + written(2, id=invented)


async def test_an_event_of_a_thing_without_id_is_no_occasion() -> None:
    sent = event(ROOM, 1, "user_left_chatroom", id=None, userId=3)
    arrived, report = await heard("phantom:every=1", [sent])
    assert (arrived, report["occasions"]) == (sent, 0)


async def test_a_new_connection_begins_with_its_own_numbers() -> None:
    async with rig("phantom:every=1,count=1") as made:
        first, second = event(ROOM, 1, id=1), event(ROOM, 2, id=2)
        for index in range(2):
            client, server = await made.websocket()
            asked = command("ping")
            await client.send(asked)
            await server.reader.readexactly(len(asked))
            await server.send(first if index == 0 else second)
            server.writer.write_eof()
            assert await client.rest() == (first + written(2, id=1_000_000_001) if index == 0 else second)


def _body(wire: bytes) -> Any:
    return json.loads(wire[2:] if wire[1] < 126 else wire[4:])
