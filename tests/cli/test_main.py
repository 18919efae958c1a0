"""The start of the command: runs without what they do not need, and the rest through the group."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.called import called
from tests.running.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project that a run finds in its folder."""
    return Project(tmp_path)


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


BEFORE = """
import importlib.abc, os, signal, sys

class Interrupting(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == sys.argv[1]:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
from lockstep.cli.main import main
main(["run"])
"""


@pytest.mark.process
@pytest.mark.parametrize("name", ["lockstep.running.command", "behave.runner"])
def test_a_run_that_is_interrupted_while_it_loads_ends_with_a_sentence(project: Project, name: str) -> None:
    project.scenarios("Given nothing")
    ran = project.run_command(sys.executable, "-c", BEFORE, name)
    assert ran.code == 2
    assert "the run was interrupted" in ran.out
    assert "Traceback" not in ran.out + ran.err


TWICE = "import time\nfrom lockstep.running import signals\nsignals.AGAIN_S = 0.0\n" + BEFORE.replace(
    "os.kill(os.getpid(), signal.SIGINT)",
    "signals.INTERRUPTION._again_s = 0.0; [os.kill(os.getpid(), signal.SIGINT) for _ in range(2)]",
)


@pytest.mark.process
def test_interrupted_again_it_ends_at_once(project: Project) -> None:
    project.scenarios("Given nothing")
    ran = project.run_command(sys.executable, "-c", TWICE, "lockstep.running.command")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "lockstep run: the run was interrupted before it began\n"
