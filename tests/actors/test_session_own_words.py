"""What a session sends by itself when an event comes, or does not, and a refusal by closing: tried with STOMP."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lockstep.actors.session import Session
from lockstep.clients.api import tls_context
from lockstep.clients.dialects.stomp import SUBPROTOCOL, StompCodec
from lockstep.history.rows import Position, Recv, Resume, Send
from lockstep.targets.base import Identity
from lockstep.targets.rabbitmq import RabbitmqTarget
from websockets.asyncio.server import ServerConnection, serve

from tests.clients.dialects.test_stomp import raw
from tests.targets.plain import recorder, run
from tests.targets.rabbitmq.test_schemas import DATA, DELIVERY


class Server:
    """Greets, confirms, sends a message to who subscribes, and ends the connection of who asks for another queue, or
    cuts it for one called broken."""

    def __init__(self) -> None:
        self.acknowledged: asyncio.Queue[str] = asyncio.Queue()

    async def __call__(self, socket: ServerConnection) -> None:
        codec = StompCodec()
        async for text in socket:
            for frame in codec.decode(text):
                headers = frame.body.headers
                if frame.kind == "CONNECT":
                    await socket.send(raw("CONNECTED", {"session": "s1"}))
                elif frame.kind == "ACK":
                    self.acknowledged.put_nowait(headers["id"])
                elif headers["destination"] == "/amq/queue/broken":
                    socket.transport.abort()
                elif headers["destination"].startswith("/amq/queue/"):
                    await socket.close(1000, "STOMP died")
                else:
                    await socket.send(raw("RECEIPT", {"receipt-id": headers["receipt"]}))
                    await socket.send(raw("MESSAGE", DELIVERY, DATA))


def with_session(act: Any) -> None:
    async def live() -> None:
        server = Server()
        async with serve(server, "127.0.0.1", 0, subprotocols=[SUBPROTOCOL]) as listening:  # type: ignore[list-item]  # str
            port = next(iter(listening.sockets)).getsockname()[1]
            target = RabbitmqTarget(tls_context(), Path("unused.log"))
            target.go_to(f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}")
            history = recorder()
            session = Session(target, history, Identity("Ana", id="user:ana"), "laptop")
            await act(server, session, history.history)
            await session.close()

    run(live)


def test_an_event_is_acknowledged_by_the_session_itself() -> None:
    async def act(server: Server, session: Session, history: Any) -> None:
        assert await session.open()
        assert await session.subscribe("chatroom:7")
        assert await server.acknowledged.get() == "T@@s1@@1"
        (sent,) = history.of(Send, kind="ACK")
        assert (sent.ref, sent.conn) == (None, session.conn)

    with_session(act)


def test_a_mute_session_sends_nothing_by_itself_until_it_is_opened_anew() -> None:
    async def act(server: Server, session: Session, history: Any) -> None:
        assert await session.open()
        session.mute = True
        assert await session.subscribe("chatroom:7")
        assert await session.round_trip()
        assert list(history.of(Recv, event=True))
        assert not list(history.of(Send, kind="ACK"))
        await session.close()
        assert await session.open()
        assert not session.mute

    with_session(act)


def test_a_return_is_refused_by_closing_in_good_order() -> None:
    async def act(server: Server, session: Session, history: Any) -> None:
        assert not await session.come_back({"chatroom:7": Position(place="nonsense")})
        (refused,) = history.of(Resume, phase="refused")
        assert refused.reason == "closed with 1000 STOMP died"

    with_session(act)


def test_a_connection_that_breaks_during_a_return_refuses_nothing() -> None:
    async def act(server: Server, session: Session, history: Any) -> None:
        with pytest.raises(ConnectionError):
            await session.come_back({"chatroom:7": Position(place="broken")})
        assert not list(history.of(Resume, phase="refused"))

    with_session(act)
