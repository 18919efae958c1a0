"""Stall: one connection hears nothing more, its commands are answered, and the others hear everything."""

import pytest
from websockets.frames import Opcode

from tests.relay.rig import command, control, event, frame, heard, rig, until

pytestmark = pytest.mark.anyio

ROOM = "chatroom:7"
E1, E2, E3 = (event(ROOM, seq) for seq in range(1, 4))


async def test_from_the_second_event_on_nothing_but_answers_arrives() -> None:
    others = [event("chatroom:8", 1), event(ROOM, 3, "marker"), event(ROOM, None, "chatroom_typing")]
    passing = [control("pong"), frame("?", Opcode.PONG), control("ack"), frame("no JSON")]
    arrived, report = await heard("stall", [E1, E2, *others, *passing, E3])
    assert arrived == E1 + b"".join(passing)
    assert (report["effects"], report["withheld"]) == (1, 5)


async def test_commands_of_the_stalled_connection_reach_the_server() -> None:
    async with rig("stall:every=1") as made:
        client, server = await made.websocket()
        await server.send(E1)
        await until(lambda: made.plant.effects == 1)
        asked = command("ping")
        await client.send(asked)
        assert await server.reader.readexactly(len(asked)) == asked


async def test_one_connection_at_a_time_is_stalled_and_the_next_when_it_has_gone() -> None:
    async with rig("stall:every=1") as made:
        ana, server_of_ana = await made.websocket()
        ben, server_of_ben = await made.websocket("lockstep (Ben; laptop)")
        await server_of_ana.send(E1)
        await until(lambda: made.plant.effects == 1)
        await server_of_ben.send(E1)
        assert await ben.reader.readexactly(len(E1)) == E1
        ana.reset()
        await until(lambda: len(made.relay._pipes) == 1)
        await server_of_ben.send(E2)
        await until(lambda: made.plant.effects == 2)
        assert made.plant.report()["examples"][1]["person"] == "Ben"


async def test_count_limits_how_many_stall_and_who_stalls_stays_so() -> None:
    async with rig("stall:every=1,count=1") as made:
        ana, server = await made.websocket()
        await server.send(E1, E2, E3)
        server.writer.write_eof()
        assert await ana.rest() == b""
        await ana.close()
        await until(lambda: not made.relay._pipes)
        ben, server = await made.websocket("lockstep (Ben; laptop)")
        await server.send(E1)
        assert await ben.reader.readexactly(len(E1)) == E1
