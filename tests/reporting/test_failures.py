"""What the console cuts is whole in `failures.txt`, which is written as attempts end."""

from pathlib import Path

import pytest
from lockstep.reporting.failures import FailuresReport, failure_text
from lockstep.reporting.folders import Folders

from tests.reporting.made import problem, run, scenario

LONG = "\n".join(f"line {number}" for number in range(40))


def test_everything_is_told_of_a_failure() -> None:
    problems = [problem(message=LONG), problem("error", where="clean-up", message="left behind: x")]
    one = scenario(status="failed", rule="each once", problems=problems, history="h.jsonl", attempt=2)
    assert failure_text(run(), one).splitlines() == [
        "FAILED  one message arrives  (features/sync/messages.feature:12, attempt 2)",
        "Feature: Messages",
        "Rule: each once",
        "",
        "Then Ben hears it (features/sync/messages.feature:14)",
        *LONG.splitlines(),
        "cause: the product does not do what it promises",
        "",
        "clean-up",
        "left behind: x",
        "cause: the suite itself is at fault; this says nothing about the product",
        "",
        "history: h.jsonl",
        "repeat:  behave features/sync/messages.feature:12 -D seed=7",
        "",
    ]


def test_only_what_failed_is_written_and_at_once(tmp_path: Path) -> None:
    report, path = FailuresReport(Folders(tmp_path)), tmp_path / "failures.txt"
    report.begun(run())
    report.concluded(scenario())
    assert not path.exists()
    for name in ("one", "two"):
        report.concluded(scenario(status="failed", name=name, problems=[problem()]))
    assert [line.split("  ")[1] for line in path.read_text("utf-8").splitlines() if "FAILED" in line] == [
        "one",
        "two",
    ]
    report.ended(run())


def test_a_file_that_cannot_be_written_is_told_at_the_end(tmp_path: Path) -> None:
    report = FailuresReport(Folders(tmp_path / "nowhere"))
    report.begun(run())
    report.concluded(scenario(status="failed", problems=[problem()]))
    with pytest.raises(FileNotFoundError):
        report.ended(run())
