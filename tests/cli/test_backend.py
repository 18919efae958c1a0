"""`lockstep backend`: it serves until its leash ends, and refuses in a sentence."""

import json
import subprocess
import sys

import httpx
import pytest

from tests.cli.called import called


def test_it_is_ready_and_answers() -> None:
    command = [sys.executable, "-m", "lockstep", "backend", "--port", "0", "--leashed", "--set", "password_cost=8"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        word, told = process.stdout.readline().split(" ", 1)
        health = httpx.get(f"{json.loads(told)['api']}/health", timeout=60, trust_env=False)
        process.communicate()
    assert (word, health.status_code, process.returncode) == ("ready", 200, 0)


@pytest.mark.parametrize("option", [("--set", "pong_s=1"), ("--failpoint", "never")])
def test_a_wrong_option_is_told(option: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert called("backend", "--port", "0", *option) == 2
    told = capsys.readouterr().err
    assert told.startswith("lockstep backend: ")
    assert told.count("\n") == 1
