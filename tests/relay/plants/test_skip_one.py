"""Skip-one: the last of several listeners misses an event that the others hear."""

import pytest

from tests.relay.rig import Bytes, End, Rig, control, event, rig

pytestmark = pytest.mark.anyio

ROOM = "chatroom:7"
E1, E2, E3 = (event(ROOM, seq) for seq in range(1, 4))
JOINED = control("room_joined", room=ROOM)
Pair = tuple[End, End]


async def listeners(made: Rig, *names: str) -> list[Pair]:
    """Connections that have joined the channel."""
    pairs = [await made.websocket(f"lockstep ({name}; laptop)") for name in names]
    for client, server in pairs:
        await server.send(JOINED)
        assert await client.reader.readexactly(len(JOINED)) == JOINED
    return pairs


async def rest(pairs: list[Pair], *sent: bytes) -> Bytes:
    """What each hears of this until its end."""
    for _, server in pairs:
        await server.send(*sent)
    for _, server in pairs:
        server.writer.write_eof()
    return [await client.rest() for client, _ in pairs]


async def test_of_three_the_last_misses_the_event() -> None:
    async with rig("skip-one") as made:
        pairs = await listeners(made, "Ana", "Ben", "Cleo")
        assert await rest(pairs, E1, E2, E3) == [E1 + E2 + E3, E1 + E2 + E3, E1 + E3]
        report = made.plant.report()
        assert (report["effects"], report["examples"][0]["person"], report["examples"][0]["seq"]) == (1, "Cleo", 2)


async def test_who_chooses_whose_last_connection_misses_it() -> None:
    async with rig("skip-one:every=1,who=Ana") as made:
        pairs = await listeners(made, "Ana", "Ben", "Ana", "Cleo")
        assert await rest(pairs, E2) == [E2, E2, b"", E2]


async def test_a_marker_reaches_everyone() -> None:
    marker = event(ROOM, 2, "marker")
    async with rig("skip-one:every=1") as made:
        pairs = await listeners(made, "Ana", "Ben")
        assert await rest(pairs, marker) == [marker, marker]


@pytest.mark.parametrize("channel", [ROOM, "chatroom:8"])
async def test_the_only_listener_of_a_channel_misses_nothing(channel: str) -> None:
    one = event(channel, 2)
    async with rig("skip-one:every=1,channel=chatroom:8") as made:
        pairs = await listeners(made, "Ana", "Ben")
        await pairs[1][1].send(one)
        assert await pairs[1][0].reader.readexactly(len(one)) == one
        assert made.plant.report()["effects"] == 0
