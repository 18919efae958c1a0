"""Between commit and send: what was committed reaches those who resume, once."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.reference.conftest import client
from tests.reference.process import Started, started
from tests.reference.wire import Ear, Person, register

pytestmark = pytest.mark.anyio


async def _resumed(backend: Started, person: Person, room: str, position: dict[str, Any]) -> list[dict[str, Any]]:
    """What a resume after `position` brings, and that the numbers go on from there."""
    async with person.listening("&resume=1") as ear:
        await ear.ask("resume", rooms={room: position})
        claim = next(frame for frame in ear.frames if frame["event"] == "resumed")["data"]["rooms"][room]
        assert claim["recovered"], claim
        events = ear.events(room)
        assert [event["seq"] for event in events] == list(range(claim["from"], claim["to"] + 1))
        await person.post(int(room.partition(":")[2]), "live")
        assert (await ear.until("chatroom_message_received"))["seq"] == claim["to"] + 1
        return events


def _again(person: Person, http: httpx.AsyncClient, backend: Started) -> Person:
    """The same person, with the same tokens, at the backend started again."""
    return Person(http, backend.ws, person.session)


async def test_killed_between_commit_and_send_who_resumes_has_everything_once(tmp_path: Path) -> None:
    kept = ("--database", str(tmp_path / "kept.db"))
    message = {"content": "killed", "chatroomId": 1}
    with started(*kept, "--failpoint", "after_commit=kill:3") as backend:
        async with client(backend) as http:
            ana = await register(http, backend.ws)
            message["chatroomId"] = room = await ana.chatroom()
            async with ana.listening() as ear:
                await ear.join(room)
                await ana.post(room, "heard")
                heard = await ear.until("chatroom_message_received")
                with pytest.raises(httpx.TransportError):
                    await ana.do("POST", "/messages", message, Idempotency_Key="key", X_Request_Id="w-3")
                assert await _broken(ear) == 1
        assert backend.ended() == -signal.SIGKILL
    with started(*kept) as backend:
        async with client(backend) as http:
            ana = _again(ana, http, backend)
            position = {"epoch": heard["epoch"], "seq": heard["seq"]}
            [event] = await _resumed(backend, ana, f"chatroom:{room}", position)
            assert (event["data"]["content"], event["cause"]) == ("killed", "w-3")
            repeated = (await ana.do("POST", "/messages", message, Idempotency_Key="key"))["data"]
            assert repeated == event["data"]
            page = await ana.do("GET", f"/messages/chatroom/{room}")
            assert [posted["content"] for posted in page["data"]] == ["live", "killed", "heard"]
            assert page["position"]["seq"] == 3


async def test_paused_between_commit_and_send_answers_come_and_events_wait() -> None:
    with started("--failpoint", "after_commit=pause:2") as backend:
        async with client(backend) as http:
            ana = await register(http, backend.ws)
            room = await ana.chatroom()
            async with ana.listening() as ear, ana.listening() as late:
                await ear.join(room)
                texts = ["one", "two", "three"]
                for text in texts:
                    await ana.post(room, text)
                assert (await late.join(room))["seq"] == 3
                for listener in (ear, late):
                    await listener.ask("ping")
                    assert listener.events() == []
                os.kill(backend.process.pid, signal.SIGUSR1)
                for text in texts:
                    assert (await ear.until("chatroom_message_received"))["data"]["content"] == text
                await ana.post(room, "four")
                for listener in (ear, late):
                    assert (await listener.until("chatroom_message_received"))["seq"] == 4
                assert [len(listener.events()) for listener in (ear, late)] == [4, 1]


async def test_an_acknowledged_write_whose_event_was_held_back_survives_a_kill(tmp_path: Path) -> None:
    kept = ("--database", str(tmp_path / "kept.db"))
    with started(*kept, "--failpoint", "after_commit=pause:2") as backend:
        async with client(backend) as http:
            ana = await register(http, backend.ws)
            room = await ana.chatroom()
            async with ana.listening() as ear:
                position = await ear.join(room)
                posted = await ana.post(room, "held")
                await asyncio.to_thread(backend.until_logged, "failpoint after_commit")
                backend.process.kill()
                assert await _broken(ear) == 0
        assert backend.ended() == -signal.SIGKILL
    with started(*kept) as backend:
        async with client(backend) as http:
            [event] = await _resumed(backend, _again(ana, http, backend), f"chatroom:{room}", position)
            assert event["data"] == posted


async def _broken(ear: Ear) -> int:
    """Read until the connection breaks; how many events there were."""
    assert await ear.closed() == 1006
    return len(ear.events())
