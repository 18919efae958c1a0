"""Bytes pass the relay untouched, handshakes are recognised, ends of streams pass on (resets: test_side)."""

import pytest

from tests.relay.rig import NEVER, frame, rig, until

pytestmark = pytest.mark.anyio

PLUGINS = pytest.mark.parametrize("plugin", [None, NEVER], ids=["no plug-in", "an idle plant"])
LARGE = bytes(range(256)) * 1200


@PLUGINS
async def test_http_passes_untouched_in_both_directions_on_one_kept_connection(plugin: str | None) -> None:
    async with rig(plugin) as made:
        client, server = await made.connect()
        for body in (b"{}", LARGE):
            request = b"POST /api HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
            await client.send(request)
            assert await server.reader.readexactly(len(request)) == request
            await server.send(answer)
            assert await client.reader.readexactly(len(answer)) == answer


@PLUGINS
async def test_a_half_closed_connection_still_carries_the_other_direction(plugin: str | None) -> None:
    async with rig(plugin) as made:
        client, server = await made.connect()
        await client.send(b"GET / HTTP/1.0\r\n\r\n")
        client.writer.write_eof()
        assert await server.rest() == b"GET / HTTP/1.0\r\n\r\n"
        await server.send(b"HTTP/1.0 200 OK\r\n\r\n", LARGE)
        await server.close()
        assert await client.rest() == b"HTTP/1.0 200 OK\r\n\r\n" + LARGE
        await until(lambda: not list(made.relay._pipes))


@PLUGINS
async def test_an_end_without_a_close_frame_is_one_for_the_other_end(plugin: str | None) -> None:
    async with rig(plugin) as made:
        client, server = await made.websocket()
        await client.close()
        assert await server.rest() == b""
        await server.close()
        await until(lambda: not list(made.relay._pipes))


async def test_a_refused_handshake_is_plain_from_then_on() -> None:
    async with rig(NEVER) as made:
        client, server = await made.connect()
        await client.send(b"GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n")
        await server.reader.readuntil(b"\r\n\r\n")
        refusal = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno"
        await server.send(refusal)
        assert await client.reader.readexactly(len(refusal)) == refusal
        await client.send(b"GET / HTTP/1.1\r\n\r\n")
        assert await server.reader.readuntil(b"\r\n\r\n") == b"GET / HTTP/1.1\r\n\r\n"
        assert made.relay.traffic.websockets == 0


async def test_frames_behind_a_negotiated_extension_pass_unread_and_it_is_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with rig("drop:every=1") as made:
        client, server = await made.websocket(extra="Sec-WebSocket-Extensions: permessage-deflate\r\n")
        odd = bytes([0b11000001, 3]) + b"abc"
        await server.send(odd)
        assert await client.reader.readexactly(5) == odd
        assert dict(made.relay.traffic.unread) == {"extension negotiated: permessage-deflate": 1}
        assert "connection 1 negotiated permessage-deflate" in caplog.text


async def test_frames_that_come_with_the_handshake_are_frames() -> None:
    async with rig("drop:every=2") as made:
        client, server = await made.connect()
        await client.send(b"GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n", frame("early", mask=True))
        await server.reader.readuntil(b"\r\n\r\n")
        await server.send(b"HTTP/1.1 101 Switching Protocols\r\n\r\n", frame("first"))
        assert await client.reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 101 Switching Protocols\r\n\r\n"
        assert await client.reader.readexactly(7) == frame("first")
        assert len(await server.reader.readexactly(11)) == 11
        assert (made.relay.traffic.messages, made.relay.traffic.undecodable) == (1, 1)
