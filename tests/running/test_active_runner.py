"""`environment.py` refuses to be read by anything but Lockstep."""

import subprocess
import sys

import pytest

from tests.quality.tree import ROOT
from tests.running.project import environment

READ = "import lockstep.running.environment; print('read')"


@pytest.mark.process
@pytest.mark.parametrize(
    ("before", "code", "out", "err"),
    [
        ("", 2, "", "error: these features need Lockstep's runner: run them with `lockstep run`"),
        ("from lockstep.running.active_runner import announce; announce('a test');", 0, "read\n", ""),
    ],
)
def test_it_needs_the_runner(before: str, code: int, out: str, err: str) -> None:
    done = subprocess.run([sys.executable, "-c", f"{before}\n{READ}"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (code, out)
    assert done.stderr.startswith(err)


@pytest.mark.process
@pytest.mark.parametrize(
    ("folder", "options"),
    [
        ("features", []),
        ("features/sync", []),
        (".", ["-r", "behave.runner:Runner"]),
    ],
)
def test_from_a_folder_below_or_with_behaves_own_runner_it_is_one_sentence(folder: str, options: list[str]) -> None:
    command = [sys.executable, "-m", "behave", *options, "--tags=@smoke"]
    done = subprocess.run(
        command, cwd=ROOT / folder, env=environment(), capture_output=True, text=True, check=False, timeout=500
    )
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("error: these features need Lockstep's runner: run them with `lockstep run`")
    assert "Traceback" not in done.stdout
    assert "HOOK-ERROR" not in done.stdout
