"""The WebSocket with live events, over a real server."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from lockstep.management.app import State, make_app
from lockstep.management.executions import sockets as module
from lockstep.management.executions.records import Execution
from lockstep.management.executions.routes import ExecutionRoutes
from lockstep.management.monitor.monitor import COOKIE
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.management.executions.company import Names, executions, service, shows
from tests.management.executions.office import SLEEPS, execution, says_ready, until
from tests.management.executions.test_live import END, START, STEP, write
from tests.management.serving import served


@contextmanager
def watching(client: httpx.Client, path: str = "", **headers: str) -> Iterator[ClientConnection]:
    address = str(client.base_url).replace("http", "ws", 1) + f"test/live{path}"
    with connect(address, additional_headers=headers, proxy=None, open_timeout=60) as connection:
        yield connection


def heard(connection: ClientConnection, count: int) -> list[dict[str, Any]]:
    return [json.loads(connection.recv(timeout=60)) for _ in range(count)]


def closed_with(connection: ClientConnection) -> int | None:
    with pytest.raises(ConnectionClosed):
        connection.recv(timeout=60)
    return connection.protocol.close_code


def finished(made: Any) -> Execution:
    """An execution whose run told three events."""
    one = execution()
    made.records.add(one, 5)
    made.records.finish(one, "CANCELLED", {})
    write(made.folder(one.id), START, STEP, END)
    return one


def test_replay_of_one_execution(tmp_path: Path) -> None:
    made = executions(tmp_path, SLEEPS)
    one = finished(made)
    with service(made) as client:
        with watching(client, f"?testId={one.id}", **shows("gina")) as connection:
            assert heard(connection, 3) == [{"testId": one.id, **event} for event in (START, STEP, END)]
            assert closed_with(connection) == 1000
        with watching(client, f"?testId={one.id}&from=2&token=gina") as connection:
            assert heard(connection, 1) == [{"testId": one.id, **END}]
            assert closed_with(connection) == 1000


def test_live_to_the_end(tmp_path: Path) -> None:
    made = executions(tmp_path, SLEEPS)
    with service(made) as client, watching(client, **shows("gina")) as everything:
        one = execution()
        made._executor.add(one, {}, 5)
        until(lambda: says_ready(made, one.id))
        with watching(client, f"?testId={one.id}", **shows("gina")) as connection:
            write(made.folder(one.id), START)
            assert heard(connection, 1)[0]["type"] == START["type"]
            write(made.folder(one.id), STEP)
            assert heard(connection, 1)[0]["seq"] == 1
            client.post(f"/test/executions/{one.id}/cancel", headers=shows("adam"))
            (last,) = heard(connection, 1)
            assert (last["seq"], last["type"], last["message"]) == (
                2, "integration_test_error", "it was cancelled while it ran"
            )  # fmt: skip
            assert client.get(f"/test/results/{one.id}", headers=shows("gina")).json()["status"] == "CANCELLED"
            assert closed_with(connection) == 1000
        told = heard(everything, 3)
        assert [event["type"] for event in told] == [START["type"], STEP["type"], "integration_test_error"]
        numbers = [event["seq"] for event in told]
        assert numbers == list(range(numbers[0], numbers[0] + 3))
        with watching(client, f"?from={numbers[1]}", **shows("gina")) as again:
            assert heard(again, 2) == told[1:]
        with watching(client, f"?from={numbers[0] - 5}", **shows("gina")) as gap:
            assert heard(gap, 2) == [{"type": "events_missed", "from": numbers[0] - 5, "to": numbers[0] - 1}, told[0]]
        with watching(client, f"?from={numbers[0]}", **shows("zoe")) as other:
            made.live.begun("theirs", "c2")
            made.live.ended("theirs", "CANCELLED", "")
            assert heard(other, 1)[0]["testId"] == "theirs"


def test_the_end_is_told_even_where_the_result_is_entered_before_it(tmp_path: Path) -> None:
    made = executions(tmp_path, SLEEPS)
    with service(made) as client:
        one = execution()
        made.records.add(one, 5)
        made.live.begun(one.id, one.company_id)
        made.records.finish(one, "CANCELLED", {})
        with watching(client, f"?testId={one.id}", **shows("gina")) as connection:
            with pytest.raises(TimeoutError):
                connection.recv(timeout=0.2)
            made.live.ended(one.id, "CANCELLED", "it was cancelled")
            assert heard(connection, 1)[0]["message"] == "it was cancelled"
            assert closed_with(connection) == 1000


def test_one_whose_events_were_removed_has_none(tmp_path: Path) -> None:
    made = executions(tmp_path, SLEEPS)
    with service(made) as client:
        one = execution()
        made.records.add(one, 5)
        made.records.finish(one, "CANCELLED", {})
        with watching(client, f"?testId={one.id}", **shows("gina")) as connection:
            assert closed_with(connection) == 1000


def test_refusals(tmp_path: Path) -> None:
    made = executions(tmp_path, SLEEPS)
    one = finished(made)
    with service(made) as client:
        for path, headers, code in (
            ("", {}, 4401),
            ("", shows("nobody"), 4401),
            ("?token=nobody", {}, 4401),
            (f"?testId={one.id}", shows("zoe"), 4404),
            ("?testId=unknown", shows("gina"), 4404),
            (f"?testId={one.id}&from=x", shows("gina"), 4400),
            ("", {"Cookie": f"{COOKIE}=gina"}, 4401),
            ("", {"Cookie": f"{COOKIE}=gina", "Origin": "http://elsewhere.example.com"}, 4401),
        ):
            with watching(client, path, **headers) as connection:
                assert closed_with(connection) == code, (path, headers)


def test_a_page_of_the_service_shows_its_cookie(tmp_path: Path) -> None:
    made = executions(tmp_path, SLEEPS)
    one = finished(made)
    with service(made) as client:
        origin = f"http://{client.base_url.host}:{client.base_url.port}"
        with watching(client, f"?testId={one.id}", Cookie=f"{COOKIE}=gina", Origin=origin) as connection:
            assert len(heard(connection, 3)) == 3


def test_a_login_that_ends_ends_the_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AGAIN_S", 0.05)
    made, names = executions(tmp_path, SLEEPS), Names()
    with service(made, names) as client, watching(client, **shows("gina")) as connection:
        names.gone.add("gina")
        assert closed_with(connection) == 4401


def test_only_so_many_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    made = executions(tmp_path, SLEEPS)
    with service(made) as client, watching(client, **shows("gina")) as first:
        with watching(client, **shows("mia")) as second:
            assert closed_with(second) == 1013
        made.live.begun("t1", "c1")
        made.live.ended("t1", "CANCELLED", "")
        assert heard(first, 1)[0]["testId"] == "t1"


def test_a_slow_reader_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLOW_S", 0.2)
    who, counted = module._caller, threading.Event()

    async def asked_for(websocket: Any) -> Any:
        counted.set()
        return await who(websocket)

    monkeypatch.setattr(module, "_caller", asked_for)
    made = executions(tmp_path, SLEEPS)
    one = finished(made)
    (made.folder(one.id) / "events.jsonl").unlink()
    write(made.folder(one.id), *({**STEP, "seq": number, "step": "x" * 60_000} for number in range(150)))
    asked = f"GET /api/v1/test/live?testId={one.id}&token=gina HTTP/1.1"
    upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
    routes = ExecutionRoutes(made)
    with served(make_app(State(doorkeeper=Names(), parts=(routes,)))) as client, socket.socket() as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        raw.connect((client.base_url.host, client.base_url.port or 0))
        raw.sendall(f"{asked}\r\nHost: x\r\n{upgrade}\r\nSec-WebSocket-Key: {'A' * 22}==\r\n\r\n".encode())
        assert raw.recv(12) == b"HTTP/1.1 101"
        assert counted.wait(60)
        until(lambda: routes._sockets._open == 0)  # far from all was sent: no buffer on the way is so large
