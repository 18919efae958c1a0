"""`lockstep target`: its lines and exit codes."""

from pathlib import Path

import pytest
from lockstep.targets.registry import TARGETS

from tests.cli.called import called
from tests.quality.tree import ROOT

ROOMS = ROOT / "docs" / "examples" / "rooms.py"
ORDERS = ROOT / "docs" / "examples" / "orders.py"


def test_an_adapter_that_works_is_told_piece_by_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert called("target", "check", str(ROOMS)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "works      loads: Rooms"
    pieces = lines[: next(at for at, line in enumerate(lines) if line.startswith("reaches"))]
    assert all(line.startswith("works") for line in pieces)
    assert "one more   membership: " in "\n".join(lines)


def test_an_adapter_of_a_backend_without_chat_is_tried_with_its_resources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert called("target", "check", str(ORDERS)) == 0
    lines = capsys.readouterr().out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("reaches"))
    assert all(line.startswith("works") for line in lines[:at])
    assert lines[1] == "works      declares: needs: 3; resources: order, courier"
    assert "for each new order in orders/" in lines[4]
    reached, of = int(lines[at].split()[1]), int(lines[at].split()[3])
    assert 30 <= reached < of
    assert lines[at].endswith("once for each of order, courier")
    assert "are about chatrooms and messages" in lines[at + 1]
    assert any(line.startswith("one more   courier.deleted: ") for line in lines[at:])


@pytest.mark.process
@pytest.mark.parametrize(
    ("name", "least"), [("reference", 295), ("nchan", 95), ("faye", 71), ("rabbitmq", 82), ("feathers", 60)]
)
def test_every_adapter_of_the_suite_works_in_every_piece(
    name: str, least: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "reports").mkdir()
    monkeypatch.chdir(tmp_path)
    assert called("target", "check", name) == 0
    lines = capsys.readouterr().out.splitlines()
    pieces = [line for line in lines if line.startswith(("works", "fails", "not tried"))]
    assert len(pieces) == 15
    assert all(line.startswith("works") for line in pieces)
    (reaches,) = [line for line in lines if line.startswith("reaches")]
    assert int(reaches.split()[1]) >= least


def test_the_trial_of_every_adapter_is_among_these_tests() -> None:
    assert set(TARGETS) == {"reference", "nchan", "faye", "rabbitmq", "feathers"}


def test_an_adapter_that_is_not_complete_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.py"
    path.write_text('from lockstep.targets.base import Target\n\n\nclass Mine(Target):\n    name = "mine"\n', "utf-8")
    assert called("target", "check", str(path)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("fails      loads: ")
    assert "write codec, connect_args" in lines[0]
    assert lines[1].startswith("not tried")


@pytest.mark.parametrize("name", ["nowhere", "nowhere/mine.py"])
def test_what_is_not_there_cannot_be_tried(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("target", "check", name) == 2
    assert f"there is no adapter {name}" in capsys.readouterr().err


def test_every_target_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert called("target", "list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(TARGETS)
    assert "resume" in lines[0]


def test_a_wrong_setting_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert called("target", "check", "reference", "-D", "sead=7") == 2
    assert capsys.readouterr().err == "-D sead = '7' is not a setting: did you mean seed?\n"
