"""While the database takes no write, writes are refused as unavailable, nothing is half done, and health says so."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from lockstep.reference.http.api import application

from tests.reference.conftest import World, client
from tests.reference.process import started
from tests.reference.wire import PASSWORD, Person, register

pytestmark = pytest.mark.anyio


@pytest.fixture
async def ana(world: World) -> AsyncIterator[Person]:
    transport = httpx.ASGITransport(application(world.backend))
    async with httpx.AsyncClient(transport=transport, base_url="http://backend/api/v1") as http:
        yield await register(http, "")


@contextmanager
def _locked(tmp_path: Path) -> Iterator[None]:
    """Somebody else holds the lock on writing."""
    other = sqlite3.connect(tmp_path / "0.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


async def test_a_write_is_unavailable_and_changes_nothing_while_reads_go_on(ana: Person, tmp_path: Path) -> None:
    room = await ana.chatroom()
    with _locked(tmp_path):
        body = {"chatroomId": room, "content": "x"}
        assert await ana.refused("POST", "/messages", body, Idempotency_Key="k") == (503, "unavailable")
        assert (await ana.do("GET", f"/messages/chatroom/{room}"))["data"] == []
    posted = await ana.do("POST", "/messages", body, Idempotency_Key="k")
    page = await ana.do("GET", f"/messages/chatroom/{room}")
    assert (page["data"], page["position"]["seq"]) == ([posted["data"]], 1)


async def test_a_command_is_unavailable_and_the_socket_stays_open(tmp_path: Path) -> None:
    with started("--database", str(tmp_path / "0.db")) as backend:
        async with client(backend) as http:
            ben = await register(http, backend.ws)
            room = await ben.chatroom()
            async with ben.listening() as ear:
                await ear.join(room)
                with _locked(tmp_path):
                    refused = await ear.ask("send_chatroom_message", chatroomId=room, content="x")
                    assert (refused["data"]["status"], refused["data"]["code"]) == (503, "unavailable")
                    await asyncio.to_thread(backend.until_logged, refused["requestId"])
                await ear.ask("send_chatroom_message", chatroomId=room, content="y")
                assert [(event["seq"], event["data"]["content"]) for event in ear.events()] == [(1, "y")]


async def test_health_says_which_part_is_ill(ana: Person, tmp_path: Path) -> None:
    with _locked(tmp_path):
        ill = await ana.http.get("/health")
        assert (ill.status_code, ill.json()["details"]["healthy"]) == (503, False)
        parts = ill.json()["details"]["parts"]
        assert [name for name, part in parts.items() if not part["healthy"]] == ["database"]
        assert "locked" in parts["database"]["detail"]
        for path in ("/health/database", "/health/ready"):
            assert (await ana.http.get(path)).json()["code"] == "unavailable"
        assert (await ana.http.get("/health/live")).status_code == 200
    assert (await ana.http.get("/health")).status_code == 200


async def test_who_is_shutting_down_is_not_ready(ana: Person, world: World) -> None:
    world.backend.health.stopping = True
    assert (await ana.http.get("/health/ready")).status_code == 503
    parts = (await ana.http.get("/health")).json()["details"]["parts"]
    assert [name for name, part in parts.items() if not part["healthy"]] == ["api", "socket"]


async def test_code_that_breaks_is_answered_and_logged_under_the_request_id(
    ana: Person, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(call: object) -> None:
        raise KeyError(PASSWORD)

    monkeypatch.setattr(world.backend.chatrooms, "all", breaks)
    broken = await ana.ask("GET", "/chatrooms", headers={"X-Request-Id": "broken-1"})
    assert (broken.status_code, broken.json()["code"]) == (500, "internal")
    assert "broken-1" in broken.json()["message"]
    assert "KeyError" not in broken.text
    [record] = [record for record in caplog.records if record.message == "request failed"]
    assert vars(record)["requestId"] == "broken-1"
    assert record.exc_info
