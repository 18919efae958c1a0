"""`lockstep merge`: its last line, exit codes and refusals."""

from pathlib import Path

import pytest
from lockstep.reporting.summary import SummaryReport

from tests.cli.called import called
from tests.reporting.made import run, scenario


def test_the_exit_code_is_the_whole_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = run(scenario(), scenario(id="b", status="failed"))
    SummaryReport(tmp_path / "good" / "summary.json").ended(whole)
    assert called("merge", str(tmp_path / "out"), str(tmp_path / "good")) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "acceptance: 1 passed, 1 failed, 0 skipped"


def test_refusals_are_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("merge", str(tmp_path / "out")) == 2
    assert capsys.readouterr().err == "lockstep merge: Missing argument 'IN...'.\n"
    assert called("merge", str(tmp_path / "out"), str(tmp_path / "nowhere")) == 2
    told = capsys.readouterr().err
    assert told.startswith("error: ")
    assert told.count("\n") == 1
