"""Starting, logging, ending."""

import asyncio
import json
import signal
import socket
from pathlib import Path

import pytest
import websockets
from lockstep.reference.__main__ import main

from tests.reference.conftest import client
from tests.reference.process import started
from tests.reference.wire import PASSWORD, email, register


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "--port"),
        (["--port", "x"], "--port"),
        (["--port", "70000"], "70000"),
        (["--port", "0", "--nosuch"], "--nosuch"),
        (["--port", "0", "extra"], "extra"),
        (["--port", "0", "--set", "nosuch=1"], "nosuch"),
        (["--port", "0", "--set", "ping_s=soon"], "soon"),
        (["--port", "0", "--failpoint", "before"], "before"),
        (["--port", "0", "--database", "/nowhere/at/all.db"], "/nowhere/at/all.db"),
    ],
)
def test_bad_arguments_are_told_in_one_sentence(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(arguments)
    except SystemExit as left:
        code = left.code
    out, error = capsys.readouterr()
    assert (code, out) == (2, "")
    assert told in error
    assert error.endswith(".\n")
    assert error.count("\n") == 1


def test_a_port_in_use_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port)]) == 2
    assert f"Port {port} on 127.0.0.1 cannot be used" in capsys.readouterr().err


def test_sigterm_closes_sockets_1012_and_leaves_neither_process_nor_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    async def be_there() -> int:
        async with client(backend) as http:
            ana = await register(http, backend.ws)
            async with ana.listening() as ear, websockets.connect(backend.ws, proxy=None) as silent:
                backend.process.terminate()
                await silent.wait_closed()
                assert silent.close_code == 1012
                return await ear.closed()

    with started() as backend:
        assert list(tmp_path.iterdir())
        assert asyncio.run(be_there()) == 1012
        assert backend.ended() == 0
    assert list(tmp_path.iterdir()) == []


def test_on_a_leash_it_ends_with_its_standard_input() -> None:
    with started("--leashed", leashed=True) as backend:
        assert backend.process.stdin is not None
        backend.process.stdin.close()
        assert backend.ended() == 0


def test_a_database_given_is_kept_and_used_again(tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"

    async def enter() -> str:
        async with client(backend) as http:
            return (await register(http, backend.ws)).session["user"]["email"]

    async def come_back(address: str) -> int:
        async with client(backend) as http:
            return (await http.post("/auth/login", json={"email": address, "password": PASSWORD})).status_code

    with started("--database", str(kept)) as backend:
        address = asyncio.run(enter())
    with started("--database", str(kept)) as backend:
        assert asyncio.run(come_back(address)) == 200
    assert [file.name for file in tmp_path.iterdir()] == ["kept.db"]


def test_the_log_is_json_with_request_ids_without_secrets_and_sigint_ends_it_too() -> None:
    secrets = {PASSWORD}

    async def do_everything_with_secrets() -> None:
        async with client(backend) as http:
            ana = await register(http, backend.ws)
            secrets.update({ana.token, ana.session["refreshToken"]})
            invited = await ana.do("POST", "/invitations", {"email": email()})
            secrets.add(invited["token"])
            await http.get(f"/invitations/validate/{invited['token']}")
            await http.get(f"/invitations/validate/{invited['token']}x")
            await http.get(f"/nowhere/{invited['token']}?token={ana.token}")
            login = {"email": ana.session["user"]["email"], "password": PASSWORD}
            await http.post("/auth/login", json=login)
            await http.post("/auth/login", json=login | {"more": PASSWORD})
            await http.post("/auth/refresh", json={"refreshToken": ana.session["refreshToken"]})
            async with ana.listening() as ear:
                await ear.ask("authenticate", token=ana.token)
                await ear.ask("nosuch", token=ana.token)
                await ear.ask(ana.token)
                await ear.socket.send(f"nonsense {ana.token}")
                await ear.ask("ping")
            async with websockets.connect(f"{backend.ws}?token={ana.token}x", proxy=None) as refused:
                await refused.wait_closed()

    with started() as backend:
        asyncio.run(do_everything_with_secrets())
        backend.process.send_signal(signal.SIGINT)
        assert backend.ended() == 0
    lines = [json.loads(line) for line in backend.lines]
    assert all({"at", "level", "message"} <= line.keys() for line in lines)
    done = [line for line in lines if line["message"] in {"request", "command"}]
    assert len(done) == 14
    assert all(line["requestId"] and line["status"] for line in done)
    assert [line["reason"] for line in lines if line["message"] == "connection refused"] == ["the token was refused"]
    told = "\n".join(backend.lines)
    assert not [secret for secret in secrets if secret in told]
    assert "Traceback" not in told
