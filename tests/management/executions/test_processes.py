"""The processes of an execution are found by mark and descent, and no other is touched."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lockstep.management.executions.processes import MARK, end_all, end_and_sweep, leashes_of, processes_of

SLEEP = [sys.executable, "-c", "print('ready', flush=True); import time; time.sleep(600)"]


def begun(mark: str | None) -> subprocess.Popen[bytes]:
    environ = {name: value for name, value in os.environ.items() if name != MARK}
    environ |= {} if mark is None else {MARK: mark}
    process = subprocess.Popen(SLEEP, stdout=subprocess.PIPE, env=environ, start_new_session=True)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


@pytest.fixture
def others() -> Iterator[list[subprocess.Popen[bytes]]]:
    some = [begun(None), begun("test-another")]
    yield some
    for one in some:
        with one:
            one.kill()


def test_only_marked_ones_are_ended(others: list[subprocess.Popen[bytes]], tmp_path: Path) -> None:
    with begun("test-mine") as mine:
        assert [one.pid for one in processes_of("test-mine")] == [mine.pid]
        (tmp_path / "scratch").mkdir()
        assert end_and_sweep("test-mine", tmp_path / "scratch") == 1
        assert mine.wait() == -9
    assert processes_of("test-mine") == []
    assert not (tmp_path / "scratch").exists()
    assert [one.poll() for one in others] == [None, None]


def test_who_asks_is_not_among_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MARK, "test-own")
    assert os.getpid() not in {one.pid for one in processes_of("test-own")}


def test_there_may_be_none() -> None:
    assert end_all("test-nobody") == 0
    assert leashes_of("test-nobody") == []
