"""The service as a process: it says when it is ready, answers, ends on a signal with 0, and refuses in a sentence."""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from lockstep.management.__main__ import main

from tests.management.project import make_project

COMMAND = [sys.executable, "-m", "lockstep.management"]


@pytest.mark.timeout(600)
def test_the_service_is_ready_answers_and_ends(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    command = [*COMMAND, "--port", "0", "--reports", "reports", "-D", "management.password_cost=8"]
    process = subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        word, told = process.stdout.readline().split(" ", 1)
        ready = json.loads(told)
        health = httpx.get(f"{ready['api']}/health", timeout=300, trust_env=False)
    finally:
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=300)
    assert (word, set(ready)) == ("ready", {"api", "live", "monitor"})
    assert health.json()["status"] == "up"
    assert process.returncode == 0
    assert any(json.loads(line)["message"] == "request" for line in log.splitlines())


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1, told
    return told


def test_a_port_in_use_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(make_project(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"Port {port} on 127.0.0.1 cannot be used" in refused(capsys, "--port", port)


def test_a_database_that_cannot_be_used_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(make_project(tmp_path))
    (tmp_path / "a.db").write_text("no database " * 100, encoding="utf-8")
    assert "cannot be used" in refused(capsys, "--port", "0", "--database", "sqlite:///a.db")
