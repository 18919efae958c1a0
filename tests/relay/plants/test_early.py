"""Early: the writer is refused what was done, and the event passes."""

import gzip
import json
import zlib
from collections.abc import Callable

import pytest

from tests.relay.plants.web import Thing, answer, enveloped, exchange, hear, learn, request, said
from tests.relay.rig import rig
from tests.relay.test_content_coding import raw_deflate

pytestmark = pytest.mark.anyio


async def test_the_answer_is_a_refusal_in_the_form_of_the_contract_and_the_event_passes() -> None:
    async with rig("early:every=1") as made:
        await learn(made, said(1))
        status, headers, body = await exchange(await made.connect(), request({}), answer(enveloped(said(2))))
        assert (status, headers["server"], headers["x-request-id"]) == (403, "s", "S1")
        assert (body["status"], body["code"], body["details"]) == ("error", "forbidden", {})
        await hear(await made.websocket(), said(2))
        assert made.plant.report()["effects"] == 1


@pytest.mark.parametrize("status", [400, 409, 503])
async def test_what_the_server_refused_is_no_occasion(status: int) -> None:
    async with rig("early:every=1") as made:
        await learn(made, said(1))
        told = await exchange(await made.connect(), request({}), answer({"id": 1}, status))
        assert told[0] == status
        assert made.plant.report()["occasions"] == 0


@pytest.mark.parametrize(
    ("coding", "packed"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw_deflate)]
)
async def test_a_compressed_answer_is_read(coding: str, packed: Callable[[bytes], bytes]) -> None:
    def compressed(thing: Thing) -> bytes:
        plain = answer(packed(json.dumps(enveloped(thing)).encode()))
        return plain.replace(b"server: s", f"server: s\r\ncontent-encoding: {coding}".encode())

    async with rig("early:every=1,count=1") as made:
        pair = client, server = await made.connect()
        await client.send(request({}))
        await server.reader.readuntil(b"{}")
        await server.send(compressed(said(1)))
        head = await client.reader.readuntil(b"\r\n\r\n")
        await client.reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        await hear(await made.websocket(), said(1))
        status, headers, body = await exchange(pair, request({}), compressed(said(2)))
        assert (status, body["code"]) == (403, "forbidden")
        assert "content-encoding" not in headers
        assert made.plant.report()["effects"] == 1


async def test_an_answer_that_cannot_be_read_is_counted_and_the_plant_says_why() -> None:
    async with rig("early:every=1") as made:
        client, server = await made.connect()
        await client.send(request({}))
        await server.reader.readuntil(b"{}")
        packed = answer(b"...").replace(b"server: s", b"server: s\r\ncontent-encoding: br")
        await server.send(packed)
        assert await client.reader.readexactly(len(packed)) == packed
        await hear(await made.websocket(), said(1))
        assert made.relay.traffic.unread == {"an answer in an encoding that is not read (br)": 1}
        (why,) = made.plant.report()["why"]
        assert why.startswith('no answer to a write named the object written by "id": declare in the codec')
