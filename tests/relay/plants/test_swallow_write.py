"""Swallow-write: the server never hears of a write that is acknowledged."""

import pytest

from tests.relay.plants.web import PATH, answer, enveloped, exchange, hear, learn, receive, request, said
from tests.relay.rig import rig

pytestmark = pytest.mark.anyio


async def test_the_writer_is_told_of_something_new_and_the_server_of_nothing() -> None:
    async with rig("swallow-write:every=1,count=1") as made:
        await learn(made, said(1, roomId=7))
        pair = client, _ = await made.connect()
        await client.send(request({"content": "mine", "strange": 1}))
        status, headers, body = await receive(client)
        assert (status, headers["server"], headers["x-request-id"]) == (201, "s", "W1")
        assert body == enveloped({"id": 1_000_000_002, "version": 1, "content": "mine", "roomId": 7})
        assert made.plant.report()["effects"] == 1
        real = await exchange(pair, request({"content": "more"}), answer(enveloped(said(2))))
        assert real[2] == enveloped(said(2))


async def test_ids_that_are_texts_and_bodies_that_are_no_objects() -> None:
    async with rig("swallow-write:every=1") as made:
        await learn(made, {"id": "ab", "content": "x"})
        told = []
        client, _ = await made.connect()
        for _ in range(2):
            await client.send(request(["no object"]))
            told.append((await receive(client))[2]["data"]["id"])
        assert told == ["ab-1", "ab-2"]


async def test_an_id_that_ends_in_a_number_keeps_its_form() -> None:
    async with rig("swallow-write:every=1,count=1") as made:
        await learn(made, {"id": "1795360289:0", "content": "x"})
        client, _ = await made.connect()
        await client.send(request({"content": "mine"}))
        assert (await receive(client))[2]["data"]["id"] == "1795360289:1000000001"


async def test_the_first_of_a_route_and_changes_are_never_swallowed() -> None:
    async with rig("swallow-write:every=1") as made:
        pair = await made.connect()
        for method, path in (("POST", PATH), ("PUT", f"{PATH}/1"), ("DELETE", f"{PATH}/1"), ("PUT", f"{PATH}/2")):
            thing = said(1, content=method)
            await exchange(pair, request({}, method, path), answer(enveloped(thing), 200))
            await hear(await made.websocket(), thing)
        assert made.plant.report()["occasions"] == 0


async def test_an_id_that_is_nested_is_found_where_the_codec_declares_it() -> None:
    async with rig("swallow-write:every=1,count=1") as made:
        made.plant.written_id = "data.data.id"
        pair = await made.connect()
        nested = {"data": {"data": said(1), "context": {"id": "c"}}}
        await exchange(pair, request({}), answer(nested))
        await hear(await made.websocket(), said(1))
        client, _ = pair
        await client.send(request({"content": "mine"}))
        _, _, body = await receive(client)
        assert body["data"]["data"] == said(1_000_000_002, content="mine")
        assert body["data"]["context"] == {"id": "c"}
