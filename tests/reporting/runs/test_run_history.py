"""Past runs as QA asks for them: lists, one scenario over time, flaky ones, two runs compared."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lockstep.reporting.runs import run_history
from lockstep.store import Attempt, Run, Store, StoreError

DAY = 86_400.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/a.db") as made:
        yield made


def keep(store: Store, number: int, scenarios: dict[str, Any], **changes: Any) -> None:
    """A run with these scenarios: id to status, or to (status, duration)."""
    run = Run(id=f"run-{number}", started=number * DAY, target="reference", seed="7", **changes)
    store.begin(run, keep=100)
    for name, came_to in scenarios.items():
        status, duration = came_to if isinstance(came_to, tuple) else (came_to, 1.0)
        store.add(
            Attempt(
                run_id=run.id, scenario_id=name, attempt=1, final=True, ok=status == "passed", feature="f",
                title=f"title of {name}", place="a.feature:1", status=status, started=run.started, duration=duration,
                message="" if status == "passed" else "Ben received nothing\nmore",
            )
        )  # fmt: skip
    ended = msgspec.structs.replace(run, state="ended", exit_code=0, duration=12.34, passed=2, failed=1)
    store.end(ended)


def test_runs_are_listed_newest_first(store: Store) -> None:
    assert run_history.told_runs(run_history.listed(store, 20)) == "no run was stored yet\n"
    keep(store, 1, {"a": "passed"})
    keep(store, 2, {"a": "passed"}, settings={"plant": "drop"})
    lines = run_history.told_runs(run_history.listed(store, 20)).splitlines()
    assert [line.split()[0] for line in lines] == ["run", "run-2", "run-1"]
    assert lines[2].split() == [
        "run-1", "1970-01-02", "00:00:00", "reference", "7", "2", "1", "0", "0", "0", "0", "12.3", "s",
    ]  # fmt: skip
    assert "(plant drop)" in lines[1]
    assert [one.run for one in run_history.listed(store, 1)] == ["run-2"]


def test_what_was_not_judged_or_broke_is_listed_by_its_name(store: Store) -> None:
    keep(store, 1, {"a": "passed"}, invalid=2, unknown=1, broken=4)
    (one,) = run_history.listed(store, 1)
    assert (one.counts, one.not_judged, one.broken) == ((2, 1, 0), 3, 4)
    head, row = run_history.told_runs([one]).splitlines()
    assert "skipped  not judged  broken" in head
    assert row.split()[5:10] == ["2", "1", "0", "3", "4"]


def test_a_run_with_a_plant_is_compared_with_nothing(store: Store) -> None:
    for number in (1, 2):
        keep(store, number, {"a": "passed"})
    keep(store, 3, {"a": "failed"}, settings={"plant": "drop"})
    for before, after in (("previous", "latest"), ("latest", "run-1")):
        with pytest.raises(StoreError, match="run run-3 had the plant drop, so it cannot be compared") as told:
            run_history.compared(store, before, after)
        assert str(told.value).endswith("the newest without a plant: run-2, run-1")
    assert run_history.compared(store, "run-1", "run-2").newly_failing == []


def test_runs_with_a_plant_are_marked_in_a_scenarios_runs_and_count_in_no_figure(store: Store) -> None:
    keep(store, 1, {"a": "passed", "b": "passed"})
    keep(store, 2, {"a": "failed", "only": "failed"}, settings={"plant": "drop"})
    keep(store, 3, {"a": "passed", "b": "failed"})
    found = run_history.trend(store, "a")
    assert (found.runs, found.passed, found.flakiness, found.planted) == (2, 2, 0.0, 1)
    assert [one.plant for one in found.outcomes] == ["", "drop", ""]
    told = run_history.told_trend(found)
    assert "2 of 2 runs passed, flakiness 0%; not counted: 1 with a plant\n" in told
    assert "  failed (plant drop)  " in told
    only = run_history.trend(store, "only")
    assert (only.runs, only.flakiness, only.planted) == (0, 0.0, 1)
    keep(store, 4, {"b": "failed"}, settings={"plant": "drop"})
    flaky = run_history.flaky(store)
    assert [(one.scenario, one.flakiness, one.planted) for one in flaky] == [("b", 0.5, 1)]
    assert run_history.told_flaky(flaky).endswith("\nnot counted: runs with a plant, up to 1 of a scenario\n")


def test_a_run_that_goes_on_shows_that_in_place_of_its_code(store: Store) -> None:
    store.begin(Run(id="r", started=1.0), keep=5)
    assert " running " in run_history.told_runs(run_history.listed(store, 5))


def test_a_scenario_is_told_over_its_runs(store: Store) -> None:
    for number, status in enumerate(["passed", "failed", "failed", "passed", "flaky", "skipped"], start=1):
        keep(store, number, {"a": status})
    found = run_history.trend(store, "a")
    assert [one.status for one in found.outcomes] == ["passed", "failed", "failed", "passed", "flaky"]
    assert (found.runs, found.passed, found.flakiness) == (5, 2, 0.6)
    told = run_history.told_trend(found)
    assert "2 of 5 runs passed, flakiness 60%" in told
    assert "Ben received nothing\n" in told
    assert "more" not in told


def test_a_scenario_that_nobody_executed_is_refused(store: Store) -> None:
    keep(store, 1, {"a": "skipped"})
    for name in ("a", "zzz"):
        with pytest.raises(StoreError, match=f"executed a scenario '{name}'"):
            run_history.trend(store, name)


@pytest.mark.parametrize(
    ("statuses", "flakiness"),
    [
        (["passed"], 0.0),
        (["failed", "failed"], 0.0),
        (["passed", "passed", "failed"], 0.333),
        (["flaky"], 1.0),
        (["passed", "failed", "passed", "failed"], 0.75),
    ],
)
def test_flakiness(store: Store, statuses: list[str], flakiness: float) -> None:
    for number, status in enumerate(statuses, start=1):
        keep(store, number, {"a": status})
    assert run_history.trend(store, "a").flakiness == flakiness
    assert bool(run_history.flaky(store)) == (flakiness > 0)


def test_the_flakiest_come_first_and_plants_are_no_evidence(store: Store) -> None:
    keep(store, 1, {"a": "passed", "b": "passed", "c": "passed"})
    keep(store, 2, {"a": "failed", "b": "failed", "c": "passed"})
    keep(store, 3, {"a": "passed", "b": "failed", "c": "passed"})
    keep(store, 4, {"a": "failed", "b": "failed", "c": "failed"}, settings={"plant": "drop"})
    assert [one.scenario for one in run_history.flaky(store)] == ["a", "b"]
    assert "title of a" in run_history.told_flaky(run_history.flaky(store))
    assert run_history.told_flaky([]) == "no scenario is flaky\n"


def test_two_runs_are_compared(store: Store) -> None:
    same = {"same": "passed", "bad": "failed", "quick": ("passed", 0.01)}
    keep(store, 1, same | {"a": "passed", "b": "failed", "c": ("passed", 1.0), "d": ("passed", 1.0), "e": "passed",
                           "g": "passed", "h": "skipped"})  # fmt: skip
    keep(store, 2, same | {"a": "failed", "b": "passed", "c": ("passed", 2.0), "d": ("passed", 2.1), "f": "failed",
                           "g": "skipped", "h": "passed", "quick": ("passed", 0.05)})  # fmt: skip
    found = run_history.compared(store, "previous", "latest")
    assert (found.before, found.after) == ("run-1", "run-2")
    names = {kind: {one.scenario for one in getattr(found, kind)} for kind in found.__struct_fields__[2:]}
    assert names == {
        "newly_failing": {"a"}, "mended": {"b"}, "slower": {"d"}, "new": {"f", "h"}, "gone": {"e", "g"},
    }  # fmt: skip
    told = run_history.told_comparison(found)
    assert "newly failing: 1\n  a  passed (1.00 s) to failed (1.00 s)  title of a\n" in told
    assert "slower by more than 2x: 1\n" in told


def test_a_run_compared_with_itself_has_not_changed(store: Store) -> None:
    keep(store, 1, {"a": "passed", "b": "failed"})
    found = run_history.compared(store, "run-1", "latest")
    assert not any([found.newly_failing, found.mended, found.slower, found.new, found.gone])
    with pytest.raises(StoreError, match="no run is called"):
        run_history.compared(store, "run-1", "previous")
