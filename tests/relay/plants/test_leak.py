"""Leak: an outsider hears what is not for him, once, and everybody else hears what he would anyway."""

import asyncio

import pytest

from tests.relay.rig import Bytes, End, Rig, command, control, event, frame, rig

pytestmark = pytest.mark.anyio

ROOM = "chatroom:7"
E1, E2, E3 = (event(ROOM, seq) for seq in range(1, 4))
Pair = tuple[End, End]


def greeting(user: int) -> bytes:
    return control("authentication_success", userId=user, companyId=1)


async def person(made: Rig, name: str, user: int, *sent: bytes) -> Pair:
    """A connection of a person whom the server has let in, and has sent this."""
    client, server = await made.websocket(f"lockstep ({name}; laptop)")
    greeted = [greeting(user), *sent]
    await server.send(*greeted)
    assert await client.reader.readexactly(sum(map(len, greeted))) == b"".join(greeted)
    return client, server


async def ends(*pairs: Pair) -> Bytes:
    for _, server in pairs:
        server.writer.write_eof()
    return [await client.rest() for client, _ in pairs]


async def test_an_outsider_hears_the_second_event_once_though_two_people_hear_it() -> None:
    joined = control("room_joined", room=ROOM)
    async with rig("leak") as made:
        ana, ben = await person(made, "Ana", 1, joined), await person(made, "Ben", 2, joined)
        cleo, dora = await person(made, "Cleo", 3), await person(made, "Dora", 4)
        for one in (E1, E2, E3):
            for client, server in (ana, ben):
                await server.send(one)
                assert await client.reader.readexactly(len(one)) == one
        assert await ends(ana, ben, cleo, dora) == [b"", b"", E2, b""]
        report = made.plant.report()
        assert (report["occasions"], report["effects"]) == (3, 1)
        example = report["examples"][0]
        assert (example["person"], example["heard_by"], example["on_connection"]) == ("Ana", "Cleo", 3)


async def test_who_chooses_the_one_who_wrongly_hears() -> None:
    async with rig("leak:every=1,who=Dora") as made:
        ana, cleo, dora = [await person(made, name, n) for n, name in enumerate(("Ana", "Cleo", "Dora"))]
        await ana[1].send(E1)
        assert await ana[0].reader.readexactly(len(E1)) == E1
        assert await ends(cleo, dora) == [b"", E1]


@pytest.mark.parametrize(
    "concerned",
    [
        control("room_joined", room=ROOM, position={"seq": 1}),
        control("resumed", rooms={ROOM: {"recovered": True}}),
        control("ack", chatroomId=7),
        event(ROOM, 1),
        control("room_left", room=ROOM),
    ],
)
async def test_who_was_ever_concerned_is_no_outsider(concerned: bytes) -> None:
    async with rig("leak:every=1") as made:
        ben = await person(made, "Ben", 2, concerned)
        ana = await person(made, "Ana", 1)
        await ana[1].send(E2)
        assert await ana[0].reader.readexactly(len(E2)) == E2
        assert await ends(ben) == [b""]
        assert made.plant.report()["effects"] == 0


async def test_who_has_asked_to_join_is_no_outsider() -> None:
    async with rig("leak:every=1") as made:
        ben, ana = await person(made, "Ben", 2), await person(made, "Ana", 1)
        asked = command("join_chatroom", chatroomId=7)
        await ben[0].send(asked)
        assert await ben[1].reader.readexactly(len(asked)) == asked
        await ana[1].send(E1)
        assert await ana[0].reader.readexactly(len(E1)) == E1
        assert await ends(ben) == [b""]


async def test_events_of_a_company_are_not_leaked_to_its_people() -> None:
    company = event("company:1", 1, "chatroom_created", name="x")
    async with rig("leak:every=1") as made:
        ana, ben = await person(made, "Ana", 1), await person(made, "Ben", 2)
        await ana[1].send(company)
        assert await ana[0].reader.readexactly(len(company)) == company
        assert await ends(ben) == [b""]


@pytest.mark.parametrize("agent", ["curl/8", "lockstep (Cleo; laptop)"])
async def test_strangers_and_those_not_let_in_yet_are_no_outsiders(agent: str) -> None:
    async with rig("leak:every=1") as made:
        ana = await person(made, "Ana", 1)
        stranger = await made.websocket(agent)
        hello = control("connection_established", connectionId=9) if "Cleo" in agent else greeting(9)
        await stranger[1].send(hello)
        assert await stranger[0].reader.readexactly(len(hello)) == hello
        await ana[1].send(E1)
        assert await ana[0].reader.readexactly(len(E1)) == E1
        assert await ends(stranger) == [b""]


async def test_a_second_device_of_someone_concerned_hears_only_if_nobody_else_can() -> None:
    async with rig("leak:every=1") as made:
        ana, phone = await person(made, "Ana", 1), await person(made, "Ana", 1)
        await ana[1].send(E1)
        assert await phone[0].reader.readexactly(len(E1)) == E1
        cleo = await person(made, "Cleo", 3)
        await ana[1].send(E2)
        assert await cleo[0].reader.readexactly(len(E2)) == E2
        assert await ends(phone) == [b""]


async def test_when_the_connection_that_is_counted_on_goes_another_takes_its_place() -> None:
    async with rig("leak:every=1,count=5") as made:
        ana, ben = await person(made, "Ana", 1), await person(made, "Ben", 2, control("room_joined", room=ROOM))
        cleo = await person(made, "Cleo", 3)
        await ana[1].send(E1)
        assert await cleo[0].reader.readexactly(len(E1)) == E1
        ana[0].reset()
        with pytest.raises(ConnectionError):
            await ana[1].reader.readexactly(1)
        await ben[1].send(E2)
        assert await cleo[0].reader.readexactly(len(E2)) == E2


async def test_an_outsider_who_does_not_read_is_not_given_more() -> None:
    async with rig("leak:every=1") as made:
        ana, cleo = await person(made, "Ana", 1), await person(made, "Cleo", 3)
        websocket = list(made.relay.websockets())[1]
        cleo[0].writer.transport.pause_reading()
        while not websocket.congested:
            cleo[1].writer.write(frame("x" * 60_000))
            await asyncio.sleep(0)
        await ana[1].send(E1)
        assert await ana[0].reader.readexactly(len(E1)) == E1
        cleo[0].writer.transport.resume_reading()
        cleo[1].writer.write_eof()
        assert E1 not in await cleo[0].rest()
        assert made.plant.report()["effects"] == 0


async def test_where_nobody_else_listens_it_says_why() -> None:
    async with rig("leak:every=1") as made:
        client, server = await made.websocket()
        await server.send(E1)
        assert await client.reader.readexactly(len(E1)) == E1
        report = made.plant.report()
    assert report["effects"] == 0
    assert report["why"] == ["nobody else had a connection that listens to something else (1 times)"]
