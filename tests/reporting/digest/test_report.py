"""When the digest is written, and with which run it is compared."""

from pathlib import Path
from typing import Any

from lockstep.reporting.digest.report import DigestReport
from lockstep.reporting.folders import Folders
from lockstep.reporting.results import RunResult
from lockstep.reporting.runs.store_report import StoreReport, database_of
from lockstep.settings import Settings

from tests.reporting.made import problem, run, scenario


def stored(settings: Settings, made: RunResult) -> None:
    report = StoreReport(settings, lambda _: None)
    report.begun(made)
    for one in made.scenarios:
        report.concluded(one)
    report.ended(made)


def written(tmp_path: Path, made: RunResult, database: str = "") -> str:
    folders = Folders(tmp_path / "reports")
    report = DigestReport(folders, database)
    report.begun(made)
    report.ended(made)
    assert folders.digest.with_suffix(".html").read_text("utf-8").startswith("<!doctype html>")
    return folders.digest.read_text("utf-8")


def made(name: str, status: Any, **changes: Any) -> RunResult:
    problems = [problem()] if status == "failed" else []
    return run(scenario(status=status, problems=problems), id=name, target="orders", **changes)


def test_it_is_compared_with_the_newest_comparable_run(tmp_path: Path) -> None:
    settings = Settings(reports=tmp_path / "reports")
    stored(settings, made("old", "passed", started=1.0))
    stored(settings, made("planted", "failed", started=2.0, settings={"plant": "drop"}))
    other = made("other", "failed", started=3.0)
    other.target = "chat"
    stored(settings, other)
    page = written(tmp_path, made("now", "failed", started=4.0), database_of(settings))
    assert "## Since run old" in page
    assert "- newly broken: one message arrives" in page


def test_without_an_earlier_run_there_is_no_comparison(tmp_path: Path) -> None:
    assert "Since run" not in written(tmp_path, made("now", "failed"))
    assert "Since run" not in written(tmp_path, made("now", "failed"), f"sqlite:///{tmp_path}/none.db")
    settings = Settings(reports=tmp_path / "reports")
    now = made("now", "passed")
    stored(settings, now)
    assert "Since run" not in written(tmp_path, now, database_of(settings))


def test_an_earlier_digest_is_cleared(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "reports")
    written(tmp_path, made("now", "passed"))
    folders.clear()
    assert not folders.digest.exists()
    assert not folders.digest.with_suffix(".html").exists()
