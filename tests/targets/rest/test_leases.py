"""A lease is held once on this machine, by this process, another one, or nobody."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from lockstep.targets.rest.leases import Leases

KILLED = """
import os, signal, sys, tempfile
tempfile.tempdir = sys.argv[1]
from lockstep.targets.rest.leases import Leases
assert Leases("http://h").take("company acme")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_what_one_has_no_other_gets_until_it_is_given_back() -> None:
    one, other = Leases("http://h/"), Leases("http://h")
    assert one.take("company acme")
    assert one.take("company acme")
    assert not other.take("company acme")
    assert other.take("company other")
    one.give_back("company acme")
    assert other.take("company acme")


def test_each_backend_has_its_own() -> None:
    assert Leases("http://h").take("company acme")
    assert Leases("http://i").take("company acme")


def test_nothing_is_left(folder: Path) -> None:
    one = Leases("http://h")
    assert one.take("account a@x")
    assert one.take("account b@x")
    one.close()
    one.give_back("account a@x")
    assert list(folder.iterdir()) == []


def test_a_process_that_was_killed_holds_nothing(folder: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False)
    assert ended.returncode == -9
    assert Leases("http://h").take("company acme")


def test_a_file_that_was_removed_meanwhile_is_no_lease(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    one, other = Leases("http://h"), Leases("http://h")
    assert one.take("company acme")
    (path,) = folder.iterdir()
    path.unlink()
    assert other.take("company acme")
