"""What an execution came to, from its summary or its console."""

import json
from pathlib import Path
from typing import Any

import pytest
from lockstep.management.executions.outcome import LINES, console, outcome


def summary(folder: Path, *scenarios: dict[str, Any], problems: list[dict[str, Any]] | None = None) -> None:
    told = {"run": "r1", "problems": problems or [], "scenarios": list(scenarios)}
    (folder / "summary.json").write_text(json.dumps(told))


def scenario(status: str, **changes: Any) -> dict[str, Any]:
    return {"final": True, "status": status, "problems": [], "reason": "", "verdicts": []} | changes


VIOLATED = {
    "property": "P1", "name": "no loss", "outcome": "violated", "instances": 2, "reason": "",
    "witnesses": [{"rows": [1], "text": "Ben never heard it"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("status", "is_now"),
    [("passed", "PASSED"), ("known", "PASSED"), ("flaky", "FLAKY"), ("skipped", "SKIPPED"), ("unknown", "ERROR"),
     ("invalid", "ERROR"), ("not run", "ERROR"), ("error", "ERROR")],
)  # fmt: skip
def test_statuses(tmp_path: Path, status: str, is_now: str) -> None:
    summary(tmp_path, scenario(status))
    found = outcome(tmp_path, 1)
    assert found.status == is_now
    assert bool(found.details) == (is_now != "PASSED")
    assert found.run_id == "r1"


def test_a_failure_has_its_witness(tmp_path: Path) -> None:
    problem = {"message": f"P1 is violated: Ben never heard it, see {tmp_path}/history"}
    summary(tmp_path, scenario("failed", final=False), scenario("failed", problems=[problem], verdicts=[VIOLATED]))
    found = outcome(tmp_path, 1)
    assert found.status == "FAILED"
    assert found.details == "P1 is violated: Ben never heard it, see reports/history"
    assert found.verdicts[0]["witnesses"] == ["Ben never heard it"]


def test_what_broke_in_the_run_is_an_error_but_beside_a_failure(tmp_path: Path) -> None:
    down = {"message": "http://ana:hidden@127.0.0.1:1/ refuses connections"}
    summary(tmp_path, problems=[down])
    found = outcome(tmp_path, 2)
    assert (found.status, found.details) == ("ERROR", "http://[redacted]@127.0.0.1:1/ refuses connections")
    summary(tmp_path, scenario("passed"), problems=[{"message": "2 people are left"}])
    assert outcome(tmp_path, 2).status == "ERROR"
    summary(tmp_path, scenario("failed"), problems=[{"message": "2 people are left"}])
    assert outcome(tmp_path, 1).status == "FAILED"


def test_a_plant_is_named_beside_what_failed(tmp_path: Path) -> None:
    for status, details in (
        ("failed", "plant drop: failures are due to the plant, not the product"),
        ("passed", ""),
    ):
        summary(tmp_path, scenario(status))
        path = tmp_path / "summary.json"
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"plant": "drop"}), "utf-8")
        assert outcome(tmp_path, 1).details == details


def test_without_a_summary(tmp_path: Path) -> None:
    assert outcome(tmp_path, 9).details == "the run ended with code 9 before it wrote its results: it printed nothing"
    (tmp_path / "summary.json").write_text("{")
    (tmp_path / "console.txt").write_bytes(b"one\n\xff two\n\n")
    found = outcome(tmp_path, 9)
    assert found.status == "ERROR"
    assert found.details.endswith("\ufffd two")


def test_the_console_is_bounded_and_without_secrets(tmp_path: Path) -> None:
    assert console(tmp_path) == []
    lines = [f"{number} ws://x/?token=hidden {tmp_path}" for number in range(LINES + 5)]
    (tmp_path / "console.txt").write_text("\n".join(lines))
    found = console(tmp_path)
    assert len(found) == LINES
    assert found[-1] == f"{LINES + 4} ws://x/?token=[redacted] reports"
