"""What did not pass in the last run: which scenarios count, where they are found, and what cannot be told."""

from pathlib import Path

import pytest
from lockstep.reporting.summary import SummaryReport
from lockstep.running.selection.unpassed import NoLastRunError, suite_file, unpassed
from lockstep.settings.locations import suite_folder

from tests.reporting.made import run, scenario


def kept(folder: Path, **facts: object) -> Path:
    SummaryReport(folder / "summary.json").ended(run(scenario(file="features/sync/messages.feature", **facts)))
    return folder


@pytest.mark.parametrize("status", ["failed", "error", "unknown", "invalid", "flaky", "not run"])
def test_all_but_passed_and_skipped_counts(tmp_path: Path, status: str) -> None:
    places = unpassed(kept(tmp_path, status=status, line=13))
    assert len(places) == 1
    assert places[0].endswith("sync/messages.feature:13")


@pytest.mark.parametrize("facts", [{"status": "flaky", "excused": True}, {"status": "failed", "final": False}])
def test_what_is_excused_or_was_tried_again_does_not_count(tmp_path: Path, facts: dict[str, object]) -> None:
    assert unpassed(kept(tmp_path, **facts)) == []


def test_files_of_the_suite_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    expected = suite_folder() / "sync" / "messages.feature"
    assert suite_file("features/sync/messages.feature") == expected
    assert suite_file("suite/sync/messages.feature") == expected
    assert suite_file("sync/messages.feature") == expected
    assert suite_file("features/nowhere.feature") is None
    assert suite_file(str(expected)) is None


def test_what_cannot_be_told_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoLastRunError, match="no run has ended here"):
        unpassed(tmp_path)
    SummaryReport(tmp_path / "summary.json").ended(run(scenario(file="features/gone.feature", status="failed")))
    with pytest.raises(NoLastRunError, match=r"features/gone\.feature had a scenario that did not pass"):
        unpassed(tmp_path)
    (tmp_path / "summary.json").write_text("{}", "utf-8")
    with pytest.raises(NoLastRunError, match="is not the summary of a run"):
        unpassed(tmp_path)
