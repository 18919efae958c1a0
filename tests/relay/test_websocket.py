"""Messages of a WebSocket go by way of the plug-in; all else goes straight on; nothing is put in where it breaks."""

import asyncio
import struct

import pytest
import websockets
from lockstep.clients.dialects.registry import codec_named
from lockstep.relay.parse import parse_plant
from lockstep.relay.plugin import Message, Plugin, WebSocket
from lockstep.relay.proxy import Relay
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.frames import Opcode

from tests.relay.rig import NEVER, command, control, event, frame, rig, until

pytestmark = pytest.mark.anyio

EXTRA = Message("put in")


class Recorder(Plugin):
    """Notes what it is told of, and passes everything on."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.websockets: list[WebSocket] = []

    def opened(self, websocket: WebSocket) -> None:
        self.told.append(f"opened {websocket.number} {websocket.person} {websocket.session}")
        self.websockets.append(websocket)

    def from_server(self, websocket: WebSocket, message: Message) -> None:
        self.told.append(f"server {name_of(message)}")
        super().from_server(websocket, message)

    def from_client(self, websocket: WebSocket, message: Message) -> None:
        self.told.append(f"client {name_of(message)}")
        super().from_client(websocket, message)

    def fence(self, websocket: WebSocket) -> None:
        self.told.append("fence")

    def closed(self, websocket: WebSocket) -> None:
        self.told.append("closed")


def name_of(message: Message) -> str:
    return message.frames[0].kind if message.frames else repr(message.raw)


async def test_the_plug_in_is_told_of_everything_in_order() -> None:
    plugin = Recorder()
    asked = command("ping")
    async with rig(plugin) as made:
        client, server = await made.websocket()
        await client.send(asked)
        assert await server.reader.readexactly(len(asked)) == asked
        await server.send(
            event("chatroom:7", 1),
            frame(b"\x01", Opcode.BINARY),
            frame("p", Opcode.PONG),
            control("pong"),
            frame(struct.pack("!H", 1000), Opcode.CLOSE),
        )
        await server.close()
        await client.rest()
        await client.close()
        await until(lambda: not made.relay._pipes)
    assert plugin.told == [
        "opened 1 Ana laptop",
        "client ping",
        "server chatroom_message_received",
        "server b'\\x01'",
        "fence",
        "fence",
        "server pong",
        "fence",
        "closed",
    ]
    assert plugin.websockets[0].channels == {"chatroom:7"}


async def test_an_end_without_a_close_frame_is_a_fence_too() -> None:
    plugin = Recorder()
    async with rig(plugin) as made:
        client, server = await made.websocket()
        await server.send(frame("cut off")[:4])
        server.writer.write_eof()
        assert await client.rest() == frame("cut off")[:4]
        assert plugin.told == ["opened 1 Ana laptop", "fence"]


async def test_a_message_put_in_waits_until_a_large_one_has_passed() -> None:
    plugin = Recorder()
    large = frame("x" * 1_500_000, fin=False) + frame("y", Opcode.CONT)
    async with rig(plugin) as made:
        client, server = await made.websocket()
        websocket = plugin.websockets[0]
        await server.send(large[:1_000_000])
        assert await client.reader.readexactly(1_000_000) == large[:1_000_000]
        assert websocket.congested
        websocket.to_client(EXTRA)
        await server.send(large[1_000_000:], frame("after"), frame(b"\xff"))
        server.writer.write_eof()
        assert await client.rest() == large[1_000_000:] + frame("put in") + frame("after") + frame(b"\xff")


async def test_a_message_put_in_passes_a_held_fragment_and_a_half_frame() -> None:
    plugin = Recorder()
    async with rig(plugin) as made:
        client, server = await made.websocket()
        await server.send(frame("on", fin=False), frame("?", Opcode.PING), frame("ce", Opcode.CONT)[:3])
        assert await client.reader.readexactly(3) == frame("?", Opcode.PING)
        plugin.websockets[0].to_client(EXTRA)
        assert await client.reader.readexactly(8) == frame("put in")
        await server.send(frame("ce", Opcode.CONT)[3:])
        assert await client.reader.readexactly(8) == frame("on", fin=False) + frame("ce", Opcode.CONT)


async def test_nothing_is_put_in_after_a_close_frame_or_an_end() -> None:
    plugin = Recorder()
    close = frame(struct.pack("!H", 4401), Opcode.CLOSE)
    async with rig(plugin) as made:
        client, server = await made.websocket()
        other, _ = await made.websocket("lockstep (Ben; laptop)")
        await server.send(close)
        assert await client.reader.readexactly(4) == close
        plugin.websockets[0].to_client(EXTRA)
        assert list(plugin.websockets[1].others()) == []
        assert list(plugin.websockets[0].others()) == [plugin.websockets[1]]
        server.writer.write_eof()
        assert await client.rest() == b""
        await other.close()


async def test_a_message_to_the_server_is_masked() -> None:
    plugin = Recorder()
    async with rig(plugin) as made:
        _, server = await made.websocket()
        plugin.websockets[0].to_server(Message(b"bytes"))
        plugin.websockets[0].to_server(Message("text"))
        told = await server.reader.readexactly(11 + 10)
        assert (told[0] & 0x0F, told[1] & 0x80, told[11] & 0x0F) == (Opcode.BINARY, 0x80, Opcode.TEXT)


async def test_what_was_asked_for_later_happens_unless_the_line_is_closed() -> None:
    plugin = Recorder()
    happened: list[int] = []
    async with rig(plugin) as made:
        client, _ = await made.websocket()
        plugin.websockets[0].later(0.01, lambda: happened.append(1))
        await until(lambda: happened == [1])
        (websocket,) = made.relay.websockets()
        assert not websocket._timers
        plugin.websockets[0].later(0.01, lambda: happened.append(2)).cancel()
        assert not websocket._timers
        asyncio.get_running_loop().call_later(0.02, lambda: happened.append(3))
        await until(lambda: happened == [1, 3])
        plugin.websockets[0].later(3600, lambda: happened.append(4))
        assert len(websocket._timers) == 1
        client.reset()
        await until(lambda: not made.relay._pipes)
        assert not websocket._timers


# With a server and clients that people use.


async def talk(socket: ServerConnection) -> None:
    """Does what it is told: greets, echoes, sends in fragments, pings, closes, breaks."""
    async for message in socket:
        match message:
            case "fragments":
                await socket.send(["on", "ce ", "more"])
            case "ping":
                await (await socket.ping())
                await socket.send("ponged")
            case "close":
                await socket.close(4403, "go")
            case "break":
                socket.transport.abort()
            case _:
                await socket.send(message)


@pytest.mark.parametrize("plugin", [None, NEVER], ids=["no plug-in", "an idle plant"])
async def test_a_real_client_and_server_notice_nothing(plugin: str | None) -> None:
    async with serve(talk, "127.0.0.1", 0, compression=None) as server:
        port = server.sockets[0].getsockname()[1]
        relay = Relay(
            ("127.0.0.1", port), lambda: codec_named("json"), parse_plant(plugin).plant() if plugin else None
        )
        url = f"ws://127.0.0.1:{await relay.start()}/"
        async with connect(url, compression=None, proxy=None, open_timeout=60) as socket:
            for message in ("text", b"\x00binary", "ä" * 60_000, b"x" * 900_000, ""):
                await socket.send(message)
                assert await socket.recv() == message
            await socket.send("fragments")
            assert await socket.recv() == "once more"
            await socket.send(["frag", "ments"])
            assert await socket.recv() == "once more"
            await socket.send("ping")
            assert await socket.recv() == "ponged"
            await (await socket.ping())
            await socket.send("close")
            with pytest.raises(websockets.ConnectionClosedError) as ended:
                await socket.recv()
            assert (ended.value.rcvd.code, ended.value.rcvd.reason) == (4403, "go")
            assert ended.value.rcvd_then_sent
        async with connect(url, compression=None, proxy=None, open_timeout=60) as socket:
            await socket.close(4999, "bye")
            assert (socket.close_code, socket.close_reason) == (4999, "bye")
        async with connect(url, compression=None, proxy=None, open_timeout=60) as socket:
            await socket.send("break")
            with pytest.raises(websockets.ConnectionClosedError) as ended:
                await socket.recv()
            assert ended.value.rcvd is None
        await relay.stop()
