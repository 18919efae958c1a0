"""The shows themselves take minutes; here only what they are made of."""

from pathlib import Path

import pytest

from evidence.load.shows import judge_one, main
from tests.load.ledger import healthy, without


def test_a_judgement_tells_deliveries_and_what_is_broken(tmp_path: Path) -> None:
    columns = healthy(absences=0)
    columns.save(tmp_path / "fine.npz")
    without(columns, 12).save(tmp_path / "lost.npz")
    fine, lost = (judge_one(tmp_path / name).split() for name in ("fine.npz", "lost.npz"))
    assert (int(fine[0]), int(fine[-1])) == (len(columns.a_t), 0)
    assert int(lost[0]) == len(columns.a_t) - 1
    assert int(lost[-1]) > 0


def test_a_show_that_is_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nothing"]) == 2
    assert "there are stall, starved, scale" in capsys.readouterr().err
