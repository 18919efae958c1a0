"""The relay listens, numbers its connections, and leaves nothing behind when it stops."""

import asyncio
import socket

import pytest
from lockstep.clients.dialects.registry import codec_named
from lockstep.relay.errors import RelayError
from lockstep.relay.proxy import Relay

from tests.relay.rig import NEVER, Backend, rig, until

pytestmark = pytest.mark.anyio


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_a_port_that_is_taken_is_told_of() -> None:
    async with Backend() as backend:
        relay = Relay(("127.0.0.1", 1), lambda: codec_named("json"))
        with pytest.raises(RelayError, match=rf"cannot listen on port {backend.port} of 127\.0\.0\.1: .*in use"):
            await relay.start(backend.port)
        await relay.stop()


async def test_it_listens_where_it_is_told() -> None:
    relay, port = Relay(("127.0.0.1", 1), lambda: codec_named("json")), free_port()
    assert await relay.start(port) == port
    await relay.stop()


async def test_a_server_that_refuses_is_a_reset_and_the_relay_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    gone = free_port()
    relay = Relay(("127.0.0.1", gone), lambda: codec_named("json"))
    port = await relay.start()
    for _ in range(2):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        with pytest.raises(ConnectionResetError):
            await reader.readexactly(1)
        writer.close()
    await until(lambda: not relay._pipes)
    assert f"the server at 127.0.0.1:{gone} cannot be reached" in caplog.text
    await relay.stop()


@pytest.mark.parametrize("plugin", [None, NEVER])
async def test_stopping_ends_both_ends_of_every_connection(plugin: str | None) -> None:
    async with rig(plugin) as made:
        ends = [*await made.connect(), *await made.websocket()]
        await made.relay.stop()
        assert [await end.rest() for end in ends] == [b""] * 4
        assert not made.relay._pipes
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", made.port)


async def test_stopping_while_a_server_is_still_being_connected_leaves_nothing() -> None:
    # A listener whose queue is full lets a connect hang, as a distant host does.
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        fillers = [socket.socket() for _ in range(3)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(busy.getsockname())
        relay = Relay(busy.getsockname(), lambda: codec_named("json"))
        reader, writer = await asyncio.open_connection("127.0.0.1", await relay.start())
        await until(lambda: bool(relay._connecting))
        await relay.stop()
        assert not relay._pipes
        assert not relay._connecting
        with pytest.raises(ConnectionResetError):
            await reader.readexactly(1)
        writer.close()
        for filler in fillers:
            filler.close()


async def test_connections_are_numbered_and_lines_are_the_websockets_among_them() -> None:
    async with rig(NEVER) as made:
        await made.connect()
        await made.websocket("lockstep (Ana; laptop)")
        await made.connect()
        await made.websocket("lockstep (Ben; phone)")
        assert [(one.number, one.person) for one in made.relay.websockets()] == [
            (2, "Ana"),
            (4, "Ben"),
        ]
        assert made.relay.traffic.connections == 4


async def test_each_connection_has_a_codec_of_its_own() -> None:
    async with rig(NEVER) as made:
        await made.websocket()
        await made.websocket()
        first, second = made.relay.websockets()
        assert first.codec is not second.codec
