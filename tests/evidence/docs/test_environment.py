"""The environments of a reader: everything but Lockstep, and Lockstep as it stands in the copied checkout."""

import subprocess
from pathlib import Path

import pytest

from evidence.docs.environment import checkout, environment, variables
from evidence.docs.pages import ROOT

pytestmark = pytest.mark.process


def said(folder: Path, command: str, *environments: Path) -> str:
    """What a command of a reader prints."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=variables(folder, *environments),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_the_scripts_of_a_checkout_find_its_environment_made(tmp_path: Path) -> None:
    made = checkout(tmp_path / "checkout")
    assert sorted(path.name for path in (made / "reports").iterdir()) == ["README.md"]
    python = f"{made}/.venv/bin/python"
    told = said(made, f"scripts/acceptance --version && {python} -c 'import lockstep; print(lockstep.__file__)'")
    assert told.splitlines()[-1] == str(made / "support" / "lockstep" / "__init__.py")
    assert "Making .venv" not in told


def test_a_reader_judges_no_time_and_loads_as_little_as_ci(tmp_path: Path) -> None:
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    made = variables(tmp_path)
    for name in ("LOCKSTEP_BUDGETS", "LOCKSTEP_DURATION", "LOCKSTEP_USERS"):
        assert f"{name}={made[name]}" in ci


def test_an_environment_beside_it_has_everything_but_lockstep(tmp_path: Path) -> None:
    made = environment(tmp_path / "environment")
    told = said(tmp_path, "behave --version; python -c 'import httpx, lockstep'; pip --version", made)
    assert "No module named 'lockstep'" in told
    assert str(made) in told
    assert not (made / "bin" / "lockstep").exists()
