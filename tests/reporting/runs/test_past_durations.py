"""What earlier runs say of a scenario: the newest word counts, and only evidence."""

from pathlib import Path
from typing import Any

import pytest
from lockstep.reporting.results import RunResult
from lockstep.reporting.runs.past_durations import Past, past
from lockstep.reporting.runs.store_report import StoreReport
from lockstep.settings import Settings
from lockstep.store import StoreError

from tests.reporting.made import problem, run, scenario

NOW = run(id="now", started=9.0, target="t")


def keep(tmp_path: Path, told: RunResult, **changes: Any) -> None:
    storing = StoreReport(Settings(reports=tmp_path), [].append)
    storing.begun(told)
    for one in told.scenarios:
        storing.concluded(one)
    if changes.get("ends", True):
        storing.ended(told)


def known(tmp_path: Path) -> dict[str, Past]:
    return past(f"sqlite:///{tmp_path}/lockstep.db", NOW, {"a", "b"})


def test_the_newest_execution_counts(tmp_path: Path) -> None:
    failed = scenario(id="a", status="failed", problems=[problem()], duration=3.0)
    keep(tmp_path, run(failed, scenario(id="b", duration=1.0), scenario(id="c"), id="1", started=1.0, target="t"))
    keep(tmp_path, run(scenario(id="a", status="skipped"), scenario(id="b", duration=2.0), id="2", target="t"))
    assert known(tmp_path) == {"a": Past(ok=False, duration=3.0), "b": Past(ok=True, duration=2.0)}


def test_other_targets_plants_and_the_run_itself_say_nothing(tmp_path: Path) -> None:
    keep(tmp_path, run(scenario(id="a"), id="1", target="other"))
    keep(tmp_path, run(scenario(id="a"), id="2", target="t", settings={"plant": "drop"}))
    keep(tmp_path, run(scenario(id="a"), id="now", target="t"))
    assert known(tmp_path) == {}


def test_a_store_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no database"):
        known(tmp_path)
