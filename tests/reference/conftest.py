"""Backends for tests: one started process for all that need no setting of their own, and one without a process."""

import asyncio
import itertools
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from lockstep.reference.backend import Backend
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import Accept, Invite, Register
from lockstep.reference.representations import Role, Session
from lockstep.reference.settings import Settings

from tests.reference.process import Started, started
from tests.reference.wire import PASSWORD, Person, register


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def server() -> Iterator[Started]:
    with started("--set", "expose_counts=true") as backend:
        yield backend


@pytest.fixture(scope="session")
def strict() -> Iterator[Started]:
    """Soon forgets events, soon locks, soon finds a reader too slow; and never finds a peer dead, however slowly the
    test answers."""
    changes = ("ping_s=3600", "retain_events=5", "lock_after=3", "send_buffer_bytes=65536")
    with started(*(part for change in changes for part in ("--set", change))) as backend:
        yield backend


@pytest.fixture(scope="session")
def impatient() -> Iterator[Started]:
    """Soon finds a peer dead: for peers that never answer, as one that is slow to answer is found dead too."""
    with started("--set", "ping_s=0.5") as backend:
        yield backend


@pytest.fixture(scope="session")
def brief() -> Iterator[Started]:
    """Patience lasts less than a second, typing a tenth of one."""
    with started("--set", "auth_timeout_s=0.3", "--set", "typing_s=0.1") as backend:
        yield backend


@pytest.fixture
async def http(server: Started) -> AsyncIterator[httpx.AsyncClient]:
    async with client(server) as opened:
        yield opened


@pytest.fixture
async def ana(server: Started, http: httpx.AsyncClient) -> Person:
    return await register(http, server.ws)


@pytest.fixture
async def ben(ana: Person) -> Person:
    return await ana.colleague()


def client(backend: Started) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=50)
    no_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # making the usual one costs 30 ms
    return httpx.AsyncClient(base_url=backend.api, trust_env=False, verify=no_tls, limits=limits, timeout=60)


class Time:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Heard:
    """A connection without a socket: what the hub hands it, kept."""

    def __init__(self, user_id: int = 1, company_id: int = 1, family: str = "f") -> None:
        self.user_id, self.company_id, self.family = user_id, company_id, family
        self.texts: list[str] = []
        self.code: int | None = None

    def push(self, text: str, size: int) -> None:
        self.texts.append(text)

    def close(self, code: int, reason: str) -> None:
        self.code = code


class World:
    """A backend in this process, people in it, and what its writes sent."""

    def __init__(self, backend: Backend, time: Time) -> None:
        self.backend, self.time = backend, time
        self.numbers = itertools.count(1)

    def now(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run(doing)

    def session(self) -> Session:
        body = Register(
            email=f"ana{next(self.numbers)}@example.org", password=PASSWORD, fullName="Ana", companyName="Acme"
        )
        return self.now(self.backend.accounts.register(body, "registered"))

    def owner(self) -> Call:
        return self.call(self.session())

    def call(self, session: Session, cause: str = "cause") -> Call:
        return Call(self.backend.core.tokens.caller(session["accessToken"]), cause, "api")

    def colleague(self, owner: Call, role: Role = "MEMBER") -> Call:
        email = f"ben{next(self.numbers)}@example.org"
        _, token = self.backend.invitations.create(owner, Invite(email=email, role=role))
        body = Accept(token=token, fullName="Ben", password=PASSWORD)
        return self.call(self.now(self.backend.invitations.accept(body, "accepted")))

    def ear(self, call: Call, *rooms: str) -> Heard:
        heard = Heard(call.caller.user_id, call.caller.company_id, call.caller.family)
        self.backend.core.hub.enter(heard)
        for room in rooms:
            self.backend.core.hub.join(heard, room, self.backend.core.outbox.position(room)["seq"])
        return heard


Make = Callable[..., World]


@pytest.fixture
def worlds(tmp_path: Path) -> Iterator[Make]:
    made: list[Backend] = []

    def make(**settings: Any) -> World:
        time = Time()
        path = tmp_path / f"{len(made)}.db"
        made.append(Backend(Settings(password_cost=8, **settings), path, clock=time))
        return World(made[-1], time)

    yield make
    for backend in made:
        backend.close()


@pytest.fixture
def world(worlds: Make) -> World:
    return worlds()
