"""What sockets feel of each other through the relay: resets, and readers that do not read."""

import asyncio

import pytest

from tests.relay.rig import NEVER, frame, rig, until

pytestmark = pytest.mark.anyio

PLUGINS = pytest.mark.parametrize("plugin", [None, NEVER], ids=["no plug-in", "an idle plant"])


@PLUGINS
@pytest.mark.parametrize("websocket", [False, True])
async def test_a_reset_by_the_server_is_a_reset_for_the_client(plugin: str | None, websocket: bool) -> None:
    async with rig(plugin) as made:
        client, server = await (made.websocket() if websocket else made.connect())
        server.reset()
        with pytest.raises(ConnectionResetError):
            await client.reader.readexactly(1)


@PLUGINS
@pytest.mark.parametrize("websocket", [False, True])
async def test_a_reset_by_the_client_is_a_reset_for_the_server(plugin: str | None, websocket: bool) -> None:
    async with rig(plugin) as made:
        client, server = await (made.websocket() if websocket else made.connect())
        client.reset()
        with pytest.raises(ConnectionResetError):
            await server.reader.readexactly(1)


async def test_what_was_sent_before_a_reset_arrives() -> None:
    async with rig(NEVER) as made:
        client, server = await made.websocket()
        await server.send(frame("last words"))
        assert await client.reader.readexactly(12) == frame("last words")
        await server.send(frame("more"))
        await until(lambda: made.relay.traffic.messages == 2)
        server.reset()
        assert await client.reader.readexactly(6) == frame("more")
        with pytest.raises(ConnectionResetError):
            await client.reader.readexactly(1)


@PLUGINS
@pytest.mark.parametrize("websocket", [False, True])
async def test_a_slow_reader_stops_the_sender(plugin: str | None, websocket: bool) -> None:
    async with rig(plugin) as made:
        client, server = await (made.websocket() if websocket else made.connect())
        client.writer.transport.pause_reading()
        one = frame("x" * 60_000) if websocket else bytes(60_000)
        sent = 0
        # The kernel's buffers on the way hold a few megabytes; a relay that reads without end would take all of it.
        while sent < 3000 and server.writer.transport.get_write_buffer_size() == 0:
            server.writer.write(one)
            sent += 1
            for _ in range(20):
                await asyncio.sleep(0)
        assert sent < 3000
        pipe = next(iter(made.relay._pipes.values()))
        await until(lambda: pipe.client.congested)
        assert pipe.client._transport.get_write_buffer_size() < 65_536 + 2 * 65_536
        client.writer.transport.resume_reading()
        server.writer.write_eof()
        assert await client.rest() == one * sent


async def test_nothing_is_written_after_the_end() -> None:
    async with rig(None) as made:
        client, server = await made.connect()
        server.writer.write_eof()
        assert await client.rest() == b""
        pipe = next(iter(made.relay._pipes.values()))
        pipe.client.write(b"too late")
        pipe.client.finish()
        await client.send(b"still open")
        assert await server.reader.readexactly(10) == b"still open"
