"""Watching: everything in the order in which it came, woken by what arrives, and how the connection ended."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lockstep.running.service.live_stream import Watch, is_over
from websockets.asyncio.server import ServerConnection, serve

EVENTS = [{"seq": n, "type": kind} for n, kind in enumerate(["integration_test_start", "integration_test_complete"])]


@asynccontextmanager
async def told(*, close: int | None = 1000) -> AsyncIterator[str]:
    async def tell(socket: ServerConnection) -> None:
        if socket.request is not None and "Bearer good" not in socket.request.headers.get("Authorization", ""):
            await socket.close(4401)
            return
        for event in EVENTS:
            await socket.send(json.dumps(event))
        if close is not None:
            await socket.close(close)
        await socket.wait_closed()

    async with serve(tell, "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/"


def test_everything_is_heard_and_the_end_is_known() -> None:
    async def act() -> None:
        async with told() as live:
            watch = Watch(live, "good", testId="t")
            await watch.begin()
            assert await watch.until(lambda _, closed: closed is not None, 20)
            assert (watch.received, watch.closed) == (EVENTS, 1000)
            await watch.end()

    asyncio.run(act())


def test_the_last_event_is_the_end_though_the_connection_stands() -> None:
    async def act() -> None:
        async with told(close=None) as live:
            watch = Watch(live, "good")
            await watch.begin()
            assert await watch.until(is_over, 20)
            assert watch.closed is None
            assert not await watch.until(lambda received, _: len(received) > len(EVENTS), 0.05)
            await watch.end()
            assert watch.closed is not None

    asyncio.run(act())


def test_who_is_turned_away_hears_nothing() -> None:
    async def act() -> None:
        async with told() as live:
            for token in ("", "bad"):
                watch = Watch(live, token)
                await watch.begin()
                assert await watch.until(is_over, 20)
                assert (watch.received, watch.closed) == ([], 4401)
                await watch.end()

    asyncio.run(act())
