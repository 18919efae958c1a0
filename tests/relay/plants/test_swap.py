"""Swap: two neighbours change places; an event that finds no partner is let go, late but in its place."""

import struct

import pytest
from websockets.frames import Opcode

from tests.relay.rig import Bytes, control, event, frame, heard, rig, until

pytestmark = pytest.mark.anyio

ROOM = "chatroom:7"
E1, E2, E3, E4, E5, E6 = (event(ROOM, seq) for seq in range(1, 7))
OTHER = event("chatroom:8", 1)
MARKER = event(ROOM, 9, "marker")
TYPING = event(ROOM, None, "chatroom_typing")
CLOSE = frame(struct.pack("!H", 1000), Opcode.CLOSE)
PONG = frame("?", Opcode.PONG)


@pytest.mark.parametrize(
    ("options", "sent", "expected"),
    [
        ("", [E1, E2, E3], [E1, E3, E2]),
        ("", [E1, E2, E3, E4, E5, E6], [E1, E3, E2, E5, E4, E6]),
        ("every=1", [E1, E2, E3, E4], [E2, E1, E4, E3]),
        ("every=1,count=1", [E1, E2, E3, E4], [E2, E1, E3, E4]),
        ("every=1,after=1", [E1, E2, E3], [E1, E3, E2]),
        ("every=1", [E1, control("ack"), OTHER, E2], [control("ack"), E2, E1, OTHER]),
    ],
    ids=["default", "twice", "every", "count", "after", "what is between passes"],
)
async def test_neighbours_of_one_channel_change_places(options: str, sent: Bytes, expected: Bytes) -> None:
    arrived, report = await heard(f"swap:{options}" if options else "swap", sent)
    assert arrived == b"".join(expected)
    swaps = sum(one != two for one, two in zip(sent, expected, strict=True)) // 2
    assert report["effects"] == (1 if OTHER in sent else swaps)


async def test_the_example_names_both() -> None:
    _, report = await heard("swap:every=1", [E1, E2])
    assert (report["examples"][0]["seq"], report["examples"][0]["after_seq"]) == (1, 2)


@pytest.mark.parametrize(
    "next_one",
    [MARKER, TYPING, control("pong"), PONG, CLOSE, event(ROOM, 2, "other")],
    ids=["marker", "ephemeral", "pong", "pong frame", "close", "another kind"],
)
async def test_nothing_that_is_no_partner_overtakes(next_one: bytes) -> None:
    arrived, report = await heard("swap:every=1,kind=chatroom_message_received,wait=10000", [E1, next_one])
    assert arrived == E1 + next_one
    assert (report["occasions"], report["effects"], report["let_go"]) == (1, 0, 1)


async def test_an_event_without_a_partner_is_let_go_after_the_wait() -> None:
    async with rig("swap:every=1,wait=20") as made:
        client, server = await made.websocket()
        await server.send(E1)
        assert await client.reader.readexactly(len(E1)) == E1
        report = made.plant.report()
        assert (report["occasions"], report["effects"], report["let_go"]) == (1, 0, 1)
        await server.send(E2, E3)
        assert await client.reader.readexactly(len(E3 + E2)) == E3 + E2


async def test_two_connections_do_not_share_the_one_swap_that_count_allows() -> None:
    async with rig("swap:every=1,count=1,wait=10000") as made:
        first, second = await made.websocket(), await made.websocket()
        await first[1].send(E1)
        await until(lambda: made.relay.traffic.messages == 1)
        await second[1].send(E1, E2)
        assert await second[0].reader.readexactly(len(E1 + E2)) == E1 + E2
        await first[1].send(E2)
        assert await first[0].reader.readexactly(len(E1 + E2)) == E2 + E1
        assert made.plant.report()["effects"] == 1


async def test_an_event_that_waits_when_its_client_goes_is_forgotten() -> None:
    async with rig("swap:every=1,wait=10000,count=1") as made:
        client, server = await made.websocket()
        await server.send(E1)
        await until(lambda: made.relay.traffic.messages == 1)
        client.reset()
        await until(lambda: not made.relay._pipes)
        client, server = await made.websocket()
        await server.send(E1, E2)
        assert await client.reader.readexactly(len(E1 + E2)) == E2 + E1


@pytest.mark.parametrize("second", [E2, MARKER], ids=["partner", "marker"])
async def test_nobody_waits_any_more_for_an_event_that_has_gone(second: bytes) -> None:
    async with rig("swap:every=1,wait=10000") as made:
        client, server = await made.websocket()
        await server.send(E1, second)
        await client.reader.readexactly(len(E1 + second))
        assert [websocket._timers for websocket in made.relay.websockets()] == [set()]
