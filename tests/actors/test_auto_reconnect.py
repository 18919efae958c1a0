"""A client brings its session back through refusals, expired tokens and forgetful servers, and knows when to stop."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, ClassVar

import pytest
import stamina
from lockstep.actors.actor import Actor
from lockstep.actors.auto_reconnect import Client
from lockstep.actors.session import Session
from lockstep.clients.dialects.base import Frame
from lockstep.history.history import History
from lockstep.history.rows import Close, Open, Position, Read, Recovery, Resume, Resumed, Snapshot, Subscribe
from lockstep.targets.base import Answer, Identity, Look, Notice
from websockets.asyncio.server import ServerConnection

from tests.targets.plain import PlainTarget, Server, event, polite, recorder, run, served

ROOM = "chatroom:7"


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    """Pauses between attempts take no time, and there are six attempts."""
    with stamina.set_testing(True, attempts=6):
        yield


class Lasting(PlainTarget):
    """Renews tokens, can be read, and says of a resume what `recovered` says."""

    needs_met = frozenset({"resume"})
    closes: ClassVar[Any] = {"token": (4401,), "revoked": (4403,)}
    recovered = True
    renewable = True
    status = "200"

    def renewal(self, identity: Identity) -> tuple[str, dict[str, Any]] | None:
        return ("refresh", {}) if self.renewable else None

    def view(self, channel: str) -> str | None:
        return "messages" if channel == ROOM else None

    def notices(self, frame: Frame) -> list[Notice]:
        if frame.kind == "resumed":
            return [Notice("resume", "done", claims={ROOM: Resumed(recovered=self.recovered, end=3)})]
        return super().notices(frame)

    async def read(self, operation: str, identity: Identity, **fields: Any) -> Look:
        return Look(self.status, position=Position("e", 3))


Act = Callable[[Client, Session, Lasting], Awaitable[None]]


def recovering(act: Act, server: Server = polite) -> History:
    """Let a client of Ben's laptop, who hears one chatroom, act against a server; the history afterwards."""
    kept = recorder()

    async def acted() -> None:
        async with served(server) as plain:
            target = Lasting(plain.websocket_url)
            actor = Actor(target, kept, Identity("Ben"))
            session = actor.session()
            client = Client(target, kept, actor, session, budget_s=20)
            await session.open()
            await session.subscribe(ROOM)
            await act(client, session, target)
            await client.close()
            await actor.close()

    run(acted)
    return kept.history


def stages(history: History) -> list[str]:
    return [row.stage for row in history.of(Recovery)]


def scripted(*first: Callable[[ServerConnection], Awaitable[None]]) -> Server:
    """A polite server whose connections after the first are begun as `first` says, one after the other."""
    begun = [polite, *first]

    async def server(socket: ServerConnection) -> None:
        await (begun.pop(0) if begun else polite)(socket)

    return server


def closing(code: int) -> Callable[[ServerConnection], Awaitable[None]]:
    async def server(socket: ServerConnection) -> None:
        await socket.close(code)

    return server


def ended_with(code: int) -> Callable[[ServerConnection], Awaitable[None]]:
    """Polite until somebody asks it to end."""

    async def server(socket: ServerConnection) -> None:
        async for text in socket:
            if json.loads(text)["event"] == "end":
                await socket.close(code)
                return
            await socket.send(json.dumps({"event": "welcome", "ref": None, "data": {}}))
            await socket.send(json.dumps({"event": "ack", "ref": json.loads(text)["ref"], "data": {}}))

    return server


async def end(session: Session) -> None:
    """Let the server close, and wait until it has."""
    over = asyncio.Event()
    session.on_lost = lambda _: over.set()
    await session.send_raw('{"event": "end", "ref": null}')
    await over.wait()
    session.on_lost = None


def test_what_was_missed_is_asked_for_from_the_last_number_heard() -> None:
    async def act(client: Client, session: Session, _: Lasting) -> None:
        await session.cut()
        assert await client.recover() == "recovered"
        assert session.channels == {ROOM}

    history = recovering(act)
    assert stages(history) == ["lost", "trying", "connected", "recovered"]
    [connected], [asked] = history.of(Recovery, stage="connected"), history.of(Resume, phase="requested")
    assert asked.asked == {ROOM: Position("e", 0)}
    assert connected.i < asked.i  # the one stage is over before the other begins
    assert list(history.of(Snapshot)) == []


def test_a_server_that_cannot_go_on_is_read_and_what_was_read_counts_as_heard() -> None:
    async def act(client: Client, session: Session, target: Lasting) -> None:
        target.recovered = False
        await session.cut()
        assert await client.recover() == "recovered"
        assert session.positions == {ROOM: Position("e", 3)}

    history = recovering(act)
    assert [(row.operation, row.channel) for row in history.of(Snapshot)] == [("messages", ROOM)]
    assert len(list(history.of(Subscribe, phase="requested"))) == 1  # it hears the channel already


def test_what_was_heard_meanwhile_is_newer_than_what_was_read() -> None:
    async def act(client: Client, session: Session, target: Lasting) -> None:
        await session.cut()
        await client.recover()
        session.positions[ROOM] = Position("e", 9)
        client._go_on_from(ROOM, Position("e", 3))
        assert session.positions[ROOM] == Position("e", 9)
        client._go_on_from(ROOM, Position("new", 1))
        assert session.positions[ROOM] == Position("new", 1)

    recovering(act)


def test_it_tries_again_until_it_is_let_in() -> None:
    async def act(client: Client, session: Session, _: Lasting) -> None:
        await session.cut()
        assert await client.recover() == "recovered"

    history = recovering(act, scripted(closing(1013), closing(1013)))
    assert [row.attempt for row in history.of(Recovery, stage="trying")] == [1, 2, 3]


def test_never_are_there_two_connections() -> None:
    async def act(client: Client, session: Session, _: Lasting) -> None:
        await session.cut()
        await client.recover()

    standing = 0
    for row in recovering(act, scripted(closing(1013))).rows():
        if isinstance(row, Open | Close) and row.phase == "done":
            standing += 1 if isinstance(row, Open) else -1
            assert standing <= 1


def test_an_expired_token_is_renewed_first() -> None:
    async def act(client: Client, session: Session, target: Lasting) -> None:
        await session.cut()
        assert await client.recover() == "recovered"

    assert stages(recovering(act, scripted(closing(4401)))) == [
        "lost",
        "trying",
        "trying",
        "renewed",
        "connected",
        "recovered",
    ]


@pytest.mark.parametrize("renewable", [True, False])
def test_a_token_that_cannot_be_renewed_is_the_end(renewable: bool) -> None:
    async def act(client: Client, session: Session, target: Lasting) -> None:
        target.answer, target.renewable = Answer("fail", "401"), renewable
        await session.cut()
        assert await client.recover() == "refused"
        assert not session.is_open

    assert stages(recovering(act, scripted(closing(4401))))[-1] == "refused"


def test_a_renewal_of_which_nobody_knows_is_tried_again() -> None:
    async def act(client: Client, session: Session, target: Lasting) -> None:
        target.answer = Answer("info", "timeout")
        await session.cut()
        assert await client.recover() == "gave up"

    assert stages(recovering(act, scripted(closing(4401))))[-1] == "gave up"


@pytest.mark.parametrize("when", ["before", "on return"])
def test_who_is_shut_out_is_refused_for_good(when: str) -> None:
    async def act(client: Client, session: Session, _: Lasting) -> None:
        await (end(session) if when == "before" else session.cut())
        assert await client.recover() == "refused"

    first = ended_with(4403) if when == "before" else polite
    begun = [first, *([closing(4403)] if when == "on return" else [])]

    async def server(socket: ServerConnection) -> None:
        await begun.pop(0)(socket)

    assert "connected" not in stages(recovering(act, server))


def test_a_refused_resume_leaves_a_fresh_beginning() -> None:
    async def deaf(socket: ServerConnection) -> None:
        async for text in socket:
            asked = json.loads(text)
            if asked["event"] == "hello":
                await socket.send(json.dumps({"event": "welcome", "ref": None, "data": {}}))
            else:
                answer = "error" if asked["event"] == "resume" else "ack"
                await socket.send(json.dumps({"event": answer, "ref": asked["ref"], "data": {}}))

    async def act(client: Client, session: Session, _: Lasting) -> None:
        await session.cut()
        assert await client.recover() == "recovered"
        assert session.channels == {ROOM}

    history = recovering(act, scripted(deaf))
    assert [row.phase for row in history.of(Resume)] == ["requested", "refused"]
    assert len(list(history.of(Snapshot))) == 1


def test_a_channel_that_may_be_heard_no_more_is_let_go() -> None:
    async def act(client: Client, session: Session, target: Lasting) -> None:
        session.channels.add("chatroom:9")
        await session.cut()
        assert await client.recover() == "recovered"
        assert session.channels == {ROOM}

    history = recovering(act)
    assert [row.channel for row in history.of(Subscribe, phase="refused")] == ["chatroom:9"]
    assert list(history.of(Read)) == []


def test_an_api_that_cannot_be_read_leaves_no_half_recovered_session() -> None:
    async def act(client: Client, session: Session, target: Lasting) -> None:
        target.recovered, target.status = False, "503"
        await session.cut()
        assert await client.recover() == "gave up"
        assert not session.is_open

    assert stages(recovering(act))[-1] == "gave up"


def test_without_a_resume_everything_is_read_anew() -> None:
    async def act(client: Client, session: Session, target: Lasting) -> None:
        target.needs_met = frozenset()
        await session.cut()
        assert await client.recover() == "recovered"

    history = recovering(act)
    assert list(history.of(Resume)) == []
    assert len(list(history.of(Snapshot))) == 1


def test_a_connection_that_stands_is_left_alone() -> None:
    async def act(client: Client, session: Session, _: Lasting) -> None:
        assert await client.recover() == "recovered"

    assert stages(recovering(act)) == []


def test_a_watching_client_comes_back_by_itself_but_not_after_a_goodbye() -> None:
    async def act(client: Client, session: Session, _: Lasting) -> None:
        client.watch()
        await session.cut()
        assert client._task is not None
        await client._task
        assert session.is_open
        await session.close()
        assert client._task.done()
        assert not session.is_open

    assert stages(recovering(act)).count("lost") == 1


def test_closing_in_mid_pause_leaves_no_task() -> None:
    refused = asyncio.Event()

    async def closing_for_ever(socket: ServerConnection) -> None:
        await socket.close(1013)
        refused.set()

    async def act(client: Client, session: Session, _: Lasting) -> None:
        stamina.set_testing(False)
        client.watch()
        await session.cut()
        await refused.wait()

    assert stages(recovering(act, scripted(*[closing_for_ever] * 50)))[:2] == ["lost", "trying"]


def test_events_after_the_return_are_heard() -> None:
    async def late(socket: ServerConnection) -> None:
        await polite_then(socket, event("posted", 1))

    async def act(client: Client, session: Session, _: Lasting) -> None:
        await session.cut()
        await client.recover()
        assert session.positions[ROOM] == Position("e", 1)

    recovering(act, scripted(late))


async def polite_then(socket: ServerConnection, extra: str) -> None:
    """Polite, and sends something more before it acknowledges a resume."""
    async for text in socket:
        asked = json.loads(text)
        if asked["event"] == "resume":
            await socket.send(json.dumps({"event": "resumed", "ref": asked["ref"], "data": {}}))
            await socket.send(extra)
        if asked["event"] == "hello":
            await socket.send(json.dumps({"event": "welcome", "ref": None, "data": {}}))
        else:
            await socket.send(json.dumps({"event": "ack", "ref": asked["ref"], "data": {}}))
