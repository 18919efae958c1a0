"""Delay: an event comes late, what follows it in its channel comes behind it, and all else passes at once."""

import pytest
from lockstep.relay.plants.delay import DelayOptions
from lockstep.settings import Settings
from websockets.frames import Opcode

from tests.relay.rig import control, event, frame, heard, rig, until

pytestmark = pytest.mark.anyio

ROOM = "chatroom:7"
E1, E2, E3, E4, E5 = (event(ROOM, seq) for seq in range(1, 6))
OTHER = event("chatroom:8", 1)
LONG = "delay:every=1,ms=600000"


async def test_an_event_comes_after_the_time_and_what_followed_it_right_behind() -> None:
    sent = [E1, E2, event(ROOM, None, "chatroom_typing"), event(ROOM, 3, "marker"), E4]
    async with rig("delay:ms=20") as made:
        client, server = await made.websocket()
        await server.send(*sent)
        whole = b"".join(sent)
        assert await client.reader.readexactly(len(whole)) == whole
        report = made.plant.report()
        assert (report["occasions"], report["effects"], report["behind"]) == (3, 1, 3)


@pytest.mark.parametrize(
    "passing",
    [OTHER, control("ack"), control("pong"), frame("?", Opcode.PONG), frame("no JSON")],
    ids=["another channel", "ack", "pong", "pong frame", "unread"],
)
async def test_what_is_no_event_of_the_channel_does_not_wait(passing: bytes) -> None:
    async with rig("delay:every=2,ms=600000") as made:
        client, server = await made.websocket()
        await server.send(E1, E2, E3, passing)
        assert await client.reader.readexactly(len(E1 + passing)) == E1 + passing
        assert made.plant.report()["effects"] == 1


async def test_a_second_delay_is_possible_after_the_first() -> None:
    async with rig("delay:every=1,ms=10") as made:
        client, server = await made.websocket()
        for one in (E1, E2):
            await server.send(one)
            assert await client.reader.readexactly(len(one)) == one
        assert made.plant.report()["effects"] == 2


async def test_what_waits_at_the_end_is_lost() -> None:
    arrived, report = await heard(LONG, [control("ack"), E1, E2])
    assert arrived == control("ack")
    assert (report["effects"], report["behind"]) == (1, 1)


async def test_each_connection_waits_by_itself() -> None:
    async with rig("delay:every=1,count=1,ms=600000") as made:
        (_, first), (ben, second) = await made.websocket(), await made.websocket("lockstep (Ben; laptop)")
        await first.send(E1)
        await until(lambda: made.plant.effects == 1)
        await second.send(E1)
        assert await ben.reader.readexactly(len(E1)) == E1


async def test_nothing_waits_for_a_client_that_has_gone() -> None:
    async with rig(LONG) as made:
        client, server = await made.websocket()
        await server.send(E1)
        await until(lambda: made.plant.effects == 1)
        client.reset()
        await until(lambda: not made.relay._pipes)
        assert vars(made.plant)["_waiting"] == {}


def test_the_default_is_beyond_the_loss_deadline() -> None:
    assert DelayOptions().ms > Settings().loss_deadline
