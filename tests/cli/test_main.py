"""The start of the command: runs without what they do not need, and the rest through the group."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.called import called

PROGRAM = """
import atexit, sys
from lockstep.cli.main import main
atexit.register(lambda: print("imported", sorted({"click", "rich"} & sys.modules.keys())))
main(["run", *sys.argv[1:]])
"""


def test_a_run_imports_neither_click_nor_rich(tmp_path: Path) -> None:
    options = ("--dry-run", "--tags=@smoke", "-f", "null", "--no-summary")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *options], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "imported []"


def test_without_arguments_it_shows_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert called() == 0
    assert "Commands:" in capsys.readouterr().out


def test_it_is_a_module_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lockstep", "--version"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("lockstep 0.")
