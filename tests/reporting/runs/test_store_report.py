"""The report that keeps runs: what it stores and when, and what a database that cannot be written does to a run."""

from pathlib import Path
from typing import Any

import pytest
from lockstep.matchers.delivery import Timing
from lockstep.reporting.runs.store_report import StoreReport, database_of
from lockstep.settings import Settings
from lockstep.store import Store, StoreError

from tests.reporting.made import HOLDS, VIOLATED, WITNESS, problem, run, scenario


def settings(tmp_path: Path, **changes: Any) -> Settings:
    return Settings(reports=tmp_path / "reports", **changes)


def report(settings: Settings) -> tuple[StoreReport, list[str]]:
    said: list[str] = []
    return StoreReport(settings, said.append), said


def test_the_default_lies_beside_the_reports_and_what_is_set_counts(tmp_path: Path) -> None:
    assert database_of(settings(tmp_path)) == f"sqlite:///{tmp_path}/reports/lockstep.db"
    assert database_of(settings(tmp_path, database="sqlite:///a.db")) == "sqlite:///a.db"


def test_a_run_is_stored_at_its_begin_as_it_goes_on_and_at_its_end(tmp_path: Path) -> None:
    kept, going = settings(tmp_path), run(exit_code=2)
    writing, said = report(kept)
    timing = Timing(
        budget_ms=100.0, tolerance_ms=5.0, deliveries=3, over=1, worst_ms=140.0, worst="Ben received it after 140 ms"
    )
    failed = scenario(status="failed", problems=[problem()], verdicts=[HOLDS, VIOLATED], timings=[timing])
    writing.begun(going)
    with Store(database_of(kept), make=False) as store:
        assert [(one.state, one.exit_code) for one in store.runs()] == [("running", None)]
        writing.concluded(failed)
        (found,) = store.attempts(run_id="r1")
        assert (found.status, found.ok, found.message) == ("failed", False, "Ben received nothing")
        assert [(one.property, one.outcome, one.witness) for one in found.verdicts] == [
            ("P1", "violated", WITNESS),
            ("P2", "holds", ""),
        ]
        (metric,) = found.metrics
        assert (metric.value, metric.threshold, metric.within, metric.samples) == (140.0, 105.0, False, 3)
        unreached = scenario(id="f" * 12, status="not run", reason="not run: the target died")
        going.scenarios, going.exit_code, going.stopped = [failed, unreached], 1, "the target died"
        writing.ended(going)
        (ended,) = store.runs()
        assert (ended.state, ended.exit_code, ended.stopped) == ("ended", 1, "the target died")
        assert (ended.passed, ended.failed, ended.skipped) == (0, 1, 1)
        assert {one.status for one in store.attempts()} == {"failed", "not run"}
    assert said == []


def test_the_newest_runs_are_kept(tmp_path: Path) -> None:
    kept = settings(tmp_path, keep_runs=2)
    for number in range(3):
        writing, _ = report(kept)
        one = run(id=f"r{number}", started=float(number))
        writing.begun(one)
        writing.ended(one)
    with Store(database_of(kept), make=False) as store:
        assert [one.id for one in store.runs()] == ["r2", "r1"]


def test_a_default_database_that_cannot_be_written_is_said_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("no folder", encoding="utf-8")
    writing, said = report(settings(tmp_path))
    going = run()
    writing.begun(going)
    writing.concluded(scenario())
    writing.ended(going)
    assert going.problems == []
    (line,) = said
    assert line.startswith("warning: this run is not kept for later: the database sqlite:///")


def test_a_database_that_was_set_and_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    writing, said = report(settings(tmp_path, database=f"sqlite:///{tmp_path}/file/a.db"))
    going = run()
    writing.begun(going)
    writing.concluded(scenario())
    writing.ended(going)
    assert [one.status for one in going.problems] == ["error"]
    assert len(said) == 1
    assert said[0].startswith("error: ")


def test_a_database_that_breaks_on_the_way_is_said_once(tmp_path: Path) -> None:
    kept = settings(tmp_path, database=f"sqlite:///{tmp_path}/a.db")
    writing, said = report(kept)
    going = run()
    writing.begun(going)
    (tmp_path / "a.db").write_text("overwritten " * 1000, encoding="utf-8")
    (tmp_path / "a.db-wal").unlink(missing_ok=True)
    writing.concluded(scenario())
    writing.concluded(scenario(id="f" * 12))
    writing.ended(going)
    assert len(said) == len(going.problems) == 1


def test_an_end_that_cannot_be_stored_is_raised_only_where_the_database_was_set(tmp_path: Path) -> None:
    for database in ("", f"sqlite:///{tmp_path}/reports/lockstep.db"):
        kept = settings(tmp_path, database=database)
        writing, said = report(kept)
        going = run(id="set" if database else "default")
        writing.begun(going)
        going.scenarios = [scenario(), scenario()]  # one attempt twice, which the store refuses
        if database:
            with pytest.raises(StoreError):
                writing.ended(going)
        else:
            writing.ended(going)
        assert len(said) == (0 if database else 1)
        assert going.problems == []
