"""The API client against a real server on a free port."""

import asyncio
import sys
from collections.abc import Awaitable, Callable

import pytest
from lockstep.clients.api import ApiClient, Exchange, collect, exchanges, tls_context

from tests.clients.streams import served

Reply = Callable[[bytes], Awaitable[bytes | None]]


async def exchange(reply: Reply, *, times: int = 1, connections: list[int] | None = None) -> list[Exchange]:
    """Ask a server that answers each request head with `reply`; None means to close without a word."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if connections is not None:
            connections.append(1)
        while (answer := await reply(head)) is not None:
            writer.write(answer)
            await writer.drain()
            head = await reader.readuntil(b"\r\n\r\n")

    async with served(serve) as port:
        client = ApiClient(f"http://127.0.0.1:{port}/api", tls_context(), person="Ana", timeout_s=60)
        try:
            return [
                await client.request("GET", "/things", token="secret", headers={"X-Request-Id": "w1"})
                for _ in range(times)
            ]
        finally:
            await client.close()


def answer(status: str, body: bytes) -> bytes:
    return b"HTTP/1.1 %s\r\ncontent-length: %d\r\n\r\n%s" % (status.encode(), len(body), body)


def test_the_request_carries_path_token_headers_and_who_asks() -> None:
    heads: list[bytes] = []

    async def reply(head: bytes) -> bytes:
        heads.append(head)
        return answer("200 OK", b'{"data": 1}')

    (got,) = asyncio.run(exchange(reply))
    assert heads[0].startswith(b"GET /api/things HTTP/1.1")
    lowered = heads[0].lower()
    assert b"authorization: bearer secret" in lowered
    assert b"x-request-id: w1" in lowered
    assert b"lockstep (ana; api)" in lowered
    assert (got.status, got.body, got.outcome, got.word) == (200, {"data": 1}, "ok", "200")
    assert got.answered > got.asked


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("201 Created", "ok"),
        ("404 Not Found", "fail"),
        ("429 Too Many Requests", "fail"),
        ("408 Request Timeout", "info"),
        ("425 Too Early", "info"),
        ("500 Internal Server Error", "info"),
        ("503 Service Unavailable", "info"),
    ],
)
def test_what_a_status_means(status: str, outcome: str) -> None:
    async def reply(_: bytes) -> bytes:
        return answer(status, b"{}")

    (got,) = asyncio.run(exchange(reply))
    assert got.outcome == outcome


def test_an_answer_that_is_no_json_has_no_body() -> None:
    async def reply(_: bytes) -> bytes:
        return answer("200 OK", b"<html>")

    (got,) = asyncio.run(exchange(reply))
    assert got.body is None
    assert got.text == "<html>"


def test_a_connection_that_breaks_leaves_the_write_unknown() -> None:
    async def reply(_: bytes) -> None:
        return None

    (got,) = asyncio.run(exchange(reply))
    assert (got.status, got.trouble, got.outcome) == (None, "reset", "info")


def test_silence_beyond_a_patience_that_was_shortened_leaves_the_write_unknown() -> None:
    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer("200 OK", b"{}"))
        await reader.read()

    async def ask() -> Exchange:
        async with served(once) as port:
            client = ApiClient(f"http://127.0.0.1:{port}", tls_context(), person="Ana", timeout_s=60)
            try:
                assert (await client.request("GET", "/things")).outcome == "ok"  # however long it takes to connect
                client.wait_at_most(0.05)
                return await client.request("GET", "/things")
            finally:
                await client.close()

    got = asyncio.run(ask())
    assert (got.status, got.trouble, got.outcome) == (None, "timeout", "info")


def test_nobody_there_means_nothing_was_sent() -> None:
    async def ask() -> Exchange:
        server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        client = ApiClient(f"http://127.0.0.1:{port}", tls_context(), person="Ana", timeout_s=60)
        try:
            return await client.request("POST", "/x", json={"a": 1})
        finally:
            await client.close()

    got = asyncio.run(ask())
    assert (got.trouble, got.outcome) == ("refused", "fail")
    assert got.told() == 'POST /x {"a":1} -> refused All connection attempts failed'


def test_one_connection_serves_successive_requests() -> None:
    connections: list[int] = []

    async def reply(_: bytes) -> bytes:
        return answer("200 OK", b"{}")

    assert len(asyncio.run(exchange(reply, times=3, connections=connections))) == 3
    assert len(connections) == 1


def test_an_exchange_carries_what_was_sent_and_received() -> None:
    async def reply(_: bytes) -> bytes:
        return answer("200 OK", b'{"data": 1}')

    (got,) = asyncio.run(exchange(reply))
    assert got.url.endswith("/api/things")
    assert (got.sent, got.content) == (b"", b'{"data": 1}')
    assert got.sent_headers["authorization"] == "Bearer secret"
    assert "secret" not in repr(got)


def test_exchanges_are_collected_in_their_block_also_those_without_an_answer_and_of_tasks_begun_there() -> None:
    async def reply(_: bytes) -> bytes:
        return answer("200 OK", b"{}")

    async def broken(_: bytes) -> None:
        return None

    async def ask() -> None:
        await exchange(reply)
        with exchanges() as found:
            async with asyncio.TaskGroup() as group:
                group.create_task(exchange(reply))
                group.create_task(exchange(reply, times=2))
            with exchanges() as inner:
                await exchange(broken)
            collect(found[0])
        await exchange(reply)
        assert [one.word for one in found] == ["200"] * 4
        assert [one.word for one in inner] == ["reset"]

    asyncio.run(ask())


def test_an_answer_nested_without_end_has_no_body() -> None:
    async def reply(_: bytes) -> bytes:
        return answer("200 OK", b"[" * 100_000)

    (got,) = asyncio.run(exchange(reply))
    assert (got.status, got.body) == (200, None)


@pytest.mark.parametrize("body", [b'"\x80"', b'{"\xff": 1}'])
def test_an_answer_that_is_no_utf_8_has_no_body(body: bytes) -> None:
    async def reply(head: bytes) -> bytes:
        return answer("200 OK", body)

    (got,) = asyncio.run(exchange(reply))
    assert (got.status, got.body, got.content) == (200, None, body)


def test_an_answer_in_another_encoding_than_it_says_is_an_answer_without_a_body() -> None:
    async def reply(head: bytes) -> bytes:
        return answer("200 OK\r\ncontent-encoding: gzip", b'{"data": 1}')

    (got,) = asyncio.run(exchange(reply))
    assert (got.status, got.body, got.content, got.outcome) == (200, None, b"", "ok")
    assert got.text.startswith("its body is not in the encoding that its headers name")


def test_importing_the_client_changes_nothing_of_what_others_import() -> None:
    assert sys.modules.get("sniffio", sys) is not None  # None would hide an installed package from everybody
