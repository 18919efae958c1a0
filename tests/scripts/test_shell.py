"""The shell scripts: well formed, executable, and refusing a Python that is too old in one sentence."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.quality.tree import ROOT

SCRIPTS = ("scripts/acceptance", "scripts/test", "scripts/lint", "scripts/full", "scripts/merge-reports", ".ci/run")


@pytest.mark.parametrize("name", [*SCRIPTS, "scripts/lib.sh"])
def test_a_script_is_well_formed(name: str) -> None:
    subprocess.run(["bash", "-n", ROOT / name], check=True)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_can_be_called(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
    assert (ROOT / name).read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")


def project(folder: Path, tool: str) -> Path:
    """A project whose environment stands, with a tool that tells what it was given and where it was called."""
    shutil.copytree(ROOT / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "scripts" / "make_environment.py").write_text('"""It stands."""\n', encoding="utf-8")
    binary = folder / ".venv" / "bin" / tool
    binary.parent.mkdir(parents=True)
    binary.write_text('#!/bin/sh\nprintf "%s|" "$PWD" "$@"\necho\nexit 3\n', encoding="utf-8")
    binary.chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("name", "tool", "first"), [("acceptance", "lockstep", ["run"]), ("test", "pytest", ["-n", "auto"])]
)
def test_arguments_and_exit_code_pass_through_from_any_directory(
    tmp_path: Path, name: str, tool: str, first: list[str]
) -> None:
    folder, elsewhere = project(tmp_path / "a project", tool), tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = subprocess.run(
        [folder / "scripts" / name, "--tags=@a", "two words", ""],
        cwd=elsewhere, env={**os.environ, "CDPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stdout.split("|")[:-1] == [str(folder), *first, "--tags=@a", "two words", ""]


def test_acceptance_names_itself_so_that_a_failure_can_be_repeated_with_it(tmp_path: Path) -> None:
    folder = project(tmp_path, "lockstep")
    (folder / ".venv" / "bin" / "lockstep").write_text('#!/bin/sh\necho "$LOCKSTEP_COMMAND"\n', encoding="utf-8")
    done = subprocess.run(["scripts/acceptance"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.stdout == "scripts/acceptance\n"


def test_lint_runs_every_check_and_fails_if_one_did(tmp_path: Path) -> None:
    folder = project(tmp_path, "ruff")
    for tool in ("mypy", "lint-imports", "behave"):
        shutil.copy(folder / ".venv" / "bin" / "ruff", folder / ".venv" / "bin" / tool)
        (folder / ".venv" / "bin" / tool).write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    done = subprocess.run([folder / "scripts" / "lint"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert [line.split()[1] for line in done.stdout.splitlines() if line.startswith("== ")] == [
        "ruff", "ruff", "mypy", "lint-imports", "behave",
    ]  # fmt: skip


def test_a_python_that_is_too_old_is_refused_in_one_sentence(tmp_path: Path) -> None:
    folder = project(tmp_path, "pytest")
    done = subprocess.run(
        [folder / "scripts" / "test"],
        env={**os.environ, "PYTHON": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert (
        done.stderr
        == "Lockstep needs Python 3.11 or newer, and false is not: install one, or name it with PYTHON=...\n"
    )


@pytest.mark.parametrize(
    ("codes", "code"),
    [((0, 0, 0, 0), 0), ((1, 0, 0, 0), 1), ((0, 1, 0, 0), 1), ((0, 0, 1, 0), 1), ((0, 0, 0, 3), 1)],
)
def test_ci_runs_everything_and_fails_if_one_did(tmp_path: Path, codes: tuple[int, ...], code: int) -> None:
    (tmp_path / ".ci").mkdir()
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    for name, ends in zip(("lint", "bruno", "test", "acceptance"), codes, strict=True):
        script = tmp_path / "scripts" / name
        script.write_text(f'#!/bin/sh\necho "{name} CI=$CI"\nexit {ends}\n', encoding="utf-8")
        script.chmod(0o755)
    done = subprocess.run(["bash", tmp_path / ".ci" / "run"], cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == code
    targets = re.search(r"^for name in ([a-z ]+); do$", (ROOT / ".ci" / "run").read_text("utf-8"), re.MULTILINE)
    assert targets is not None
    names = targets[1].split()
    assert {"nchan", "faye"} <= set(names)
    foreign = ["acceptance CI=true" if codes[-1] else f"target {name}: acceptance CI=true" for name in names]
    printed = [line for line in done.stdout.splitlines() if not line.startswith("stage ")]
    assert printed[: 4 + len(names)] == [
        "lint CI=true",
        "bruno CI=true",
        "test CI=true",
        *foreign,
        "acceptance CI=true",
    ]
    assert printed[-1] == "acceptance CI=true"
    broken = [name for name, ended in zip(("lint", "bruno", "tests", "acceptance"), codes, strict=True) if ended]
    told = re.findall(r"^== stage ([a-z ]+) failed; its last lines:$", done.stdout, re.MULTILINE)
    assert [name for name in told if not name.startswith("target ")] == broken
    assert re.search(rf"^all stages: \d+ s; failed: {' '.join(told) or 'none'}$", done.stdout, re.MULTILINE)
    stages = re.findall(r"^stage ([a-z ]+): \d+ s", done.stdout, re.MULTILINE)
    assert stages == ["lint", "bruno", "tests", *(f"target {name}" for name in names), "acceptance"]


def test_merging_knows_folders_from_where_it_was_called(tmp_path: Path) -> None:
    folder, elsewhere = project(tmp_path / "a project", "lockstep"), tmp_path / "else where"
    elsewhere.mkdir()
    done = subprocess.run(
        [folder / "scripts" / "merge-reports", "all", "/a/b", "one two"],
        cwd=elsewhere, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stdout.split("|")[1:-1] == [
        "merge", f"{elsewhere}/all", "/a/b", f"{elsewhere}/one two",
    ]  # fmt: skip
