"""The command compares, prints a table, leaves reduced histories and says by its code whether all is well."""

from collections import Counter
from pathlib import Path

import pytest
from lockstep.history.journal import read

from evidence.oracle import __main__, comparison, reduction
from evidence.oracle.comparison import Tally


def test_nothing_is_written_when_all_is_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(__main__, "compared", lambda _seed: Tally(Counter(healthy=1), rows=90))
    assert __main__.main(["--histories", "3", "--results", str(tmp_path / "oracle")]) == 0
    said = capsys.readouterr().out
    assert "| healthy | nothing | 3 | 0 |" in said
    assert "3 histories, 270 rows" in said
    assert not (tmp_path / "oracle").exists()


def test_a_mismatch_is_written_as_a_history(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (comparison, reduction):
        monkeypatch.setattr(module, "outcomes", lambda _rows: {"P4": "violated"})
    monkeypatch.setattr(comparison, "MUTATIONS", {"malformed": comparison.MUTATIONS["malformed"]})
    monkeypatch.setattr(comparison, "_EACH", 1)
    assert __main__.main(["--histories", "1", "--seed", "3", "--results", str(tmp_path)]) == 1
    loaded = read(tmp_path / "healthy-P4-violated.jsonl")
    assert loaded.rows[0].i == 0
    assert "healthy: P4 is violated, 1 times" in capsys.readouterr().out
