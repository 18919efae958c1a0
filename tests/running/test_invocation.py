"""A command is told again in the form in which it was given."""

from pathlib import Path

import pytest
from lockstep.running.invocation import USUAL, VARIABLE, invocation


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with an environment of its own in it, and another one where the shell looks."""
    for name in ("project/.venv/bin", "found"):
        (tmp_path / name).mkdir(parents=True)
        for program in ("behave", "lockstep", "python"):
            (tmp_path / name / program).write_text("#!/bin/sh\n", "utf-8")
            (tmp_path / name / program).chmod(0o755)
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setenv("PATH", str(tmp_path / "found"))
    return tmp_path


def of_script(program: Path | str) -> tuple[str, ...]:
    return invocation({}, [str(program), "--tags=@a"], ["python", str(program), "--tags=@a"])


def of_module(*given: str) -> tuple[str, ...]:
    return invocation({}, ["somewhere/__main__.py", "--tags=@a"], [*given, "--tags=@a"])


def test_a_program_that_the_shell_finds_has_its_name(folder: Path) -> None:
    assert of_script(folder / "found" / "behave") == ("behave",)
    assert of_script(folder / "found" / "lockstep") == ("lockstep", "run")


def test_one_in_the_working_folder_is_relative_to_it(folder: Path) -> None:
    assert of_script(folder / "project" / ".venv" / "bin" / "behave") == (".venv/bin/behave",)
    assert of_script(".venv/bin/lockstep") == (".venv/bin/lockstep", "run")


def test_one_from_elsewhere_is_as_it_was_given(folder: Path) -> None:
    assert of_script("../project/.venv/bin/behave") == ("../project/.venv/bin/behave",)


def test_a_module(folder: Path) -> None:
    assert of_module("python", "-m", "behave") == ("python", "-m", "behave")
    assert of_module("python", "-X", "dev", "-m", "lockstep", "run") == (
        "python", "-X", "dev", "-m", "lockstep", "run",
    )  # fmt: skip
    python = folder / "project" / ".venv" / "bin" / "python"
    assert of_module(str(python), "-m", "behave") == (".venv/bin/python", "-m", "behave")


def test_a_script_names_itself_and_only_itself() -> None:
    environ = {VARIABLE: "scripts/acceptance", "HOME": "/"}
    assert invocation(environ, ["behave"], ["python", "behave"]) == ("scripts/acceptance",)
    assert environ == {"HOME": "/"}, "what is started from here would be called by the script, too"


def test_whatever_else_has_called_it_behave_repeats_it() -> None:
    assert of_script("pytest") == of_module("python", "-m", "pytest") == of_module("python", "-m") == USUAL
