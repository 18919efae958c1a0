"""A relay between raw sockets: what a server writes and what a client reads, byte for byte.

`Backend` accepts TCP connections and leaves them to the test; `websocket` makes the opening handshake by hand on
both ends of the relay. Everything happens on 127.0.0.1 and is closed at the end.
"""

import asyncio
import base64
import contextlib
import json
import struct
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

from lockstep.clients.dialects.registry import codec_named
from lockstep.relay.faults.active import Active
from lockstep.relay.parse import parse_plant
from lockstep.relay.plants.base import Plant
from lockstep.relay.plugin import Plugin
from lockstep.relay.proxy import Relay
from websockets.frames import Frame, Opcode
from websockets.utils import accept_key

KEY = base64.b64encode(b"0123456789abcdef").decode()
NEVER = "drop:after=1000000"


@dataclass
class End:
    """One end of a TCP connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, *data: bytes) -> None:
        """Write and wait until the kernel has it."""
        self.writer.write(b"".join(data))
        await self.writer.drain()

    async def rest(self) -> bytes:
        """Everything up to the end of the stream."""
        return await self.reader.read(-1)

    async def close(self) -> None:
        """Close, however the other end did."""
        self.writer.close()
        with contextlib.suppress(ConnectionError):
            await self.writer.wait_closed()

    def reset(self) -> None:
        """Close with a reset."""
        self.writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


class Backend:
    """A server that accepts, and does nothing else."""

    def __init__(self) -> None:
        self.port = 0
        self._accepted: asyncio.Queue[End] = asyncio.Queue()
        self._ends: list[End] = []

    async def accept(self) -> End:
        """The next connection."""
        return await self._accepted.get()

    async def __aenter__(self) -> "Backend":
        self._server = await asyncio.start_server(self._took, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for end in self._ends:
            await end.close()
        await self._server.wait_closed()

    async def _took(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        end = End(reader, writer)
        self._ends.append(end)
        self._accepted.put_nowait(end)


@dataclass
class Rig:
    """A relay and the backend behind it."""

    backend: Backend
    relay: Relay
    port: int
    clients: list[End]

    @property
    def plant(self) -> Plant:
        """The plant in the relay."""
        assert isinstance(self.relay.plugin, Plant)
        return self.relay.plugin

    async def connect(self) -> tuple[End, End]:
        """A TCP connection through the relay: (client, server)."""
        client = End(*await asyncio.open_connection("127.0.0.1", self.port))
        self.clients.append(client)
        return client, await self.backend.accept()

    async def websocket(self, agent: str = "lockstep (Ana; laptop)", extra: str = "") -> tuple[End, End]:
        """A WebSocket through the relay, the handshake made by hand; `extra` stands in the answer."""
        client, server = await self.connect()
        await client.send(request(agent))
        assert await server.reader.readuntil(b"\r\n\r\n") == request(agent)
        await server.send(answer(extra))
        assert await client.reader.readuntil(b"\r\n\r\n") == answer(extra)
        return client, server


@contextlib.asynccontextmanager
async def rig(plugin: str | Plugin | None, faults: Active | None = None) -> AsyncIterator[Rig]:
    """A relay with a plant (as a person writes it), another plug-in, or none."""
    chosen = parse_plant(plugin).plant() if isinstance(plugin, str) else plugin
    async with Backend() as backend:
        relay = Relay(("127.0.0.1", backend.port), lambda: codec_named("json"), chosen, faults)
        made = Rig(backend, relay, await relay.start(), [])
        try:
            yield made
        finally:
            for client in made.clients:
                await client.close()
            await relay.stop()


def request(agent: str = "lockstep (Ana; laptop)") -> bytes:
    """A client's handshake."""
    return (
        f"GET /ws?token=secret HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\nUser-Agent: {agent}\r\n\r\n"
    ).encode()


def answer(extra: str = "") -> bytes:
    """A server's handshake."""
    return (
        f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept_key(KEY)}\r\n{extra}\r\n"
    ).encode()


def frame(data: str | bytes, opcode: Opcode = Opcode.TEXT, *, fin: bool = True, mask: bool = False) -> bytes:
    """A WebSocket frame."""
    raw = data.encode() if isinstance(data, str) else data
    return Frame(opcode, raw, fin).serialize(mask=mask)


def event(channel: str, seq: int | None, kind: str = "chatroom_message_received", **data: Any) -> bytes:
    """A frame with an event of the plain JSON dialect, spaced as no encoder of ours would."""
    body = {"event": kind, "room": channel, "epoch": "e", "seq": seq, "at": "now", "data": {"id": seq, **data}}
    return frame(json.dumps(body, indent=1))


def control(kind: str, **data: Any) -> bytes:
    """A frame with a control frame of the plain JSON dialect."""
    return frame(json.dumps({"event": kind, "ref": "r1", "data": data}))


def command(kind: str, **data: Any) -> bytes:
    """A client's frame with a command."""
    return frame(json.dumps({"event": kind, "ref": "r1", "data": data}), mask=True)


Bytes = list[bytes]


async def heard(plant: str, sent: Bytes, agent: str = "lockstep (Ana; laptop)") -> tuple[bytes, dict[str, Any]]:
    """What a client reads up to the end when a server sends this and ends, and what the plant reports."""
    async with rig(plant) as made:
        client, server = await made.websocket(agent)
        await server.send(*sent)
        server.writer.write_eof()
        arrived = await client.rest()
        return arrived, made.plant.report()


async def until(condition: Callable[[], bool]) -> None:
    """Give the loop turns until something is so; the test's time limit ends it if it never is."""
    while True:
        if condition():
            return
        await asyncio.sleep(0)
