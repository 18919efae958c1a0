"""A session records its connections from open to close, and finds the answers to its commands."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from lockstep.actors import session as module
from lockstep.actors.session import NoAnswerError, Session
from lockstep.clients.realtime import RealtimeClient
from lockstep.history.history import History
from lockstep.history.rows import (
    Body,
    Close,
    Continue,
    Exchange,
    Open,
    Pause,
    Position,
    Recv,
    Resume,
    Send,
    Subscribe,
    Unsubscribe,
)
from lockstep.targets.base import Identity
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Response

from tests.targets.plain import PlainTarget, Server, event, polite, recorder, run, served


def with_session(act: Callable[[Session, History, PlainTarget], Awaitable[None]], server: Server = polite) -> History:
    """Let a session of Ben's laptop act against a server; the history afterwards."""
    kept = recorder()

    async def acted() -> None:
        async with served(server) as target:
            session = Session(target, kept, Identity("Ben"), "laptop")
            await act(session, kept.history, target)
            await session.close()
            assert not session.is_open

    run(acted)
    return kept.history


def test_opening_is_recorded_and_ends_when_the_server_has_let_one_in() -> None:
    async def act(session: Session, history: History, _: PlainTarget) -> None:
        assert await session.open()
        assert session.is_open
        assert [row.kind for row in history.of(Send)] == ["hello", "ping"]

    history = with_session(act)
    assert [(row.phase, row.how) for row in history.of(Open)] == [("requested", "none"), ("done", "none")]
    assert {(row.person, row.session, row.conn) for row in history.of(Open)} == {
        ("Ben", "Ben/laptop", "Ben/laptop#1")
    }
    assert [(row.phase, row.by, row.code) for row in history.of(Close)] == [
        ("requested", "us", None),
        ("done", "us", 1000),
    ]


def test_each_connection_has_a_name_of_its_own() -> None:
    async def act(session: Session, _: History, __: PlainTarget) -> None:
        await session.open()
        await session.close()
        await session.open()

    history = with_session(act)
    assert [row.conn for row in history.of(Open, phase="done")] == ["Ben/laptop#1", "Ben/laptop#2"]


def test_being_closed_before_being_let_in_is_a_refusal() -> None:
    async def server(socket: ServerConnection) -> None:
        await socket.close(4401, "no")

    async def act(session: Session, _: History, __: PlainTarget) -> None:
        assert not await session.open()

    history = with_session(act, server)
    assert [(row.by, row.code) for row in history.of(Close)] == [("server", 4401)]


def test_nobody_there_is_a_refusal_with_its_reason() -> None:
    async def act(session: Session, _: History, target: PlainTarget) -> None:
        target.websocket_url = "ws://127.0.0.1:1/"
        assert not await session.open()

    history = with_session(act)
    assert [row.phase for row in history.of(Open)] == ["requested", "refused"]
    refused = next(history.of(Open, phase="refused"))
    assert refused.reason
    assert refused.status is None
    assert [row.trouble for row in history.of(Exchange)] == ["refused"]


def test_a_refusal_is_recorded_with_its_status_and_what_the_server_said() -> None:
    def refuse(connection: ServerConnection, _: object) -> Response:
        return connection.respond(403, "not you\n")

    kept = recorder()

    async def acted() -> None:
        async with serve(polite, "127.0.0.1", 0, process_request=refuse) as listening:
            port = next(iter(listening.sockets)).getsockname()[1]
            target = PlainTarget(f"ws://127.0.0.1:{port}/ws?token=pa55")
            assert not await Session(target, kept, Identity("Ben"), "laptop").open()

    run(acted)
    (refused,) = kept.history.of(Open, phase="refused")
    (shaken,) = kept.history.of(Exchange)
    assert (refused.status, refused.exchange) == (403, shaken.i)
    assert (shaken.status, shaken.conn, shaken.path, shaken.operation) == (403, "Ben/laptop#1", "/ws", "connect")
    assert shaken.answer == Body(size=8, form="text", text="not you\n")


def test_every_frame_sent_has_its_number_in_its_connection_in_the_order_on_the_wire() -> None:
    arrived: list[str] = []

    async def server(socket: ServerConnection) -> None:
        async for text in socket:
            arrived.append(json.loads(text)["event"])
            if arrived[-1] == "hello":
                await socket.send('{"event": "welcome", "ref": null, "data": {}}')
            elif arrived[-1] == "post-9":  # none before is acknowledged when the last has been sent
                for ref in [*(f"w{n}" for n in range(10)), "odd"]:
                    await socket.send(json.dumps({"event": "ack", "ref": ref, "data": {}}))

    async def act(session: Session, history: History, target: PlainTarget) -> None:
        target.greets = False
        assert await session.open()
        async with asyncio.TaskGroup() as group:
            for n in range(10):
                group.create_task(session.command(f"post-{n}", {"é": n}, ref=f"w{n}"))
            group.create_task(session.send_raw('{"event": "odd", "ref": "odd"}'))
        assert [row.n for row in history.of(Send)] == list(range(1, 13))
        assert [row.kind for row in history.of(Send)] == arrived[:12]
        assert [row.ref for row in history.of(Send)] == [None, *(f"w{n}" for n in range(10)), None]
        assert next(history.of(Send, ref="w1")).size == len('{"event":"post-1","ref":"w1","data":{"é":1}}'.encode())
        await session.close()
        with pytest.raises(ConnectionError):
            await session.send_raw("late")
        assert await session.open()

    history = with_session(act, server)
    assert [(row.kind, row.n) for row in history.of(Send)][12:] == [("malformed", None), ("hello", 1)]
    assert all(row.raw for row in history.of(Send))


def test_an_end_is_recorded_with_the_last_error_that_was_told() -> None:
    async def server(socket: ServerConnection) -> None:
        await socket.recv()
        for text in ('{"event":"error","data":{}}', '{"event":"welcome","data":{}}', '{"event":"error","data":{}}'):
            await socket.send(text)
        await socket.recv()
        await socket.close(4403, "out")

    async def act(session: Session, _: History, target: PlainTarget) -> None:
        target.greets = False
        await session.open()
        with pytest.raises(ConnectionError, match="closed"):
            await session.command("post", {})

    (close,) = with_session(act, server).of(Close)
    assert (close.by, close.code, close.reason) == ("server", 4403, "out")
    assert (close.error, close.error_n) == ("no", 3)
    (calm,) = with_session(lambda session, _, __: _opened(session)).of(Close, phase="done")
    assert (calm.error, calm.error_n) == (None, None)


async def _opened(session: Session) -> None:
    assert await session.open()


def test_silence_instead_of_a_greeting_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    connects = RealtimeClient.open

    async def in_its_own_time(client: RealtimeClient, *args: Any, **options: Any) -> Any:
        return await connects(client, *args, **options | {"timeout_s": 60})

    monkeypatch.setattr(RealtimeClient, "open", in_its_own_time)

    async def server(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async def act(session: Session, _: History, __: PlainTarget) -> None:
        with pytest.raises(NoAnswerError, match=r"Ben/laptop was neither accepted nor rejected within 0\.05 s"):
            await session.open(timeout_s=0.05)

    with_session(act, server)


def test_subscribing_and_leaving_are_two_rows_each() -> None:
    async def act(session: Session, _: History, __: PlainTarget) -> None:
        await session.open()
        assert await session.subscribe("chatroom:7")
        assert session.channels == {"chatroom:7"}
        assert session.positions == {"chatroom:7": Position("e", 0)}
        assert await session.unsubscribe("chatroom:7")
        assert session.channels == set()
        assert session.positions == {}

    history = with_session(act)
    assert [(row.phase, row.position) for row in history.of(Subscribe)] == [
        ("requested", None),
        ("done", Position("e", 0)),
    ]
    assert [row.phase for row in history.of(Unsubscribe)] == ["requested", "done"]


def test_a_refused_subscription_is_recorded_with_its_reason() -> None:
    async def act(session: Session, _: History, __: PlainTarget) -> None:
        await session.open()
        assert not await session.subscribe("chatroom:9")

    history = with_session(act)
    assert [(row.phase, row.reason) for row in history.of(Subscribe)] == [("requested", ""), ("refused", "no")]


def test_events_are_recorded_as_they_arrive_with_what_is_wrong_with_them() -> None:
    async def server(socket: ServerConnection) -> None:
        for text in (event("posted", 1), event("posted", 2), event("odd", 3), "not a frame"):
            await socket.send(text)
        await polite(socket)

    async def act(session: Session, _: History, __: PlainTarget) -> None:
        await session.open()
        assert session.positions == {"chatroom:7": Position("e", 3)}

    history = with_session(act, server)
    events = list(history.of(Recv, event=True))
    assert [(row.n, row.kind, row.seq, row.channel) for row in events] == [
        (1, "posted", 1, "chatroom:7"),
        (2, "posted", 2, "chatroom:7"),
        (3, "odd", 3, "chatroom:7"),
    ]
    assert [row.schema for row in events] == [None, None, "frame.event: odd"]
    (malformed,) = history.of(Recv, event=False, n=4)
    assert malformed.kind == "malformed"
    assert malformed.schema is not None
    assert malformed.schema.startswith("frame: ")
    assert events[0].digest != events[1].digest


def test_coming_back_asks_for_what_followed_the_last_position() -> None:
    async def server(socket: ServerConnection) -> None:
        await socket.send(event("posted", 4))
        await polite(socket)

    async def act(session: Session, _: History, __: PlainTarget) -> None:
        await session.open()
        await session.cut()
        assert not session.is_open
        assert await session.come_back()
        assert session.channels == {"chatroom:7"}

    history = with_session(act, server)
    asked, done = history.of(Resume)
    assert asked.asked == {"chatroom:7": Position("e", 4)}
    assert done.claims["chatroom:7"].recovered
    assert next(history.of(Close, phase="requested")).reason == "cut"


def test_a_command_that_is_never_answered_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def server(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send('{"event": "welcome", "ref": null, "data": {}}')
        await socket.wait_closed()

    async def act(session: Session, _: History, target: PlainTarget) -> None:
        monkeypatch.setattr(module, "ANSWER_S", 0.05)
        monkeypatch.setattr(target, "greets", False)
        await session.open()
        with pytest.raises(NoAnswerError, match=r"sent post and received no answer within 0\.05 s"):
            await session.command("post", {})
        assert not await session.round_trip()

    with_session(act, server)


def test_a_connection_that_ends_answers_nobody() -> None:
    async def server(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.recv()
        await socket.close(4403, "out")

    async def act(session: Session, _: History, target: PlainTarget) -> None:
        target.greets = False
        await session.open()
        with pytest.raises(ConnectionError, match="closed"):
            await session.command("post", {})
        assert not await session.round_trip()

    with_session(act, server)


def test_without_a_connection_nothing_can_be_sent() -> None:
    async def act(session: Session, _: History, __: PlainTarget) -> None:
        with pytest.raises(ConnectionError, match="Ben/laptop has no connection"):
            await session.send_raw("x")

    with_session(act)


def test_the_token_of_an_open_connection_is_renewed_by_a_command() -> None:
    async def act(session: Session, _: History, target: PlainTarget) -> None:
        await session.open()
        with pytest.raises(LookupError, match="cannot renew the token"):
            await session.authenticate()
        target.authenticate = lambda identity: ("authenticate", {"token": identity.access_token})
        assert await session.authenticate()

    with_session(act)


def test_a_pause_is_recorded_with_its_end_and_each_once() -> None:
    async def act(session: Session, _: History, __: PlainTarget) -> None:
        with pytest.raises(ConnectionError):
            session.pause()
        session.go_on()
        await session.open()
        session.pause()
        session.go_on()
        session.go_on()
        assert await session.round_trip()

    rows = with_session(act).rows()
    found = [(type(row), row.conn) for row in rows if isinstance(row, Pause | Continue)]
    assert found == [(Pause, "Ben/laptop#1"), (Continue, "Ben/laptop#1")]


def test_who_watches_is_told_how_the_connection_ended() -> None:
    async def act(session: Session, _: History, __: PlainTarget) -> None:
        told = []
        session.on_lost = told.append
        await session.open()
        await session.cut()
        assert [(one.by, one.clean) for one in told] == [("network", False)]
        assert session.closed is told[0]
        await session.open()
        assert session.closed is None

    with_session(act)
