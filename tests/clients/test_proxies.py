"""Both clients go through a proxy if they are told to."""

import asyncio

import pytest
from lockstep.clients.api import ApiClient
from lockstep.clients.realtime import RealtimeClient
from lockstep.clients.tls import tls_context
from websockets.asyncio.server import serve

from tests.clients.proxied import proxy
from tests.clients.test_realtime import Ear, Letters
from tests.clients.test_tls import answer, echo

pytestmark = pytest.mark.anyio


async def test_a_request_goes_through_the_proxy() -> None:
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, proxy() as (address, seen):
        client = ApiClient(f"http://127.0.0.1:{port}", tls_context(), person="Ana", timeout_s=60, proxy=address)
        assert (await client.request("GET", "/health")).status == 200
        await client.close()
    assert seen == [f"GET http://127.0.0.1:{port}/health HTTP/1.1"]


async def test_a_socket_goes_through_the_proxy() -> None:
    async with serve(echo, "127.0.0.1", 0) as listening, proxy() as (address, seen):
        port = next(iter(listening.sockets)).getsockname()[1]
        client = RealtimeClient(Letters(), Ear())
        await client.open(
            f"ws://127.0.0.1:{port}/", headers={}, subprotocols=(), agent="a", timeout_s=60, proxy=address
        )
        assert await client.ping(5)
        await client.close()
    assert seen == [f"CONNECT 127.0.0.1:{port} HTTP/1.1"]
