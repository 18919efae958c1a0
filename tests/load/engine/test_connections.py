"""Devices: what a connection that ends too early leaves, and how a device that returns goes on."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvloop
from lockstep.clients.dialects.base import Raw
from lockstep.history.rows import Budgets, Close, Header, Open, Position, Promises
from lockstep.load.engine.connections import Device, NotAnsweredError
from lockstep.load.engine.event_buffer import Tape
from lockstep.targets.base import ConnectArgs
from lockstep.targets.load_profile import Caller, Control, EventFrame, LoadProfile, Said
from websockets.utils import accept_key

Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Plain(LoadProfile):
    """Channels by address; nothing is greeted, and nothing is said."""

    def request(self, caller: Caller, w: str, operation: str, fields: dict[str, Any]) -> bytes:
        raise NotImplementedError

    def answer(self, operation: str, fields: dict[str, Any], status: int, body: bytes) -> Said:
        raise NotImplementedError

    def connect(self, caller: Caller, channels: tuple[str, ...], since: dict[str, Position] | None) -> ConnectArgs:
        return ConnectArgs(self.websocket_url, channels=channels, since=since or {})

    def frames(self, raw: Raw) -> list[EventFrame | Control]:
        raise NotImplementedError


async def ends_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")


async def turns_away(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n")


async def ends_when_asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await answer(reader, writer)
    await reader.readexactly(1)


async def stands(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await answer(reader, writer)
    await reader.read()


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    asked = (await reader.readuntil(b"\r\n\r\n")).decode()
    [key] = [line.partition(": ")[2] for line in asked.splitlines() if line.lower().startswith("sec-websocket-key")]
    writer.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept_key(key)}\r\n\r\n".encode()
    )


def with_peers(act: Callable[[Device], Awaitable[None]], *peers: Peer) -> Tape:
    """Do something with a device whose connections meet these peers, one after the other; the tape."""
    waiting, over = list(peers), asyncio.Semaphore(0)
    tape = Tape(
        Header(scenario="s", title="t", seed=1, target="none", promises=Promises(), budgets=Budgets()), "run", {}
    )

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await waiting.pop(0)(reader, writer)
        finally:
            writer.close()
            await writer.wait_closed()
            over.release()

    async def run() -> None:
        async with await asyncio.start_server(meet, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            load_profile = Plain(f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}")
            device = Device(load_profile, tape, Caller("Ana", "1"), ("room",), meanwhile=lambda _: None)
            await asyncio.wait_for(act(device), 60)
            await asyncio.wait_for(device.leave("cut"), 60)
            for _ in peers:
                await asyncio.wait_for(over.acquire(), 60)

    uvloop.run(run())
    assert waiting == []
    return tape


def openings(tape: Tape) -> list[str]:
    return [row.phase if isinstance(row, Open) else row.by for row in tape.rows if isinstance(row, Open | Close)]


async def connects(device: Device) -> None:
    await device.connect()


async def cannot_connect(device: Device) -> None:
    with pytest.raises(NotAnsweredError, match="Ana/load could not connect: its connection ended at once"):
        await device.connect()


async def returns(device: Device) -> None:
    device.returns = True
    await device.connect()
    assert not await device.round_trip()
    assert await device.is_back() == ""


def test_a_connection_that_ends_before_it_stands_is_refused() -> None:
    assert openings(with_peers(cannot_connect, ends_at_once)) == ["requested", "refused"]


def test_a_connection_that_is_turned_away_is_refused_with_its_status() -> None:
    async def turned_away(device: Device) -> None:
        with pytest.raises(NotAnsweredError, match="Ana/load could not connect"):
            await device.connect()

    tape = with_peers(turned_away, turns_away)
    assert [(row.phase, row.status) for row in tape.rows if isinstance(row, Open)] == [
        ("requested", None),
        ("refused", 503),
    ]


def test_a_connection_that_stands_is_left() -> None:
    assert openings(with_peers(connects, stands)) == ["requested", "done", "us", "us"]


def test_a_device_returns_past_connections_that_end_before_they_stand() -> None:
    tape = with_peers(returns, ends_when_asked, ends_at_once, ends_at_once, stands)
    lost = ["requested", "done", "network"]
    assert openings(tape) == [*lost, *["requested", "refused"] * 2, "requested", "done", "us", "us"]
