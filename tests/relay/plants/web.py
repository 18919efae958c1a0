"""HTTP by hand through a relay, for tests of plants that strike at writes."""

import json
from typing import Any

from tests.relay.rig import End, Rig, event

ROOM = "chatroom:7"
PATH = "/api/v1/messages"
Thing = dict[str, Any]


def request(body: Any, method: str = "POST", path: str = PATH, person: str = "Ana") -> bytes:
    """A write."""
    raw = json.dumps(body).encode()
    head = f"{method} {path}?a=1 HTTP/1.1\r\nHost: x\r\nUser-Agent: lockstep ({person}; api)\r\nX-Request-Id: W1\r\n"
    return f"{head}Content-Length: {len(raw)}\r\n\r\n".encode() + raw


def answer(body: Any, status: int = 201) -> bytes:
    """An answer."""
    raw = body if isinstance(body, bytes) else json.dumps(body, separators=(",", ":")).encode()
    head = f"HTTP/1.1 {status} \r\nserver: s\r\nx-request-id: S1\r\n"
    return f"{head}content-length: {len(raw)}\r\n\r\n".encode() + raw


def said(number: int, **more: Any) -> Thing:
    """A message, as answer and event say it."""
    return {"id": number, "version": 1, "content": "hello", **more}


def enveloped(thing: Any) -> dict[str, Any]:
    """The envelope of an acknowledgement."""
    return {"status": "success", "data": thing}


async def receive(end: End) -> tuple[int, dict[str, str], Any]:
    """The next answer on an end: status, headers, body."""
    head = (await end.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in head[1:] if line)
    return int(head[0].split()[1]), headers, json.loads(await end.reader.readexactly(int(headers["content-length"])))


async def exchange(pair: tuple[End, End], asked: bytes, answered: bytes) -> tuple[int, dict[str, str], Any]:
    """A write that reaches the server and is answered; what the client is told."""
    client, server = pair
    await client.send(asked)
    assert await server.reader.readexactly(len(asked)) == asked
    await server.send(answered)
    return await receive(client)


async def hear(pair: tuple[End, End], thing: Thing, **named: Any) -> None:
    """An event with this thing passes on a WebSocket."""
    client, server = pair
    sent = event(named.get("channel", ROOM), 1, named.get("kind", "chatroom_message_received"), **thing)
    await server.send(sent)
    assert await client.reader.readexactly(len(sent)) == sent


async def learn(made: Rig, thing: Thing, **named: Any) -> None:
    """Let the relay see that a POST to `PATH` causes an event."""
    pair = await made.connect()
    await exchange(pair, request({}), answer(enveloped(thing)))
    await hear(await made.websocket(), thing, **named)
    pair[0].reset()
