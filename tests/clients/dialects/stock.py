"""Stock servers from npm, which tests of dialects start, and one connection to them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from lockstep.clients.dialects.base import Codec, Frame, Raw
from lockstep.targets.node_process import NodeProcess
from lockstep.targets.npm import missing
from websockets import Subprotocol
from websockets.asyncio.client import ClientConnection, connect

SERVERS = Path(__file__).with_name("servers")
WAIT_S = 60.0

needs_node = pytest.mark.skipif(bool(missing()), reason=f"{missing()} cannot be found")


@asynccontextmanager
async def stock_server(name: str, tmp_path: Path) -> AsyncIterator[int]:
    """The port of such a server, as long as it runs; `name` is its folder."""
    process = NodeProcess(f"test-{name}", name, SERVERS / name, tmp_path / f"{name}.log")
    port = await process.start()
    try:
        yield port
    finally:
        await process.stop()


class Line:
    """One connection, read by a codec. `frames` are all that arrived until now."""

    def __init__(self, socket: ClientConnection, codec: Codec) -> None:
        self.socket = socket
        self.codec = codec
        self.frames: list[Frame] = []

    async def send(self, kind: str, data: Any = None, ref: str | None = None) -> None:
        await self.socket.send(self.codec.encode(kind, ref=ref, data=data))

    async def until(self, wanted: Callable[[Frame], bool]) -> Frame:
        """The next frame that is wanted."""
        async with asyncio.timeout(WAIT_S):
            while True:
                raw: Raw = await self.socket.recv()
                for frame in self.codec.decode(raw):
                    self.frames.append(frame)
                    if wanted(frame):
                        return frame

    async def frame(self, kind: str, ref: str | None = None) -> Frame:
        """The next frame of this kind, and with this reference if one is given."""
        return await self.until(lambda one: one.kind == kind and ref in {None, one.ref})


@asynccontextmanager
async def line(port: int, path: str, codec: Codec, subprotocol: str = "") -> AsyncIterator[Line]:
    """A connection to such a server."""
    offered = [Subprotocol(subprotocol)] if subprotocol else None
    async with connect(
        f"ws://127.0.0.1:{port}{path}", subprotocols=offered, ping_interval=None, open_timeout=60
    ) as socket:
        yield Line(socket, codec)
