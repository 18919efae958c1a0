"""A server that ends a session by a frame, or answers nothing: the session goes by what the adapter declares."""

import asyncio
import json
from typing import ClassVar

import pytest
from lockstep.actors.actor import BROKEN, Actor
from lockstep.actors.session import Session
from lockstep.clients.dialects.base import Frame, Raw
from lockstep.clients.dialects.plain_json import PlainJson
from lockstep.history.rows import Close, Info, Invoke, Ok, Promises, Recv, Subscribe
from lockstep.targets.base import Answer, Identity, Write
from lockstep.targets.declarations import AdapterError
from websockets.asyncio.server import ServerConnection

from tests.targets.plain import PlainTarget, recorder, run, served


class Terse(PlainTarget):
    """Nothing is acknowledged, and a frame says that a session is over."""

    greets: ClassVar[bool] = False
    promises: ClassVar[Promises] = Promises(drain_ms=500)
    unanswered: ClassVar[frozenset[str]] = frozenset({"join", "leave", "post"})

    def ping(self) -> None:
        return None

    def ends(self, frame: Frame) -> str | None:
        return "kicked out" if frame.kind == "kicked" else None

    def error_of(self, frame: Frame) -> str | None:
        return "whoops" if frame.kind == "whoops" else None

    def unacknowledged(self, write: Write) -> Answer:
        return Answer("ok", "sent")


def frame(event: str) -> str:
    return json.dumps({"event": event, "data": {}})


async def kicks(socket: ServerConnection) -> None:
    """Ends the session of whoever posts by a frame, and goes on sending."""
    async for message in socket:
        if json.loads(message)["event"] == "post":
            await socket.send(frame("kicked"))
            await socket.send(json.dumps({"event": "posted", "room": "chatroom:7", "seq": 1, "data": {"id": 1}}))


async def mute(socket: ServerConnection) -> None:
    async for _ in socket:
        pass


async def shouts(socket: ServerConnection) -> None:
    async for message in socket:
        if json.loads(message)["event"] == "join":
            await socket.send(frame("whoops"))


def test_a_frame_ends_the_session_and_what_still_comes_is_recorded() -> None:
    kept = recorder()

    async def acted() -> None:
        async with served(kicks, Terse) as target:
            session = Session(target, kept, Identity("Ben"), "laptop")
            await session.open()
            await session.tell("post", {})
            assert await asyncio.to_thread(kept.history.wait, lambda: any(kept.history.of(Recv, event=True)), 5)
            assert not session.is_open
            assert session.closed is not None
            assert session.closed.reason == "kicked out"
            await session.close()

    run(acted)
    done = [(row.by, row.code, row.clean, row.reason) for row in kept.history.of(Close, phase="done")]
    assert done == [("server", None, True, "kicked out")]


def test_a_subscription_that_nobody_confirms_is_done_after_a_round_trip() -> None:
    kept = recorder()

    async def acted() -> None:
        async with served(mute, Terse) as target:
            session = Session(target, kept, Identity("Ben"), "laptop")
            await session.open()
            assert await session.subscribe("chatroom:7")
            assert session.channels == {"chatroom:7"}
            assert await session.unsubscribe("chatroom:7")
            assert session.channels == set()
            await session.close()

    run(acted)
    assert [row.phase for row in kept.history.of(Subscribe)] == ["requested", "done"]


def test_an_error_without_a_reference_rejects_it() -> None:
    kept = recorder()

    async def acted() -> None:
        async with served(shouts, Terse) as target:
            session = Session(target, kept, Identity("Ben"), "laptop")
            await session.open()
            assert not await session.subscribe("chatroom:7")
            assert session.errors == {("Ben/laptop#1", 1)}
            await session.close()

    run(acted)
    assert [row.phase for row in kept.history.of(Subscribe)] == ["requested", "refused"]


def test_a_write_that_is_never_answered_has_the_outcome_that_the_adapter_gives() -> None:
    kept = recorder()

    async def acted() -> None:
        async with served(mute, Terse) as target:
            ben = Actor(target, kept, Identity("Ben"))
            await ben.session().open()
            assert (await ben.perform("post_message", via="socket")).status == "sent"
            await ben.close()

    run(acted)
    assert [row.status for row in kept.history.of(Ok)] == ["sent"]


class Broken(PlainTarget):
    """Raises an error of its own."""

    async def perform(self, write: Write, identity: Identity) -> Answer:
        return Answer("ok", {}["status"])


def test_a_write_at_which_the_adapter_breaks_is_unknown_and_the_error_is_the_adapters() -> None:
    kept = recorder()
    ben = Actor(Broken("ws://127.0.0.1:1"), kept, Identity("Ben"))
    with pytest.raises(AdapterError, match=r"test_session_endings\.py, line \d+: .*KeyError: 'status' in perform"):
        asyncio.run(ben.perform("post_message"))
    (invoke,) = kept.history.of(Invoke)
    (info,) = kept.history.of(Info)
    assert (info.w, info.status) == (invoke.w, BROKEN)


class Breaks(PlainJson):
    """Cannot read one kind of frame."""

    def decode(self, raw: Raw) -> list[Frame]:
        if "whoops" in str(raw):
            raise KeyError("room")
        return super().decode(raw)


def test_a_codec_that_breaks_is_the_adapters_and_reading_goes_on() -> None:
    kept = recorder()

    class Own(Terse):
        def codec(self) -> PlainJson:
            return Breaks()

    async def acted() -> None:
        async with served(shouts, Own) as target:
            session = Session(target, kept, Identity("Ben"), "laptop")
            await session.open()
            await session.tell("join", {})
            assert await asyncio.to_thread(kept.history.wait, lambda: any(kept.history.of(Recv)), 5)
            assert await session.round_trip()
            assert "KeyError: 'room' in its codec's decode" in str(session.broke)
            await session.close()

    run(acted)
