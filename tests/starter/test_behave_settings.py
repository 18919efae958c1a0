"""The file in which behave's settings take effect, held against behave itself."""

import tomllib
from pathlib import Path

import pytest
from behave.configuration import Configuration
from lockstep.starter.behave_settings import BY_PRECEDENCE, as_toml, effective_file
from lockstep.starter.pieces import template

STAGE = "the_stage_of_"


def section(name: str) -> str:
    stage = f"stage = {STAGE}{name.strip('.').replace('.', '_')}\n"
    if name.endswith(".toml"):
        return '[tool.behave]\nstage = "' + stage.split(" = ")[1].strip() + '"\n'
    return f"[behave]\n{stage}"


@pytest.mark.parametrize("number", range(len(BY_PRECEDENCE)))
def test_the_file_that_wins_is_the_one_that_behave_obeys(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in BY_PRECEDENCE[number:]:
        (tmp_path / name).write_text(section(name), "utf-8")
    assert effective_file(tmp_path) == BY_PRECEDENCE[number]
    stage = Configuration([]).stage
    assert stage == STAGE + BY_PRECEDENCE[number].strip(".").replace(".", "_")


def test_a_file_without_settings_for_behave_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text("[metadata]\nname = a\n", "utf-8")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "behave"\n', "utf-8")
    assert effective_file(tmp_path) == "behave.ini"
    (tmp_path / "pyproject.toml").write_text('[tool.behave.userdata]\na = "b"\n', "utf-8")
    assert effective_file(tmp_path) == "pyproject.toml"


def test_the_same_settings_as_toml() -> None:
    told = tomllib.loads(as_toml(template("behave.ini")))["tool"]["behave"]
    assert told["paths"] == ["features"]
    assert told["show_skipped"] is False
    assert told["runner"] == "lockstep.running.runner:LockstepRunner"
    assert len(told) == template("behave.ini").count(" = ")
