"""A backend with other habits than the reference: nothing done otherwise is a failure, and each mistake is one.

Every run is a process of its own, with the suite's own features.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.habits.server import DEFECTS
from tests.quality.tree import ROOT

pytestmark = pytest.mark.process

ADAPTER = "tests/acceptance/habits/adapter.py"
SYNC = "features/sync"
FOUND_BY = {
    "status": ("status", "statuses set in quick succession arrive in order"),
    "list": ("reading", "messages that were received appear in a read"),
    "kick": ("membership", "a person removed from the company is disconnected at once"),
    "unacknowledged": ("messages", "a message posted over the socket reaches everyone, like one posted over the API"),
    "compressed": ("messages", "three messages reach a listener once each and in order"),
    "limit": ("messages", "a burst of 100 messages keeps its order"),
    "forbidden": ("reading", "another company cannot read the chatroom"),
    "refusal": ("messages", "an empty message is rejected and not announced"),
}
"""For each mistake the feature and the scenario that must fail."""


def run(reports: Path, *arguments: str, defect: str = "", adapter: str = ADAPTER) -> tuple[int, str, dict[str, Any]]:
    """A run against the server with habits: its exit code, its output, its summary."""
    command = [sys.executable, "-m", "behave", "-D", f"target={adapter}", "-D", f"reports={reports}", *arguments]
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LOCKSTEP_", "API_", "WEBSOCKET_"))
    }
    paths = os.pathsep.join([str(ROOT / "support"), str(ROOT)])
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**kept, "HABIT_DEFECT": defect, "PYTHONPATH": paths},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr, json.loads((reports / "summary.json").read_text("utf-8"))


def test_nothing_that_it_does_otherwise_is_a_failure(tmp_path: Path) -> None:
    features = [f"{SYNC}/{name}.feature" for name in ("messages", "status", "reading", "membership")]
    code, out, summary = run(tmp_path, *features)
    assert code == 0, out
    statuses = [one["status"] for one in summary["scenarios"]]
    assert set(statuses) == {"passed", "skipped"}
    assert statuses.count("passed") >= 25
    assert "waited" in json.dumps([one["notes"] for one in summary["scenarios"]])


def test_every_mistake_has_a_scenario_that_finds_it() -> None:
    assert FOUND_BY.keys() == set(DEFECTS)


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_mistake_is_found(tmp_path: Path, defect: str) -> None:
    feature, scenario = FOUND_BY[defect]
    code, out, summary = run(tmp_path, f"{SYNC}/{feature}.feature", "--name", f"^{scenario}$", defect=defect)
    assert code == 1, out
    (failed,) = [one for one in summary["scenarios"] if one["status"] == "failed"]
    assert {problem["cause"] for problem in failed["problems"]} == {"product"}


@pytest.mark.parametrize("plant", ["alter", "early", "swallow-write", "leak"])
def test_plants_act_on_nested_texts_and_ids_and_on_compressed_answers(tmp_path: Path, plant: str) -> None:
    code, out, summary = run(
        tmp_path, f"{SYNC}/messages.feature", "--name", "^(three messages|another company)", "-D", f"plant={plant}"
    )
    assert code == 1, out
    assert "took no effect" not in out
    causes = {problem["cause"] for one in summary["scenarios"] for problem in one["problems"]}
    assert causes == {"plant"}


BROKEN = """
from tests.acceptance.habits.adapter import Habits


class Broken(Habits):
    name = "broken"

    def normalise(self, frame):
        return [frame.body["nothing of this name"]]
"""


def test_a_mistake_of_the_adapter_is_told_as_one_with_its_file_and_line(tmp_path: Path) -> None:
    adapter = tmp_path / "broken.py"
    adapter.write_text(BROKEN, "utf-8")
    code, out, summary = run(
        tmp_path / "reports", f"{SYNC}/messages.feature", "--name", "^the author receives", adapter=str(adapter)
    )
    assert code == 2, out
    line = BROKEN.splitlines().index('        return [frame.body["nothing of this name"]]') + 1
    assert (
        f"broken.py, line {line}: the adapter of broken raised KeyError: 'nothing of this name' in normalise"
        in " ".join(out.split())
    )
    (broken,) = [one for one in summary["scenarios"] if one["status"] != "not run"]
    assert {problem["cause"] for problem in broken["problems"]} == {"adapter"}
    assert "P1" not in out
