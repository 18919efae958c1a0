"""A RabbitMQ of our own: started, found ready, noticed when it dies, ended without a trace, or its absence told."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import websockets
from lockstep.clients.dialects.stomp import SUBPROTOCOL, StompCodec
from lockstep.targets.base import TargetFaultError
from lockstep.targets.process import free_ports
from lockstep.targets.rabbitmq import server
from lockstep.targets.rabbitmq.server import USER, Ports, RabbitmqProcess

from tests.clients.dialects.stock import Line, line
from tests.targets.killed import left_of
from tests.targets.rabbitmq.needing import needs_rabbitmq


@needs_rabbitmq
def test_it_starts_answers_and_ends_without_a_trace(tmp_path: Path) -> None:
    async def live() -> None:
        process = RabbitmqProcess(tmp_path / "logs" / "rabbitmq.log")
        assert (process.pid, process.alive()) == (None, False)
        ports = await process.start()
        folder = Path(process._folder.name) if process._folder else tmp_path
        try:
            assert process.alive()
            for port in (ports.api, ports.sockets):
                assert await server._answers(port)
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            assert process._process is not None
            await process._process.wait()
            assert not process.alive()
        finally:
            await process.stop()
        assert not folder.exists()
        for port in ports:
            with pytest.raises(OSError, match="111"):
                await asyncio.open_connection("127.0.0.1", port)
        await process.stop()

    asyncio.run(live())


@needs_rabbitmq
@pytest.mark.process
def test_no_part_of_it_outlives_a_run_that_is_killed(tmp_path: Path) -> None:
    assert left_of(server.__name__, "RabbitmqProcess", tmp_path / "rabbitmq.log") == []


def script(folder: Path, text: str) -> str:
    path = folder / "server"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_one_that_ends_before_it_answers_is_given_up_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_server", lambda: script(tmp_path, 'echo "began $RABBITMQ_DIST_PORT"'))
    monkeypatch.setattr(server, "_epmd", lambda: "/bin/true")
    log = tmp_path / "rabbitmq.log"
    with pytest.raises(TargetFaultError, match=r"did not start answering .*rabbitmq\.log"):
        asyncio.run(RabbitmqProcess(log).start())
    assert log.read_text().count("began") == server._STARTS_TRIED


@pytest.mark.parametrize(
    ("found", "epmd", "lacking"),
    [(None, "epmd", "RabbitMQ cannot"), ("here", None, "epmd cannot"), (None, None, "RabbitMQ and Erlang's epmd")],
)
def test_what_is_missing_is_told_with_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: str | None, epmd: str | None, lacking: str
) -> None:
    monkeypatch.setattr(server, "_server", lambda: found)
    monkeypatch.setattr(server, "_epmd", lambda: epmd)
    with pytest.raises(TargetFaultError, match=f"{lacking}.*apt-get install rabbitmq-server"):
        asyncio.run(RabbitmqProcess(tmp_path / "rabbitmq.log").start())


def test_nothing_of_the_surroundings_configures_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RABBITMQ_NODENAME", "rabbit@elsewhere")
    monkeypatch.setenv("ERL_EPMD_PORT", "4369")
    ports = Ports(*free_ports(4))
    assert len(set(ports)) == 4
    environment = server._environment(tmp_path, ports)
    assert environment["ERL_EPMD_PORT"] == str(ports.names)
    assert environment["RABBITMQ_NODENAME"].startswith("lockstep-")
    assert environment["HOME"] == str(tmp_path)


def test_a_program_is_looked_for_where_packages_put_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apart = tmp_path / "rabbitmq-server"
    apart.touch(mode=0o755)
    monkeypatch.setattr(server, "_SCRIPTS", (tmp_path / "nowhere", apart))
    assert server._server() == str(apart)
    monkeypatch.setattr(server, "_SCRIPTS", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert server._which("rabbitmq-server") in {str(apart), "/usr/sbin/rabbitmq-server"}


@needs_rabbitmq
@pytest.mark.process
def test_what_it_does_where_a_good_guess_is_wrong(tmp_path: Path) -> None:
    async def live() -> None:
        process = RabbitmqProcess(tmp_path / "logs" / "rabbitmq.log")
        ports = await process.start()
        try:
            for habit in (dies_without_a_word, rejects_a_login_and_stays, confirms_in_its_own_order, drops_headers):
                await habit(ports, process.password)
        finally:
            await process.stop()

    asyncio.run(live())


@asynccontextmanager
async def stomp(ports: Ports, password: str) -> AsyncIterator[Line]:
    """A connection that asked to be let in."""
    async with line(ports.sockets, "/ws", StompCodec(), SUBPROTOCOL) as one:
        await one.send("CONNECT", {"accept-version": "1.2", "host": "/", "login": USER, "passcode": password})
        yield one


async def died(one: Line) -> bool:
    """Whether a connection is closed with 1000 and this reason, and no ERROR says why."""
    with pytest.raises(websockets.ConnectionClosed):
        await one.frame("ERROR")
    return (one.socket.close_code, one.socket.close_reason) == (1000, "STOMP died")


async def dies_without_a_word(ports: Ports, password: str) -> None:
    """A subscription id that is taken, and an exchange that does not exist."""
    for destinations in (["/topic/x", "/topic/y"], ["/exchange/nothing/x"]):
        async with stomp(ports, password) as one:
            for destination in destinations:
                await one.send("SUBSCRIBE", {"id": "a", "destination": destination})
            assert await died(one)


async def rejects_a_login_and_stays(ports: Ports, password: str) -> None:
    """A rejected login is an ERROR, after which the socket stays open."""
    async with stomp(ports, f"not {password}") as one:
        assert (await one.frame("ERROR")).body.headers["message"] == "Bad CONNECT"
        await (await one.socket.ping())
        assert one.socket.close_code is None


async def confirms_in_its_own_order(ports: Ports, password: str) -> None:
    """A SEND in a transaction is confirmed after its COMMIT. A COMMIT to an exchange that does not exist is confirmed
    before the socket is closed."""
    async with stomp(ports, password) as one:
        await one.send("BEGIN", {"transaction": "t"})
        await one.send("SEND", {"transaction": "t", "destination": "/topic/x"}, ref="sent")
        await one.send("COMMIT", {"transaction": "t"}, ref="committed")
        await one.frame("RECEIPT", "sent")
        assert [frame.ref for frame in one.frames if frame.kind == "RECEIPT"] == ["committed", "sent"]
        await one.send("BEGIN", {"transaction": "u"})
        await one.send("SEND", {"transaction": "u", "destination": "/exchange/nothing/x"})
        await one.send("COMMIT", {"transaction": "u"}, ref="lost")
        await one.frame("RECEIPT", "lost")
        assert await died(one)


async def drops_headers(ports: Ports, password: str) -> None:
    """Of the headers of a message published over REST, texts and whole numbers arrive, and nothing else."""
    headers = {"text": "b", "number": 1, "yes": True, "half": 0.5, "list": ["x"], "map": {"k": 1}}
    body = {"properties": {"headers": headers}, "routing_key": "x", "payload": "a", "payload_encoding": "string"}
    async with stomp(ports, password) as one:
        await one.send("SUBSCRIBE", {"id": "a", "destination": "/topic/x"}, ref="1")
        await one.frame("RECEIPT", "1")
        async with httpx.AsyncClient(auth=(USER, password)) as client:
            url = f"http://127.0.0.1:{ports.api}/api/exchanges/%2f/amq.topic/publish"
            assert (await client.post(url, json=body)).json() == {"routed": True}
        received = (await one.frame("message")).body.headers
        assert {name: received[name] for name in headers if name in received} == {"text": "b", "number": "1"}
