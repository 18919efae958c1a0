import json
from pathlib import Path

from lockstep.matchers.delivery import Timing
from lockstep.reporting.results import STATUSES
from lockstep.reporting.summary import SummaryReport, summary
from lockstep.targets.base import KnownDefect

from tests.reporting.made import HOLDS, VIOLATED, WITNESS, problem, run, scenario, stage, step


def test_all_that_scripts_need(tmp_path: Path) -> None:
    failed = scenario(
        status="failed",
        rule="each once",
        tags=["sync"],
        row={"n": "1"},
        steps=[step(), step(status="failed", name="Ben hears it twice")],
        problems=[problem()],
        verdicts=[VIOLATED, HOLDS],
        history="reports/history/0123456789ab-1.jsonl",
    )
    known = scenario(status="known", known=[KnownDefect("P7", "x", "issue 12")])
    made = run(failed, known, exit_code=1, settings={"seed": 7}, problems=[problem("error", message="boom")])
    report = SummaryReport(tmp_path / "new" / "summary.json")
    report.ended(made)
    written = json.loads(report.path.read_text("utf-8"))
    assert [path.name for path in report.path.parent.iterdir()] == ["summary.json"]
    assert (written["schema"], written["run"], written["exit_code"], written["seed"]) == (1, "r1", 1, 7)
    assert written["started"] == "1970-01-12T13:46:40.000+00:00"
    assert set(written["counts"]) == set(STATUSES)
    assert written["problems"][0]["message"] == "boom"
    assert written["causes"] == {"product": 1, "suite": 1}
    one, other = written["scenarios"]
    assert one["first_failing"] == {"step": "Then Ben hears it twice", "place": "features/sync/messages.feature:14"}
    assert (one["message"], one["cause"], other["cause"]) == ("Ben received nothing", "product", None)
    assert one["verdicts"][0]["witnesses"][0]["text"] == WITNESS
    assert (one["id"], one["attempt"], one["duration"]) == ("0123456789ab", 1, 1.25)
    assert other["known"][0]["reason"] == "issue 12"
    assert other["first_failing"] is None


def test_the_plant_and_the_totals() -> None:
    made = summary(run(scenario(status="invalid"), scenario(status="error"), settings={"plant": "drop"}))
    assert made["plant"] == "drop"
    assert made["totals"] == {"passed": 0, "failed": 0, "skipped": 0, "invalid": 1, "unknown": 0, "broken": 1}
    assert summary(run(scenario()))["plant"] == ""


def test_why_a_scenario_was_skipped() -> None:
    made = run(scenario(status="skipped", reason="no files"))
    assert summary(made)["scenarios"][0]["message"] == "no files"


def test_how_budgets_were_kept() -> None:
    slow = Timing(budget_ms=100, tolerance_ms=2, deliveries=3, over=1, worst_ms=153.2, worst="Ben received it")
    made = run(scenario(), scenario(id="slow", timings=[slow]), settings={"budgets": "report"})
    assert summary(made)["budgets"] == {
        "mode": "report",
        "deliveries": 3,
        "over": 1,
        "worst_ms": 153.2,
        "worst": "Ben received it",
        "scenario": "slow",
    }
    assert summary(run(scenario()))["budgets"]["worst_ms"] is None


def test_how_long_returns_took() -> None:
    told = summary(run(scenario(id="slow", timings=[stage("converge", 80, over=1)])))["recovery"]
    [one] = told
    assert (one.stage, one.returns, one.over, one.worst_ms, one.scenario) == ("converge", 1, 1, 80, "slow")
    assert summary(run(scenario()))["recovery"] == []
