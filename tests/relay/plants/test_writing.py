"""Which writes a plant may strike at: those on a route that was seen to cause an event."""

import pytest
from lockstep.relay.exchanges import WriteResponse
from lockstep.relay.plants.early import Early
from lockstep.relay.plants.writing import WriteOptions

from tests.relay.plants.web import PATH, answer, enveloped, exchange, hear, learn, request, said
from tests.relay.rig import Rig, rig, until

pytestmark = pytest.mark.anyio


async def refused(made: Rig, *, person: str = "Ana", path: str = PATH, method: str = "POST") -> bool:
    """Whether the answer to a write on a new connection was turned into a refusal."""
    told = await exchange(
        await made.connect(), request({}, method, path, person), answer(enveloped(said(99, content="x")))
    )
    return told[0] == 403


async def test_a_write_whose_event_was_heard_teaches_and_the_next_is_struck() -> None:
    async with rig("early:every=1") as made:
        assert not await refused(made)
        await learn(made, said(1))
        assert await refused(made)


async def test_an_event_that_comes_before_the_answer_teaches_too() -> None:
    async with rig("early:every=1") as made:
        await hear(await made.websocket(), said(99, content="x"))
        assert await refused(made)


@pytest.mark.parametrize(
    "event",
    [said(2), said(1, content="other"), {"version": 1, "content": "hello", "id": None}],
    ids=["another id", "another text", "no id"],
)
async def test_an_event_that_says_something_else_teaches_nothing(event: dict[str, object]) -> None:
    async with rig("early:every=1") as made:
        await exchange(await made.connect(), request({}), answer(enveloped(said(1))))
        await hear(await made.websocket(), event)
        assert not await refused(made)


@pytest.mark.parametrize(
    ("options", "struck"),
    [
        ("kind=chatroom_message_received", True),
        ("kind=other", False),
        ("channel=chatroom:7", True),
        ("channel=thread:", False),
        ("who=Ana", True),
        ("who=Ben", False),
        ("path=/api/v1/mess", True),
        ("path=/api/v1/rooms", False),
        ("after=1", False),
    ],
)
async def test_the_options_say_which_writes(options: str, struck: bool) -> None:
    async with rig(f"early:every=1,{options}") as made:
        await learn(made, said(1))
        assert await refused(made) is struck


async def test_ids_in_a_path_make_no_other_route_and_names_do() -> None:
    async with rig("early:every=1") as made:
        await exchange(await made.connect(), request({}, "PUT", f"{PATH}/7"), answer(enveloped(said(7)), 200))
        await hear(await made.websocket(), said(7))
        assert await refused(made, path=f"{PATH}/19", method="PUT")
        assert not await refused(made, path="/api/v1/threads/19", method="PUT")
        assert not await refused(made, path=f"{PATH}/19", method="DELETE")


async def test_writes_are_counted_per_connection_and_route() -> None:
    async with rig("early") as made:
        await learn(made, said(1))
        pair = await made.connect()
        codes = [(await exchange(pair, request({}), answer(enveloped(said(n)))))[0] for n in range(10, 15)]
        assert codes == [201, 403, 201, 403, 201]
        assert not await refused(made)
        assert made.plant.report()["effects"] == 2
        assert made.plant.report()["examples"][0]["route"] == f"POST {PATH}"
        pair[0].reset()
        await until(lambda: not any(key[0] == 3 for key in made.plant._seen))


async def test_an_event_is_never_struck_and_all_bytes_are_what_they_were() -> None:
    async with rig("early:every=1") as made:
        listener = await made.websocket()
        for number in range(1, 4):
            await hear(listener, said(number))


async def test_a_connection_that_ends_in_the_midst_of_a_write_passes_what_there_is() -> None:
    async with rig("early:every=1") as made:
        client, server = await made.connect()
        half = request({"content": "x"})[:-3]
        await client.send(half)
        client.writer.write_eof()
        assert await server.rest() == half
        assert made.relay.traffic.unread == {}


async def test_a_websocket_behind_another_request_of_the_connection_passes_unread() -> None:
    async with rig("early:every=1") as made:
        client, server = await made.connect()
        await exchange((client, server), request({}), answer(enveloped(said(1))))
        upgrade = b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n"
        await client.send(upgrade, b"anything")
        assert await server.reader.readexactly(len(upgrade) + 8) == upgrade + b"anything"
        assert not list(made.relay.websockets())


@pytest.mark.parametrize(
    ("status", "body", "thing"),
    [
        (201, b'{"data": {"id": 1}, "id": 2}', {"id": 1}),
        (200, b'{"data": [], "id": 2}', {"data": [], "id": 2}),
        (200, b'{"id": "x"}', {"id": "x"}),
        (403, b'{"id": "x"}', None),
        (200, b'{"data": null}', None),
        (200, b'[{"id": 1}]', {"id": 1}),
        (200, b"[1, null]", None),
        (200, b"no JSON", None),
        (204, b"", None),
        (200, b"[" * 100_000, None),
    ],
)
def test_what_an_acknowledgement_says_of_the_thing(status: int, body: bytes, thing: object) -> None:
    assert Early(WriteOptions()).thing_in(WriteResponse(status, (), body)) == thing
