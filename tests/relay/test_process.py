"""The suite's handle on the relay: started, used, stopped, and clear about what went wrong."""

import asyncio
import os
import signal
from pathlib import Path

import httpx
import pytest
from lockstep.relay import process as module
from lockstep.relay.errors import RelayError
from lockstep.relay.parse import parse_plant
from lockstep.relay.process import RelayProcess
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from tests.relay.rig import Backend, until

pytestmark = pytest.mark.anyio


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def three_events(socket: ServerConnection) -> None:
    for seq in (1, 2, 3):
        await socket.send(f'{{"event": "said", "room": "chatroom:7", "seq": {seq}}}')


def health(socket: ServerConnection, request: Request) -> Response | None:
    return socket.respond(200, "well\n") if request.path == "/health" else None


async def test_both_sides_of_a_backend_are_reached_through_it_and_the_plant_reports() -> None:
    async with serve(three_events, "127.0.0.1", 0, compression=None, process_request=health) as server:
        port = server.sockets[0].getsockname()[1]
        async with RelayProcess(f"http://127.0.0.1:{port}/api/v1", plant=parse_plant("drop:who=Ben")) as relay:
            assert relay.port not in {0, port}
            async with httpx.AsyncClient(trust_env=False) as http:
                assert (await http.get(relay.url(f"http://127.0.0.1:{port}/health"))).text == "well\n"
            heard = {}
            for name in ("Ana", "Ben"):
                url, agent = relay.url(f"ws://127.0.0.1:{port}/ws?x=1"), f"lockstep ({name}; laptop)"
                async with connect(
                    url, compression=None, proxy=None, open_timeout=60, user_agent_header=agent
                ) as socket:
                    heard[name] = [message async for message in socket]
            assert [len(heard["Ana"]), len(heard["Ben"])] == [3, 2]
            assert relay.report()["effects"] == 1
        report = relay.report()
        assert (report["occasions"], report["effects"], report["examples"][0]["person"]) == (3, 1, "Ben")
        assert report["traffic"]["websockets"] == 2


async def test_no_effect_is_reported_as_none() -> None:
    async with RelayProcess("127.0.0.1:9", plant=parse_plant("drop")) as relay:
        assert relay.report()["effects"] == 0
    assert (relay.report()["name"], relay.report()["effects"], relay.report()["first_ns"]) == ("drop", 0, None)


async def test_without_a_plant_it_only_relays() -> None:
    async with RelayProcess("ws://127.0.0.1:9/ws") as relay:
        pass
    assert relay.report()["name"] is None


async def test_the_report_is_kept_where_it_is_wanted_and_nothing_else_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.CHILDREN, "scratch", lambda: tmp_path)
    async with RelayProcess("127.0.0.1:9"):
        assert len(files(tmp_path)) == 1
    assert files(tmp_path) == []
    async with RelayProcess("127.0.0.1:9", report_file=tmp_path / "plant.json"):
        pass
    assert files(tmp_path) == [tmp_path / "plant.json"]


async def test_url_keeps_all_but_the_address_and_refuses_another_servers() -> None:
    relay = RelayProcess("http://127.0.0.1:8000/api/v1")
    relay.port = 9000
    assert relay.url("ws://127.0.0.1:8000/ws?a=b#c") == "ws://127.0.0.1:9000/ws?a=b#c"
    with pytest.raises(RelayError, match=r"stands before 127\.0\.0\.1:8000, not before http://127\.0\.0\.1:8001"):
        relay.url("http://127.0.0.1:8001")


@pytest.mark.parametrize(
    ("upstream", "sentence"),
    [
        ("https://example.org", "cannot read encrypted traffic: https://example.org must be an http or ws URL"),
        ("wss://example.org", "encrypted"),
        ("", "'' is not the address of a backend"),
        ("http://", "not the address of a backend"),
        ("127.0.0.1:99999", "not the address of a backend"),
        ("127.0.0.1:x", "not the address of a backend"),
    ],
)
def test_an_address_no_relay_can_stand_before_is_refused(upstream: str, sentence: str) -> None:
    with pytest.raises(RelayError) as told:
        RelayProcess(upstream)
    assert sentence in str(told.value)


def test_a_url_without_port_means_the_usual_one() -> None:
    relay = RelayProcess("http://localhost/api")
    relay.port = 9000
    assert relay.url("http://localhost:80/api") == "http://127.0.0.1:9000/api"


async def test_a_relay_that_cannot_start_says_why(tmp_path: Path) -> None:
    relay = RelayProcess("127.0.0.1:9", report_file=tmp_path / "nowhere" / "plant.json")
    with pytest.raises(RelayError) as told:
        await relay.start()
    assert str(told.value).startswith("the relay did not start: relay: the report ")
    assert "nowhere/plant.json cannot be written" in str(told.value)
    await relay.stop()
    with pytest.raises(RelayError, match="no report"):
        relay.report()


async def test_a_relay_that_does_not_get_ready_is_ended() -> None:
    relay = RelayProcess("127.0.0.1:9")
    with pytest.raises(RelayError, match=r"was not ready within 0 s, and printed nothing"):
        await relay.start(timeout_s=0)
    await relay.stop()


async def test_a_start_that_is_cancelled_leaves_no_process() -> None:
    relay = RelayProcess("127.0.0.1:9")
    starting = asyncio.create_task(relay.start())
    await until(lambda: relay._process is not None)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert relay._process is not None
    assert relay._process.returncode == 0


async def test_signals_of_the_terminal_do_not_reach_it() -> None:
    async with RelayProcess("127.0.0.1:9") as relay:
        assert relay._process is not None
        assert os.getsid(relay._process.pid) == relay._process.pid


async def test_a_relay_that_died_is_told_of_once() -> None:
    relay = RelayProcess("127.0.0.1:9")
    await relay.start()
    assert relay._process is not None
    os.kill(relay._process.pid, signal.SIGKILL)
    await relay._process.wait()
    with pytest.raises(RelayError, match="the relay died by itself with code -9"):
        await relay.stop()
    await relay.stop()


async def test_it_is_started_once_and_stopped_as_often_as_one_likes() -> None:
    relay = RelayProcess("127.0.0.1:9")
    await relay.stop()
    with pytest.raises(RelayError, match="never started"):
        relay.report()
    await relay.start()
    with pytest.raises(RelayError, match="started already"):
        await relay.start()
    await relay.stop()
    await relay.stop()


async def test_connections_end_with_it_and_no_task_is_left() -> None:
    before = asyncio.all_tasks()
    async with Backend() as backend:
        async with RelayProcess(f"127.0.0.1:{backend.port}") as relay:
            reader, writer = await asyncio.open_connection("127.0.0.1", relay.port)
            server = await backend.accept()
            writer.write(b"through")
            assert await server.reader.readexactly(7) == b"through"
        assert await reader.read() == b""
        assert await server.rest() == b""
        writer.close()
    assert {task for task in asyncio.all_tasks() - before if "relay" in task.get_name()} == set()


async def test_a_network_fault_begins_and_ends_while_a_plant_is_in_the_same_relay() -> None:
    async with serve(three_events, "127.0.0.1", 0, compression=None) as server:
        port = server.sockets[0].getsockname()[1]
        async with RelayProcess(f"ws://127.0.0.1:{port}/ws", plant=parse_plant("drop:every=3")) as relay:
            number = await relay.begin_fault("drop", who="Ben", count=1)
            agent = "lockstep (Ben; laptop)"
            async with connect(
                relay.url(f"ws://127.0.0.1:{port}/ws"), compression=None, proxy=None, user_agent_header=agent
            ) as socket:
                assert len([message async for message in socket]) == 1
            assert await relay.end_fault(number) == {"evidence": "1 messages dropped", "delay_ms": 0.0}
            with pytest.raises(RelayError, match="no network fault is called 'flood'"):
                await relay.begin_fault("flood")
        assert relay.report()["effects"] == 1
    with pytest.raises(RelayError, match="the relay is not running"):
        await relay.begin_fault("drop")
