"""The HTTP client: answers by number, a connection more when none is free, and every way to fail by its name."""

import asyncio
from collections.abc import AsyncIterator, Sized
from contextlib import asynccontextmanager
from typing import Any

import pytest
from lockstep.load.engine.http import Pool

from tests.clients.streams import Serve, served

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Received:
    """Keeps what the pool tells; `wait` until so much was told."""

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.told: dict[int, tuple[object, ...]] = {}
        self._more = asyncio.Event()

    def on_sent(self, i: int, t: int) -> None:
        self.sent.append(i)
        self._more.set()

    def on_answer(self, i: int, t: int, status: int, body: bytes) -> None:
        self.told[i] = status, body
        self._more.set()

    def on_error(self, i: int, t: int, word: str) -> None:
        self.told[i] = (word,)
        self._more.set()

    async def wait(self, count: int, what: Sized | None = None) -> None:
        while len(self.told if what is None else what) < count:
            self._more.clear()
            await self._more.wait()


@asynccontextmanager
async def pool_to(serve: Serve, timeout_s: float = 60.0) -> AsyncIterator[tuple[Pool, Received]]:
    async with served(serve) as port:
        received = Received()
        pool = Pool(f"http://127.0.0.1:{port}", received, timeout_s)
        try:
            yield pool, received
        finally:
            await pool.close()


async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(1_000_000)


async def in_pieces(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    for byte in b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n":
        writer.write(bytes([byte]))
        await writer.drain()
    await reader.readexactly(1_000_000)


async def hanging_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nnot all")


async def babbling(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"no HTTP at all\r\n\r\n")
    await reader.readexactly(1_000_000)


async def closing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))


def test_one_connection_serves_one_request_after_another() -> None:
    async def story() -> None:
        async with pool_to(answering) as (pool, received):
            await pool.warm(1)
            for i in range(3):
                pool.send(i, REQUEST)
                await received.wait(i + 1)
            assert received.told == dict.fromkeys(range(3), (200, b"ok"))
            assert pool.opened == 1

    asyncio.run(story())


def test_a_request_never_waits_for_another() -> None:
    async def story() -> None:
        async with pool_to(silent) as (pool, received):
            await pool.warm(1)
            for i in range(4):
                pool.send(i, REQUEST)
            await received.wait(4, received.sent)
            assert pool.opened == 4

    asyncio.run(story())


def test_an_answer_in_pieces_is_one() -> None:
    async def story() -> None:
        async with pool_to(in_pieces) as (pool, received):
            pool.send(0, REQUEST)
            await received.wait(1)
            assert received.told == {0: (201, b"abcde")}

    asyncio.run(story())


@pytest.mark.parametrize(("serve", "word"), [(hanging_up, "reset"), (babbling, "protocol")])
def test_what_is_no_answer_has_a_name(serve: Serve, word: str) -> None:
    async def story() -> None:
        async with pool_to(serve) as (pool, received):
            pool.send(0, REQUEST)
            await received.wait(1)
            assert received.told == {0: (word,)}

    asyncio.run(story())


def test_silence_is_given_up() -> None:
    async def story() -> None:
        async with pool_to(silent, timeout_s=0.05) as (pool, received):
            pool.send(0, REQUEST)
            while not received.told:
                pool.sweep()
                await asyncio.sleep(0.005)
            assert received.told == {0: ("timeout",)}

    asyncio.run(story())


def test_nobody_there_is_refused() -> None:
    async def story() -> None:
        async with pool_to(answering) as (pool, received):
            port = pool._port
        pool = Pool(f"http://127.0.0.1:{port}", received, 60.0)
        pool.send(0, REQUEST)
        await received.wait(1)
        assert received.told == {0: ("refused",)}
        assert received.sent == []
        await pool.close()

    asyncio.run(story())


def test_a_connection_that_ends_before_it_can_be_used_has_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        opens = loop.create_connection

        async def opens_and_loses(*args: Any, **options: Any) -> Any:
            transport, connection = await opens(*args, **options)
            transport.abort()
            for _ in range(10):
                await asyncio.sleep(0)
            assert connection.transport is None
            return transport, connection

        async with pool_to(silent) as (pool, received):
            with monkeypatch.context() as patch:
                patch.setattr(loop, "create_connection", opens_and_loses)
                pool.send(0, REQUEST)
                await received.wait(1)
            assert received.told == {0: ("refused",)}
            assert received.sent == []

    asyncio.run(story())


def test_a_connection_that_the_server_closes_is_not_used_again() -> None:
    async def story() -> None:
        async with pool_to(closing) as (pool, received):
            for i in range(2):
                pool.send(i, REQUEST)
                await received.wait(i + 1)
            assert received.told == dict.fromkeys(range(2), (200, b"ok"))
            assert pool.opened == 2

    asyncio.run(story())


def test_an_address_without_a_host_is_refused() -> None:
    with pytest.raises(ValueError, match="names no host"):
        Pool("nowhere", Received.__new__(Received), 1.0)
