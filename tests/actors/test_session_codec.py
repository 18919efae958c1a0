"""What a session leaves to the codec of its connection, and what it answers by itself: tried with Bayeux."""

import asyncio
import json
from pathlib import Path
from typing import Any, ClassVar

from lockstep.actors.session import Session
from lockstep.clients.api import tls_context
from lockstep.history.rows import Position, Resume, Send
from lockstep.targets.base import Identity
from lockstep.targets.faye import FayeTarget
from websockets.asyncio.server import ServerConnection, serve

from tests.targets.plain import recorder, run


class Server:
    """Answers as Faye does, keeps what it was asked, and holds back the answer to every `/meta/connect` but those
    that want one at once."""

    knows: ClassVar[set[str]] = {"c1"}

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.pending = asyncio.Event()

    async def __call__(self, socket: ServerConnection) -> None:
        async for text in socket:
            for message in json.loads(text):
                self.asked.append(message)
                kind, client = message["channel"], message.get("clientId", "c1")
                answer = {key: message[key] for key in ("channel", "id", "subscription") if key in message}
                if client not in self.knows:
                    answer |= {"successful": False, "error": f"401:{client}:Unknown client"}
                elif kind == "/meta/connect" and "advice" not in message:
                    self.pending.set()
                    continue
                else:
                    answer |= {"successful": True, "clientId": client}
                await socket.send(json.dumps([answer]))


async def with_session(act: Any) -> None:
    server = Server()
    async with serve(server, "127.0.0.1", 0) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        target = FayeTarget(tls_context(), Path("unused.log"))
        target.go_to(f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}")
        history = recorder()
        session = Session(target, history, Identity("Ana", id="user:ana"), "laptop")
        await act(server, session, history)
        await session.close()


def test_commands_carry_what_the_codec_of_the_connection_learned() -> None:
    async def act(server: Server, session: Session, history: Any) -> None:
        assert await session.open()
        assert await session.subscribe("chatroom:7")
        assert server.asked[-1]["clientId"] == "c1"
        assert session.positions == {"chatroom:7": Position(place="c1")}

    run(lambda: with_session(act))


def test_what_the_server_wants_pending_is_sent_without_being_asked_and_recorded() -> None:
    async def act(server: Server, session: Session, history: Any) -> None:
        assert await session.open()
        await server.pending.wait()
        assert [message["channel"] for message in server.asked] == ["/meta/handshake", "/meta/connect"]
        (sent,) = history.history.of(Send, kind="/meta/connect")
        assert (sent.ref, sent.conn) == (None, session.conn)

    run(lambda: with_session(act))


def test_who_comes_back_is_not_greeted_and_all_that_was_asked_for_is_recovered() -> None:
    async def act(server: Server, session: Session, history: Any) -> None:
        assert await session.come_back({"chatroom:7": Position(place="c1")})
        await server.pending.wait()
        assert [message["channel"] for message in server.asked] == ["/meta/connect", "/meta/connect"]
        assert session.channels == {"chatroom:7"}
        (done,) = history.history.of(Resume, phase="done")
        assert done.claims["chatroom:7"].recovered

    run(lambda: with_session(act))


def test_a_client_that_is_not_known_is_refused_and_keeps_nothing_pending() -> None:
    async def act(server: Server, session: Session, history: Any) -> None:
        assert not await session.come_back({"chatroom:7": Position(place="nonsense")})
        (refused,) = history.history.of(Resume, phase="refused")
        assert refused.reason == "401:nonsense:Unknown client"
        assert session.channels == set()
        assert len(server.asked) == 1

    run(lambda: with_session(act))
