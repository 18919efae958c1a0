"""Closes that settings bring about: time-outs, slow and dead readers; and the limits over HTTP."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import connect

from tests.reference.conftest import client
from tests.reference.process import Started, started
from tests.reference.wire import PASSWORD, Ear, Person, register

pytestmark = pytest.mark.anyio


async def test_nothing_said_in_time_closes_4401_after_an_error(brief: Started) -> None:
    async with connect(brief.ws, proxy=None, compression=None, ping_interval=None) as opened:
        ear = Ear(opened)
        assert await ear.closed() == 4401
        assert [frame["event"] for frame in ear.frames] == ["connection_established", "error"]
        assert ear.frames[1]["data"]["details"] == {"reason": "missing"}


async def test_a_token_s_end_closes_4401_unless_a_newer_one_came_before() -> None:
    with started("--set", "access_token_s=900", "--set", "leap_s=600") as backend:
        async with client(backend) as http:
            ana = await register(http, backend.ws)
            async with ana.listening() as left, ana.listening() as renewed:
                await _leap(backend, ana)
                turned = await http.post("/auth/refresh", json={"refreshToken": ana.session["refreshToken"]})
                newer = turned.json()["data"]["accessToken"]
                assert (await renewed.ask("authenticate", token=newer))["event"] == "ack"
                assert (await left.ask("ping"))["event"] == "ack"
                await _leap(backend, ana)
                assert await left.closed() == 4401
                assert (await renewed.ask("ping"))["event"] == "ack"
                joined = [frame for frame in renewed.frames if frame["event"] == "room_joined"]
                assert len(joined) == 2
            old = await ana.ask("GET", "/auth/me")
            assert (old.status_code, old.json()["details"]) == (401, {"reason": "expired"})


async def test_a_clock_put_forward_ends_what_is_over_and_spares_what_was_renewed() -> None:
    with started("--set", "access_token_s=900", "--set", "leap_s=1000") as backend:
        async with client(backend) as http:
            ana = await register(http, backend.ws)
            async with ana.listening() as left:
                await _leap(backend, ana)
                assert await left.closed() == 4401
            async with connect(f"{backend.ws}?token={ana.token}", proxy=None, compression=None) as opened:
                ear = Ear(opened)
                assert await ear.closed() == 4401
                assert ear.frames[1]["data"]["details"] == {"reason": "expired"}
            old = await ana.ask("GET", "/auth/me")
            assert (old.status_code, old.json()["details"]) == (401, {"reason": "expired"})
            turned = await http.post("/auth/refresh", json={"refreshToken": ana.session["refreshToken"]})
            async with Person(http, backend.ws, turned.json()["data"]).listening() as back:
                assert (await back.ask("ping"))["event"] == "ack"


async def test_a_reader_too_slow_gets_a_beginning_without_gap_and_4408(strict: Started) -> None:
    async with client(strict) as http:
        ana = await register(http, strict.ws)
        room = await ana.chatroom()
        async with _small_reader(strict, ana) as ear:
            await ear.join(room)
            ear.socket.transport.pause_reading()
            await _flood(strict, ana, room, ear)
            ear.socket.transport.resume_reading()
            assert await ear.closed() == 4408
            seqs = [event["seq"] for event in ear.events()]
            assert seqs == list(range(1, len(seqs) + 1))
            assert 0 < len(seqs) < (await ana.do("GET", f"/messages/chatroom/{room}"))["position"]["seq"]


async def _leap(backend: Started, somebody: Person) -> None:
    """Put the backend's clock forward; a signal is handled when the server has been round its loop twice."""
    backend.process.send_signal(signal.SIGUSR2)
    for _ in range(3):
        await somebody.ask("GET", "/health/live")


@asynccontextmanager
async def _small_reader(backend: Started, person: Person) -> AsyncIterator[Ear]:
    """A connection whose own buffer is small, so that it is the server that has to wait."""
    host, port = backend.ws.removeprefix("ws://").removesuffix("/ws").split(":")
    with socket.create_connection((host, port)) as small:
        small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        async with person.listening(sock=small) as ear:
            yield ear


async def _flood(backend: Started, person: Person, room: int, ear: Ear) -> None:
    """Post until this reader is found too slow."""
    found = f'"reader too slow","connection":"{_id(ear)}"'
    while not any(found in line for line in backend.lines):
        await asyncio.gather(*(person.post(room, "x" * 10_000) for _ in range(10)))


def _id(ear: Ear) -> str:
    return str(ear.frames[0]["data"]["connectionId"])


async def test_a_peer_that_answers_no_ping_is_closed_1011_and_absent(impatient: Started) -> None:
    async with client(impatient) as http:
        ana = await register(http, impatient.ws)
        ben = await ana.colleague()
        async with ben.mute() as dead:
            assert await dead.closed() == 1011
            assert [frame["event"] for frame in dead.frames][:2] == [
                "connection_established",
                "authentication_success",
            ]
            connection = dead.frames[0]["data"]["connectionId"]
            await asyncio.to_thread(impatient.until_logged, f'"connection closed","connection":"{connection}"')
        assert (await ana.do("GET", f"/users/{ben.id}/presence"))["data"] == {"userId": ben.id, "present": False}


async def test_too_many_failed_logins_lock_the_account(strict: Started) -> None:
    async with client(strict) as http:
        ana = await register(http, strict.ws)
        login = {"email": ana.session["user"]["email"], "password": "wrong-horse!"}
        for _ in range(3):
            assert (await http.post("/auth/login", json=login)).status_code == 401
        locked = await http.post("/auth/login", json=login | {"password": PASSWORD})
        assert (locked.status_code, locked.json()["code"]) == (423, "locked")
        assert 0 < locked.json()["details"]["retryAfterS"] <= 900
        await ana.do("GET", "/auth/me")


async def test_the_rate_limit_counts_each_person_over_both_ways() -> None:
    with started("--set", "rate_per_s=0.0005") as slow:
        async with client(slow) as http:
            ana = await register(http, slow.ws)
            again = await http.post("/auth/login", json={"email": "x", "password": "x"})
            assert (again.status_code, again.json()["code"]) == (429, "rate_limited")
            assert 0 < int(again.headers["Retry-After"]) <= 2_000
            async with ana.listening() as ear:
                assert (await ear.ask("ping"))["event"] == "ack"
                refused = await ear.ask("ping")
                assert (refused["data"]["status"], refused["data"]["code"]) == (429, "rate_limited")
            assert await ana.refused("GET", "/auth/me") == (429, "rate_limited")
            assert (await http.get("/health")).status_code == 200
