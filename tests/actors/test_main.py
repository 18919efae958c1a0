"""`python -m lockstep.actors check`: its lines and exit codes."""

from pathlib import Path

import pytest
from lockstep.actors.__main__ import main

from tests.quality.tree import ROOT

ROOMS = ROOT / "docs" / "examples" / "rooms.py"


def test_an_adapter_that_works_is_told_piece_by_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check", str(ROOMS)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "works      loads: Rooms"
    assert all(line.startswith("works") for line in lines)


def test_an_adapter_that_is_not_complete_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.py"
    path.write_text('from lockstep.targets.base import Target\n\n\nclass Mine(Target):\n    name = "mine"\n', "utf-8")
    assert main(["check", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("fails      loads: ")
    assert "write codec, connect_args" in lines[0]
    assert lines[1].startswith("not tried")


@pytest.mark.parametrize("name", ["nowhere", "nowhere/mine.py"])
def test_what_is_not_there_cannot_be_tried(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", name]) == 2
    assert f"there is no adapter {name}" in capsys.readouterr().err
