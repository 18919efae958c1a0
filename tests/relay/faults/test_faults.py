"""Each network fault on real sockets: what the two ends then see, and what the fault can show for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from lockstep.relay.errors import RelayError
from lockstep.relay.faults.active import Active
from lockstep.relay.faults.registry import FAULTS, make_fault
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError
from websockets.frames import Opcode
from websockets.utils import accept_key

from tests.relay.rig import End, Rig, answer, command, control, event, frame, request, rig, until

pytestmark = pytest.mark.anyio

ONE, TWO, THREE = (event("chatroom:7", seq) for seq in (1, 2, 3))
PING, PONG, JOIN = (command(kind) for kind in ("ping", "pong", "join"))
ASKED = b"POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nUser-Agent: lockstep (Ben; api)\r\nContent-Length: 0\r\n\r\n"


@asynccontextmanager
async def faulty() -> AsyncIterator[tuple[Active, Rig]]:
    faults = Active()
    async with rig(None, faults) as made:
        yield faults, made


async def hears(client: End, *sent: bytes) -> bool:
    return await client.reader.readexactly(len(b"".join(sent))) == b"".join(sent)


def silent(*ends: End) -> bool:
    return not any(vars(end.reader)["_buffer"] or end.reader.at_eof() for end in ends)


@pytest.mark.parametrize("name", FAULTS)
async def test_nothing_done_is_nothing_shown_and_the_others_pass_untouched(name: str) -> None:
    async with faulty() as (faults, made):
        number = faults.begin(name, {"who": "Ben"})
        client, server = await made.websocket("lockstep (Ana; laptop)")
        await server.send(ONE, TWO)
        assert await hears(client, ONE, TWO)
        await client.send(PING)
        assert await hears(server, PING)
        await client.close()
        assert await server.rest() == b""
        assert faults.end(number)["evidence"] == ""


@pytest.mark.parametrize(
    ("name", "options", "shown"),
    [
        ("latency", {"ms": 5, "jitter_ms": 3}, "bytes delayed"),
        ("bandwidth", {"bytes_per_s": 100_000}, "bytes slowed"),
        ("slicing", {"size": 7, "ms": 0}, "slices"),
        ("delay", {"ms": 5}, "2 messages delayed"),
    ],
)
async def test_what_only_takes_longer_arrives_whole_and_in_order(
    name: str, options: dict[str, Any], shown: str
) -> None:
    async with faulty() as (faults, made):
        number = faults.begin(name, {"who": "Ben", "device": "laptop", **options})
        client, server = await made.websocket("lockstep (Ben; laptop)")
        await server.send(ONE, control("ack"), TWO)
        assert await hears(client, ONE, control("ack"), TWO)
        await client.send(PING, PONG)
        assert await hears(server, PING, PONG)
        account = faults.end(number)
        assert shown in account["evidence"]
        assert account["delay_ms"] >= (0 if name == "slicing" else 2)


async def test_latency_and_thin_lines_slow_the_api_too_and_more_than_one_at_once() -> None:
    async with faulty() as (faults, made):
        numbers = [
            faults.begin("latency", {"ms": 3, "on": "api"}),
            faults.begin("bandwidth", {"bytes_per_s": 50_000}),
        ]
        client, server = await made.connect()
        await client.send(ASKED)
        assert await hears(server, ASKED)
        await server.send(b"x" * 3_000)
        assert await hears(client, b"x" * 3_000)
        assert all(faults.end(number)["evidence"] for number in numbers)


async def test_a_thin_line_makes_the_sender_wait() -> None:
    async with faulty() as (faults, made):
        number = faults.begin("bandwidth", {"bytes_per_s": 1})
        client, server = await made.connect()
        server.writer.transport.set_write_buffer_limits(0)
        sending = asyncio.create_task(server.send(bytes(30_000_000)))
        pipe = made.relay._pipes[1]
        await until(lambda: "a full line" in pipe.server._paused_by)
        assert not sending.done()
        sending.cancel()
        assert faults.end(number)["evidence"]
        del client


@pytest.mark.parametrize("on", ["socket", "both"])
async def test_a_half_open_connection_is_silent_both_ways_until_it_returns(on: str) -> None:
    async with faulty() as (faults, made):
        client, server = await made.websocket("lockstep (Ben; laptop)")
        number = faults.begin("half-open", {"who": "Ben", "on": on})
        other, others = await made.websocket("lockstep (Ana; laptop)")
        await server.send(ONE, frame(b"", Opcode.PING))
        await client.send(PING)
        await others.send(TWO)
        assert await hears(other, TWO)
        pipe = made.relay._pipes[1]
        await until(lambda: all(side.flow is not None and side.flow._size for side in (pipe.client, pipe.server)))
        assert silent(client, server)
        assert "bytes held" in faults.end(number)["evidence"]
        assert await hears(client, ONE, frame(b"", Opcode.PING))
        assert await hears(server, PING)


async def test_the_end_of_a_half_open_connection_is_not_seen_before_it_returns() -> None:
    async with faulty() as (faults, made):
        client, server = await made.websocket("lockstep (Ben; laptop)")
        number = faults.begin("half-open", {"who": "Ben"})
        client.reset()
        pipe = made.relay._pipes[1]
        await until(lambda: pipe.client.lost)
        assert silent(server)
        faults.end(number)
        with pytest.raises(ConnectionResetError):
            await server.reader.readexactly(1)


async def test_stopping_ends_what_is_half_open() -> None:
    async with faulty() as (faults, made):
        client, server = await made.websocket("lockstep (Ben; laptop)")
        faults.begin("half-open", {})
        await server.send(ONE)
        await made.relay.stop()
        assert (await client.rest()).startswith(b"")
        assert not made.relay._pipes


async def test_reset_strikes_those_that_stand_and_spares_the_next() -> None:
    async with faulty() as (faults, made):
        client, server = await made.websocket("lockstep (Ben; laptop)")
        other, others = await made.websocket("lockstep (Ana; laptop)")
        number = faults.begin("reset", {"who": "Ben"})
        for end in (client, server):
            with pytest.raises(ConnectionResetError):
                await end.reader.readexactly(1)
        again, theirs = await made.websocket("lockstep (Ben; laptop)")
        await theirs.send(ONE)
        await others.send(TWO)
        assert await hears(again, ONE)
        assert await hears(other, TWO)
        assert faults.end(number)["evidence"] == "1 connections reset"


@pytest.mark.parametrize("options", [{"who": "Ben", "on": "socket"}, {}])
async def test_who_is_refused_gets_nothing_through_but_old_connections_live(options: dict[str, Any]) -> None:
    async with faulty() as (faults, made):
        client, server = await made.websocket("lockstep (Ben; laptop)")
        number = faults.begin("refuse", options)
        new, upstream = await made.connect()
        await new.send(request("lockstep (Ben; phone)"))
        with pytest.raises(ConnectionResetError):
            await new.reader.readexactly(1)
        with pytest.raises(ConnectionResetError):
            await upstream.reader.readexactly(1)
        await server.send(ONE)
        assert await hears(client, ONE)
        assert faults.end(number)["evidence"] == "1 connections refused"


async def test_a_slow_close_delays_the_end_and_nothing_else() -> None:
    async with faulty() as (faults, made):
        client, server = await made.websocket("lockstep (Ben; laptop)")
        number = faults.begin("slow close", {"ms": 20})
        begun = asyncio.get_running_loop().time()
        await server.send(ONE)
        server.writer.write_eof()
        assert await client.rest() == ONE
        assert asyncio.get_running_loop().time() - begun >= 0.02
        assert "endings delayed" in faults.end(number)["evidence"]


async def test_a_cut_after_some_bytes_lets_exactly_those_pass() -> None:
    async with faulty() as (faults, made):
        client, server = await made.websocket("lockstep (Ben; laptop)")
        number = faults.begin("cut after", {"bytes": len(ONE) + 5})
        await server.send(ONE, TWO, THREE)
        assert await client.rest() == ONE + TWO[:5]
        with pytest.raises(ConnectionResetError):
            await server.rest()
        assert faults.end(number)["evidence"] == "1 connections cut"


async def test_a_cut_may_be_for_the_first_connections_only() -> None:
    async with faulty() as (faults, made):
        cut, first = await made.websocket()
        spared, second = await made.websocket()
        number = faults.begin("cut after", {"bytes": 0, "count": 1})
        await first.send(ONE)
        assert await cut.rest() == b""
        await second.send(ONE)
        assert await hears(spared, ONE)
        await second.send(TWO)
        assert await hears(spared, TWO)
        assert faults.end(number)["evidence"] == "1 connections cut"


async def test_a_cut_inside_a_frame_lets_half_of_it_pass() -> None:
    async with faulty() as (faults, made):
        client, server = await made.websocket("lockstep (Ben; laptop)")
        number = faults.begin("cut inside a frame", {})
        await server.send(control("ack"), ONE, TWO)
        assert await client.rest() == control("ack") + ONE[: len(ONE) // 2]
        with pytest.raises(ConnectionResetError):
            await server.rest()
        assert faults.end(number)["evidence"] == "1 messages cut in two"


async def test_a_drop_takes_events_and_stops_at_its_count() -> None:
    async with faulty() as (faults, made):
        number = faults.begin("drop", {"count": 1})
        client, server = await made.websocket()
        await server.send(control("ack"), ONE, TWO)
        assert await hears(client, control("ack"), TWO)
        assert faults.end(number)["evidence"] == "1 messages dropped"


async def test_a_kind_and_the_other_way_can_be_meant() -> None:
    async with faulty() as (faults, made):
        acks, asked = faults.begin("drop", {"kind": "ack"}), faults.begin("drop", {"towards": "server", "count": 1})
        client, server = await made.websocket()
        await server.send(control("ack"), ONE)
        await client.send(JOIN, PING)
        assert await hears(client, ONE)
        assert await hears(server, PING)
        assert faults.end(acks)["evidence"] == faults.end(asked)["evidence"] == "1 messages dropped"


async def test_a_double_comes_right_after_the_first() -> None:
    async with faulty() as (faults, made):
        number = faults.begin("duplicate", {"count": 1})
        client, server = await made.websocket()
        await server.send(ONE, TWO)
        assert await hears(client, ONE, ONE, TWO)
        assert faults.end(number)["evidence"] == "1 messages doubled"


async def test_what_is_delayed_comes_at_once_when_the_fault_ends() -> None:
    async with faulty() as (faults, made):
        number = faults.begin("delay", {"ms": 600_000, "count": 1})
        client, server = await made.websocket()
        await server.send(ONE, TWO)
        await until(lambda: made.relay.traffic.messages == 2)
        assert silent(client)
        assert faults.end(number) == {"evidence": "1 messages delayed", "delay_ms": 600_000.0}
        assert await hears(client, ONE, TWO)


async def test_pongs_of_both_layers_can_be_missing() -> None:
    async with faulty() as (faults, made):
        number = faults.begin("missing pong", {})
        client, server = await made.websocket()
        await server.send(control("pong"), frame(b"x", Opcode.PONG), ONE)
        await client.send(frame(b"y", Opcode.PONG, mask=True), PING)
        assert await hears(client, ONE)
        assert await hears(server, PING)
        assert faults.end(number)["evidence"] == "3 pongs dropped"


@pytest.mark.parametrize(
    ("name", "code", "evidence"),
    [
        ("invalid UTF-8", 1007, "1 messages spoilt"),
        ("oversized", 1009, "1 messages made too large"),
        ("wrong opcode", 1002, "1 messages mislabelled"),
    ],
)
async def test_a_client_ends_a_connection_with_a_broken_frame(name: str, code: int, evidence: str) -> None:
    async with faulty() as (faults, made), opened(made) as (client, server):
        number = faults.begin(name, {"count": 1})
        await server.send(ONE)
        receiving = asyncio.create_task(client.recv())
        assert (await server.reader.readexactly(1))[0] == 0x88
        await server.close()
        with pytest.raises(ConnectionClosedError) as closed:
            await receiving
        assert closed.value.sent is not None
        assert closed.value.sent.code == code
        assert faults.end(number)["evidence"] == evidence


async def test_a_truncated_message_is_a_whole_frame_with_half_a_text() -> None:
    async with faulty() as (faults, made), opened(made) as (client, server):
        number = faults.begin("truncate", {"count": 1})
        await server.send(ONE, TWO)
        whole = frame_text(ONE)
        assert [await client.recv(), await client.recv()] == [whole[: len(whole) // 2], frame_text(TWO)]
        assert faults.end(number)["evidence"] == "1 messages truncated"


@pytest.mark.parametrize("name", ["invalid UTF-8", "oversized", "wrong opcode", "truncate", "cut inside a frame"])
async def test_what_breaks_towards_the_server_is_masked(name: str) -> None:
    async with faulty() as (faults, made):
        number = faults.begin(name, {"towards": "server"})
        client, server = await made.websocket()
        await client.send(PING)
        second = await server.reader.readexactly(2)
        assert second[1] & 0x80
        assert faults.end(number)["evidence"]


async def test_what_is_asked_wrongly_is_told() -> None:
    with pytest.raises(RelayError, match="no network fault is called 'flood'; known: latency, bandwidth"):
        make_fault("flood", {})
    with pytest.raises(
        RelayError, match=r"'latency' has a wrong option: .*; its options are who, device, on, ms, jitter_ms"
    ):
        make_fault("latency", {"speed": 1})
    with pytest.raises(RelayError, match="no network fault 9 is active"):
        Active().end(9)


def frame_text(raw: bytes) -> str:
    return raw[raw.index(b"{") :].decode()


@asynccontextmanager
async def opened(made: Rig) -> AsyncIterator[tuple[ClientConnection, End]]:
    """A client that knows the protocol, and the raw server end."""
    opening = asyncio.create_task(
        connect(f"ws://127.0.0.1:{made.port}/ws", proxy=None, compression=None, ping_interval=None).__aenter__()
    )
    server = await made.backend.accept()
    head = await server.reader.readuntil(b"\r\n\r\n")
    key = head.lower().split(b"sec-websocket-key: ")[1].split(b"\r\n")[0]
    original = head[head.lower().index(key) : head.lower().index(key) + len(key)].decode()
    await server.send(answer_for(original))
    client = await opening
    yield client, server
    await server.close()
    await client.close()


def answer_for(key: str) -> bytes:
    wrong = answer()
    begin = wrong.index(b"Accept: ") + len(b"Accept: ")
    return wrong[:begin] + accept_key(key).encode() + wrong[wrong.index(b"\r\n", begin) :]
