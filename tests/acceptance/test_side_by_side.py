"""The shortest scenarios of the suite itself come to the same verdicts one after the other and side by side."""

import json
from pathlib import Path
from typing import Any

from lockstep.settings.locations import home

from tests.running.project import environment
from tests.running.served import behave


def run(folder: Path, *args: str) -> Any:
    reports = folder / "reports"
    options = ("--tags=@smoke", "-D", f"reports={reports}", "-D", "seed=7", "-D", "budgets=report", *args)
    code = behave(home(), options, environment(), folder / "out.txt", folder / "err.txt")
    assert code == 0, (folder / "out.txt").read_text("utf-8")
    return json.loads((reports / "summary.json").read_text("utf-8"))


def verdicts(summary: Any) -> Any:
    return {
        one["id"]: (
            one["status"],
            [(step["name"], step["status"]) for step in one["steps"]],
            [(verdict["property"], verdict["outcome"]) for verdict in one["verdicts"]],
        )
        for one in summary["scenarios"]
    }


def test_serial_and_parallel_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "serial").mkdir()
    (tmp_path / "parallel").mkdir()
    serial = run(tmp_path / "serial")
    parallel = run(tmp_path / "parallel", "--jobs", "2")
    assert verdicts(parallel) == verdicts(serial)
    assert len(parallel["scenarios"]) >= 5
    assert parallel["counts"] == serial["counts"]
    assert len(list((tmp_path / "parallel" / "reports").glob("worker-*/backend.log"))) == 2
