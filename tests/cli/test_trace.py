"""`lockstep trace`: pages and charts of recorded histories."""

from pathlib import Path

import pytest

from tests.cli.called import called
from tests.cli.test_check import file, story


def test_a_page_is_written_next_to_the_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("trace", file(tmp_path, story(heard=False))) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'history.html'}\n"
    assert "P1 never arrived" in (tmp_path / "history.html").read_text(encoding="utf-8")


def test_a_chart_goes_where_it_is_wanted(tmp_path: Path) -> None:
    assert called("trace", file(tmp_path, story()), "--chart", "--output", str(tmp_path / "pictures")) == 0
    assert (tmp_path / "pictures/history.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_file_that_is_no_history_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.jsonl").write_text("{}\n", encoding="utf-8")
    assert called("trace", str(tmp_path / "x.jsonl")) == 2
    assert f"{tmp_path / 'x.jsonl'}, line 1" in capsys.readouterr().err
