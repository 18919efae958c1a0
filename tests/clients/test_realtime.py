"""The realtime client against a real WebSocket server on a free port."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import pytest
from lockstep.clients import realtime
from lockstep.clients.api import Exchange
from lockstep.clients.dialects.base import Frame, MalformedFrameError, Raw
from lockstep.clients.realtime import Closed, RealtimeClient, RefusedError
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Response

Server = Callable[[ServerConnection], Awaitable[None]]


class Letters:
    """A dialect of single letters."""

    name = "letters"

    def decode(self, raw: Raw) -> list[Frame]:
        if not isinstance(raw, str) or not raw.isalpha():
            raise MalformedFrameError("letters only")
        return [Frame(kind=letter, event=True) for letter in raw]

    def encode(self, kind: str, *, ref: str | None = None, data: object = None) -> Raw:
        return kind

    def rewrite(self, raw: Raw, **changes: object) -> Raw:
        return raw


class Ear:
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.frames: list[tuple[int, Raw, list[Frame] | MalformedFrameError]] = []
        self.closed: list[Closed] = []

    def on_frame(self, n: int, raw: Raw, frames: list[Frame] | MalformedFrameError) -> None:
        self.frames.append((n, raw, frames))

    def on_close(self, closed: Closed) -> None:
        self.closed.append(closed)


async def talk(server: Server, act: Callable[[RealtimeClient, Ear], Awaitable[None]]) -> Ear:
    ear = Ear()
    async with serve(server, "127.0.0.1", 0) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        client = RealtimeClient(Letters(), ear)
        await client.open(
            f"ws://127.0.0.1:{port}/ws?x=1",
            headers={"X-Who": "Ana"},
            subprotocols=(),
            agent="lockstep (Ana; tv)",
            timeout_s=60,
        )
        await act(client, ear)
        await client.close()
    return ear


async def closed(client: RealtimeClient, ear: Ear) -> None:
    """Wait until the server has closed."""
    await client.send("bye")
    await client._reader


def test_every_frame_is_heard_in_order_and_numbered() -> None:
    async def server(socket: ServerConnection) -> None:
        assert socket.request.headers["X-Who"] == "Ana"
        assert socket.request.headers["User-Agent"] == "lockstep (Ana; tv)"
        assert "Sec-WebSocket-Extensions" not in socket.request.headers
        for text in ("ab", "c", "?"):
            await socket.send(text)
        await socket.recv()
        await socket.close(4401, "enough")

    ear = asyncio.run(talk(server, closed))
    assert [n for n, _, _ in ear.frames] == [1, 2, 3]
    assert [frame.kind for frame in ear.frames[0][2]] == ["a", "b"]
    assert isinstance(ear.frames[2][2], MalformedFrameError)
    assert ear.closed == [Closed("server", 4401, True, "enough")]


def test_a_close_of_ours_is_ours() -> None:
    async def server(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async def nothing(client: RealtimeClient, ear: Ear) -> None:
        assert client.is_open

    ear = asyncio.run(talk(server, nothing))
    assert ear.closed == [Closed("us", 1000, True, "")]


def test_a_broken_connection_is_the_networks() -> None:
    async def server(socket: ServerConnection) -> None:
        await socket.recv()
        socket.transport.abort()

    ear = asyncio.run(talk(server, closed))
    assert (ear.closed[0].by, ear.closed[0].code, ear.closed[0].clean) == ("network", None, False)


def test_cutting_ends_without_a_word() -> None:
    seen: list[int | None] = []

    async def server(socket: ServerConnection) -> None:
        await socket.wait_closed()
        seen.append(socket.protocol.close_code)

    async def cut(client: RealtimeClient, ear: Ear) -> None:
        await client.abort()
        assert not client.is_open

    ear = asyncio.run(talk(server, cut))
    assert ear.closed[0].by == "network"
    assert seen == [1006]


@pytest.mark.parametrize(("message", "code"), [("x" * 200, 1009), (b"\xff", 1007)], ids=["too large", "not UTF-8"])
def test_a_message_that_we_reject_ends_with_our_code(
    monkeypatch: pytest.MonkeyPatch, message: Raw, code: int
) -> None:
    monkeypatch.setattr(realtime, "_LARGEST", 100)

    async def server(socket: ServerConnection) -> None:
        await socket.send(message, text=True)
        await socket.wait_closed()

    async def read(client: RealtimeClient, ear: Ear) -> None:
        await client._reader
        assert client._socket.close_code == 1006  # what the library says of it

    (closed,) = asyncio.run(talk(server, read)).closed
    assert (closed.by, closed.code) == ("us", code)


def test_a_ping_makes_a_round_trip_until_the_connection_is_over() -> None:
    async def server(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async def ping(client: RealtimeClient, ear: Ear) -> None:
        assert await client.ping(5)
        await client.abort()
        assert not await client.ping(5)
        with pytest.raises(ConnectionError):
            await client.send("x")

    asyncio.run(talk(server, ping))


def test_a_refused_handshake_says_what_was_answered() -> None:
    def no(connection: ServerConnection, _: object) -> object:
        return connection.respond(403, "no")

    async def refuse() -> None:
        async with serve(lambda _: None, "127.0.0.1", 0, process_request=no) as listening:
            port = next(iter(listening.sockets)).getsockname()[1]
            client = RealtimeClient(Letters(), Ear())
            with pytest.raises(RefusedError, match="403"):
                await client.open(f"ws://127.0.0.1:{port}/", headers={}, subprotocols=(), agent="x", timeout_s=60)
            assert not client.is_open
            assert not await client.ping(1)

    asyncio.run(refuse())


def test_sending_before_opening_says_so() -> None:
    async def send() -> None:
        with pytest.raises(ConnectionError, match="never opened"):
            await RealtimeClient(Letters(), Ear()).send("x")

    asyncio.run(send())


def test_a_paused_reader_hears_nothing_and_afterwards_everything_in_order() -> None:
    async def server(socket: ServerConnection) -> None:
        await socket.recv()
        for letter in "bcd":
            await socket.send(letter)
        sent.set()
        await socket.wait_closed()

    async def act(client: RealtimeClient, ear: Ear) -> None:
        client.pause()
        await client.send("x")
        await sent.wait()
        assert not await client.ping(0.05)  # what came of it lies behind all that was sent before
        assert ear.frames == []
        client.go_on()
        client.go_on()
        assert await client.ping(5)

    sent = asyncio.Event()
    ear = asyncio.run(talk(server, act))
    assert [raw for _, raw, _ in ear.frames] == ["b", "c", "d"]


@pytest.mark.parametrize("end", ["close", "abort"])
def test_a_paused_reader_can_be_ended(end: str) -> None:
    async def server(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async def act(client: RealtimeClient, _: Ear) -> None:
        client.pause()
        await getattr(client, end)()
        assert not client.is_open
        with pytest.raises(ConnectionError):
            client.pause()

    assert len(asyncio.run(talk(server, act)).closed) == 1


def test_the_handshake_is_an_exchange() -> None:
    async def server(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async def ask() -> Exchange:
        async with serve(server, "127.0.0.1", 0) as listening:
            port = next(iter(listening.sockets)).getsockname()[1]
            client = RealtimeClient(Letters(), Ear())
            shaken = await client.open(
                f"ws://127.0.0.1:{port}/ws?x=1", headers={"X-Who": "Ana"}, subprotocols=(), agent="a", timeout_s=60
            )
            await client.close()
            return shaken

    got = asyncio.run(ask())
    assert (got.method, got.status, got.trouble) == ("GET", 101, None)
    assert got.url.endswith("/ws?x=1")
    assert got.sent_headers["X-Who"] == "Ana"
    assert "Sec-WebSocket-Accept" in got.headers


def test_a_refused_connection_tells_status_headers_and_body() -> None:
    def refuse(connection: ServerConnection, _: object) -> Response:
        answered = connection.respond(401, "no token\n")
        answered.headers["X-Request-Id"] = "r1"
        return answered

    async def ask() -> Exchange:
        async with serve(lambda _: asyncio.sleep(0), "127.0.0.1", 0, process_request=refuse) as listening:
            port = next(iter(listening.sockets)).getsockname()[1]
            with pytest.raises(RefusedError, match="HTTP 401") as caught:
                await RealtimeClient(Letters(), Ear()).open(
                    f"ws://127.0.0.1:{port}/", headers={"X-Who": "Ana"}, subprotocols=(), agent="a", timeout_s=60
                )
            return caught.value.handshake

    got = asyncio.run(ask())
    assert (got.status, got.headers["X-Request-Id"], got.content) == (401, "r1", b"no token\n")
    assert got.sent_headers == {"X-Who": "Ana", "User-Agent": "a"}


@pytest.mark.parametrize(
    ("server", "trouble"),
    [("nobody", "refused"), ("silent", "timeout"), ("rude", "reset")],
)
def test_a_handshake_without_an_answer_tells_why(server: str, trouble: str) -> None:
    async def ask() -> Exchange:
        over = asyncio.Event()

        async def serve_badly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while server == "silent" and await reader.read(100):
                pass
            writer.close()
            with contextlib.suppress(ConnectionError):  # the client cut it
                await writer.wait_closed()
            over.set()

        async with await asyncio.start_server(serve_badly, "127.0.0.1", 0) as listening:
            port = 1 if server == "nobody" else listening.sockets[0].getsockname()[1]
            with pytest.raises(RefusedError) as caught:
                await RealtimeClient(Letters(), Ear()).open(
                    f"ws://127.0.0.1:{port}/", headers={}, subprotocols=(), agent="a",
                    timeout_s=0.1 if server == "silent" else 60,
                )  # fmt: skip
            if server != "nobody":
                await over.wait()
        return caught.value.handshake

    got = asyncio.run(ask())
    assert (got.status, got.trouble) == (None, trouble)
