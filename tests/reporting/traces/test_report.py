"""Traces of a run: for what did not pass, for all, or for none."""

from pathlib import Path

import pytest
from lockstep.history.journal import Journal
from lockstep.reporting.folders import Folders
from lockstep.reporting.results import Problem, RunResult, ScenarioResult
from lockstep.reporting.traces.report import TraceReport

from tests.reporting.traces.stories import lost


def result(folder: Path, *, bad: bool) -> ScenarioResult:
    path = folder / "history" / "abc-1.jsonl"
    journal = Journal(path)
    for row in lost().rows:
        journal.write(row)
    journal.close()
    problem = Problem(status="failed", cause="product", where="Then it is there", message="it is not")
    made = ScenarioResult(
        id="abc", feature="F", name="N", file="f.feature", line=3, status="failed" if bad else "passed", started=0
    )
    made.problems = [problem] if bad else []
    made.history = str(path)
    return made


def reported(folder: Path, wanted: str, *, bad: bool) -> ScenarioResult:
    run = RunResult(id="r", started=0, reports=str(folder))
    run.settings = {"trace": wanted}
    report, one = TraceReport(Folders(folder)), result(folder, bad=bad)
    report.begun(run)
    report.concluded(one)
    report.ended(run)
    return one


@pytest.mark.parametrize(
    ("wanted", "bad", "made"),
    [("failed", True, True), ("failed", False, False), ("all", False, True), ("none", True, False)],
)
def test_which_scenarios_have_a_trace(tmp_path: Path, wanted: str, bad: bool, made: bool) -> None:
    one = reported(tmp_path, wanted, bad=bad)
    assert (one.trace is not None) is made
    assert (tmp_path / "traces/abc-1.svg").exists() is made
    assert (tmp_path / "traces/abc-1.html").exists() is made


def test_the_page_says_what_the_run_knows(tmp_path: Path) -> None:
    reported(tmp_path, "failed", bad=True)
    text = (tmp_path / "traces/abc-1.html").read_text(encoding="utf-8")
    assert "Then it is there\nit is not" in text
    assert "f.feature:3" in text


def test_a_history_that_cannot_be_read_is_noted(tmp_path: Path) -> None:
    run = RunResult(id="r", started=0, reports=str(tmp_path))
    report, one = TraceReport(Folders(tmp_path)), result(tmp_path, bad=True)
    Path(one.history or "").write_text("{", encoding="utf-8")
    report.begun(run)
    report.concluded(one)
    report.ended(run)
    assert one.trace is None
    assert [note for note in one.notes if "a history begins with a header row" in note]


def test_a_trace_that_cannot_be_written_is_an_error_at_the_end(tmp_path: Path) -> None:
    run = RunResult(id="r", started=0, reports=str(tmp_path))
    report, one = TraceReport(Folders(tmp_path)), result(tmp_path, bad=True)
    (tmp_path / "traces").write_text("a file", encoding="utf-8")
    report.begun(run)
    report.concluded(one)
    with pytest.raises(FileExistsError):
        report.ended(run)
