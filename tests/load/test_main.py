"""The command line: verdicts with an exit code, rows of a history, and refusals in one sentence."""

from pathlib import Path

import pytest
from lockstep.load.__main__ import main

from tests.load.ledger import healthy, without


def test_it_judges(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    healthy().save(tmp_path / "load.npz")
    assert main(["judge", str(tmp_path / "load.npz")]) == 0
    assert "P1 no loss: holds" in capsys.readouterr().out


def test_a_violation_is_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    without(healthy(absences=0), 12).save(tmp_path / "load.npz")
    assert main(["judge", str(tmp_path / "load.npz")]) == 1
    assert "never received the event" in capsys.readouterr().out


def test_it_writes_rows(tmp_path: Path) -> None:
    healthy().save(tmp_path / "load.npz")
    assert main(["rows", str(tmp_path / "load.npz"), str(tmp_path / "rows.jsonl")]) == 0
    assert (tmp_path / "rows.jsonl").read_text(encoding="utf-8").startswith('{"row":"header"')


def test_no_history_is_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["judge", str(tmp_path / "none.npz")]) == 2
    assert "none.npz" in capsys.readouterr().err
