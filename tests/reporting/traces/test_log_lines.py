"""The backend's lines that name a request."""

from pathlib import Path

from lockstep.reporting.traces.log_lines import MOST, lines_about


def test_lines_of_the_requests_with_secrets_masked(tmp_path: Path) -> None:
    log = tmp_path / "backend.log"
    log.write_text("r1 begins\nr2 begins\nr1 password=hunter2-xyz\n", encoding="utf-8")
    assert lines_about([log, tmp_path / "none.log"], {"r1"}) == ["r1 begins", "r1 password=[redacted]"]
    assert lines_about([log], set()) == []


def test_many_lines_are_counted(tmp_path: Path) -> None:
    log = tmp_path / "backend.log"
    log.write_text("r1\n" * (MOST + 3), encoding="utf-8")
    assert lines_about([log], {"r1"})[-1] == "... 3 more lines"
