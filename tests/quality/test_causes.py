"""Real runs of the suite that do not pass tell product, plant, environment and suite apart, in every report alike."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from lockstep.reporting.causes import cause_line

from evidence.matrix.mutated import adapter_file
from tests.quality.tree import ROOT
from tests.running.project import Project, Ran, environment

SCENARIO = "features/sync/messages.feature:13"


def ran(reports: Path, *defines: str) -> Ran:
    """One scenario of the project's own, run by the project's own command."""
    command = [sys.executable, "-m", "behave", SCENARIO, "-D", f"reports={reports}", "-D", "budgets=report"]
    command += [part for define in defines for part in ("-D", define)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment() | {"NO_COLOR": "1"}, capture_output=True, text=True, check=False
    )
    return Ran(done.returncode, done.stdout, done.stderr, reports)


def labelled(run: Ran) -> list[Any]:
    return [label["value"] for case in run.allure for label in case["labels"] if label["name"] == "cause"]


def in_junit(run: Ran) -> list[str | None]:
    return [one.get("value") for case in run.cases for one in case.iter("property")]


def test_a_backend_that_loses_events_is_the_products_fault(tmp_path: Path) -> None:
    run = ran(tmp_path / "reports", f"target={adapter_file('no_event', tmp_path)}")
    assert run.code == 1, run.out + run.err
    assert f"      {cause_line('product')}" in run.lines
    assert "by cause: 1 product" in run.lines
    assert run.summary["causes"] == {"product": 1}
    assert labelled(run) == in_junit(run) == ["product"]
    names = {
        one["name"] for one in json.loads((run.reports / "allure-results" / "categories.json").read_text("utf-8"))
    }
    assert "Defects of the product" in names


def test_what_a_plant_makes_fail_is_the_plants(tmp_path: Path) -> None:
    run = ran(tmp_path / "reports", "plant=drop")
    assert run.code == 1, run.out + run.err
    assert f"      {cause_line('plant')}" in run.lines
    assert "      plant: drop" in run.lines
    assert "by cause: 1 plant" in run.lines
    assert run.lines[-2] == "plant drop: failures are due to the plant, not the product"
    assert run.summary["causes"] == {"plant": 1}
    assert labelled(run) == ["plant"]
    assert in_junit(run) == ["plant"]


def test_a_backend_that_is_not_there_is_the_environments(tmp_path: Path) -> None:
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{nobody_listens.getsockname()[1]}"
        run = ran(tmp_path / "reports", f"api_base_url=http://{place}/api/v1", f"websocket_url=ws://{place}/ws")
    assert run.code == 2, run.out + run.err
    assert "by cause: 1 environment" in run.lines
    assert run.summary["causes"] == {"environment": 1}
    assert labelled(run) == in_junit(run) == ["environment"]


def test_a_step_that_breaks_is_the_suites(tmp_path: Path) -> None:
    project = Project(tmp_path)
    (tmp_path / "features" / "steps" / "more.py").write_text(
        'from behave import when\n\n\n@when("a step is mistaken")\ndef mistaken(context):\n    {}["room"]\n', "utf-8"
    )
    project.scenarios("When a step is mistaken")
    run = project.run()
    run.came_to(2, 0, 1)
    assert f"      {cause_line('suite')}" in run.lines
    assert "by cause: 1 suite" in run.lines
    assert run.summary["causes"] == {"suite": 1}
    assert labelled(run) == in_junit(run) == ["suite"]
