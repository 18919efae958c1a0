"""Whole runs against the reference backend: figures, verdicts, people who come and go, and what ends a run."""

import asyncio
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from lockstep.history.rows import Budgets, Fault
from lockstep.load.columnar.columns import load
from lockstep.load.distribution.run import run
from lockstep.load.distribution.summary import broken
from lockstep.load.plan import Absence, Outage, Pause, Plan, PlanError, Shape
from lockstep.load.population import Crowd, assemble
from lockstep.load.results.result import LoadError, LoadResult, as_json
from lockstep.targets.backend_faults import BACKEND_FAULTS
from lockstep.targets.reference import ReferenceTarget

USERS, ROOMS = 6, 2


@dataclass
class Stage:
    """A backend with a crowd in it."""

    target: ReferenceTarget
    crowd: Crowd
    loop: asyncio.AbstractEventLoop

    def plan(self, **changes: Any) -> Plan:
        values: dict[str, Any] = {
            "load_profile": "lockstep.targets.reference.load_profile:ReferenceLoadProfile",
            "api": self.target.api_base_url,
            "ws": self.target.websocket_url, "run": f"run{os.urandom(4).hex()}", "seed": 1,
            "users": self.crowd.callers, "rooms": self.crowd.rooms, "shapes": (Shape(seconds=1.5, rate=40),),
            "promises": self.target.promises, "warmup_s": 0.5,
            "timeout_s": 60.0, "budgets": Budgets(loss_ms=30_000),
        }  # fmt: skip
        return Plan(**(values | changes))


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    log = tmp_path_factory.mktemp("backend") / "backend.log"
    loop = asyncio.new_event_loop()
    target = ReferenceTarget("", "", tls=ssl.create_default_context(), log=log, password_cost="8")
    try:
        loop.run_until_complete(target.start())
        yield Stage(target, loop.run_until_complete(assemble(target, USERS, ROOMS, seed=1, name="tests")), loop)
    finally:
        loop.run_until_complete(target.stop())
        loop.close()


def fine(result: LoadResult) -> None:
    assert [(one.property, one.reason, one.witnesses) for one in broken(result.verdicts)] == []
    assert result.errors == {}
    assert result.troubles == []


def test_a_crowd_has_seats_in_every_room(stage: Stage) -> None:
    assert [room.listeners for room in stage.crowd.rooms] == [(0, 2, 4), (1, 3, 5)]
    assert len({caller.token for caller in stage.crowd.callers}) == USERS


def test_a_run_gives_figures_and_every_promise_holds(stage: Stage, tmp_path: Path) -> None:
    lines: list[str] = []
    result = run(stage.plan(), tmp_path, backend=os.getpid(), tell=lines.append)
    fine(result)
    assert (result.writes, result.measured, result.deliveries_owed) == (60, 40, 120)
    assert result.deliveries_received == 120
    assert {one.property for one in result.verdicts if one.outcome == "holds"} >= {
        "P1",
        "P7",
        "P8",
        "P10",
        "P12",
        "P19",
    }
    assert result.backend is not None
    assert result.backend.memory_most > 0
    assert lines
    assert all(line.startswith("load: ") for line in lines)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["generator.log", "load.json", "load.npz"]
    told = msgspec.json.decode(as_json(result))
    assert told["spreads"]["api"]["samples"] == 40
    assert all(caller.token.encode() not in as_json(result) for caller in stage.crowd.callers)


def test_people_who_leave_and_return_miss_nothing(stage: Stage, tmp_path: Path) -> None:
    absences = (
        Absence(user=0, leaves=0.2, returns=0.6),
        Absence(user=1, leaves=0.2, returns=0.6, how="cut"),
        Absence(user=2, leaves=0.2, returns=0.6, resume=False),
    )
    result = run(stage.plan(absences=absences, pauses=(Pause(user=3, stops=0.3, goes_on=0.7),)), tmp_path)
    fine(result)
    assert len({text for text in load(Path(result.history)).texts if text.endswith("/load#2")}) == 3


class Breaking:
    """Does to the stage's backend what a plan says, and keeps the rows of it."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.rows = stage, list[Fault]()

    def begin(self, fault: str) -> None:
        process = self.stage.target.process()
        assert process is not None
        self.fault = BACKEND_FAULTS[fault](process)
        self.rows.append(Fault(t=time.monotonic_ns(), name=fault, phase="start", does=self.fault.does))
        self.stage.loop.run_until_complete(self.fault.begin())

    def end(self) -> list[Fault]:
        evidence = self.stage.loop.run_until_complete(self.fault.end())
        self.rows.append(Fault(t=time.monotonic_ns(), name=self.rows[0].name, phase="end", evidence=evidence))
        return self.rows


@pytest.mark.parametrize(("fault", "workers"), [("killed", 2), ("frozen", 1)])
def test_a_backend_that_breaks_loses_nothing_and_everybody_returns(
    stage: Stage, tmp_path: Path, fault: str, workers: int
) -> None:
    outage = Outage(fault=fault, begins=0.5, ends=0.8)
    plan = stage.plan(outages=(outage,), shapes=(Shape(seconds=2.5, rate=40),), warmup_s=0.0)
    result = run(plan, tmp_path, workers=workers, breaker=Breaking(stage))
    assert [(one.property, one.reason, one.witnesses) for one in broken(result.verdicts)] == []
    assert result.troubles == []
    assert len(result.samples["recovery"]) == (USERS if fault == "killed" else 0)
    assert not np.isinf(result.samples["recovery"]).any()
    assert bool(result.errors) == (fault == "killed")
    assert [row.phase for row in load(Path(result.history)).rows if isinstance(row, Fault)] == ["start", "end"]
    assert result.since_outages is not None
    assert result.since_outages.failed == 0


def test_an_outage_needs_somebody_who_may_make_it(stage: Stage, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="the backend cannot be killed: this target gives no access to its process"):
        run(stage.plan(outages=(Outage(fault="killed", begins=0.5, ends=0.8),)), tmp_path)


def test_every_operation_can_be_loaded(stage: Stage, tmp_path: Path) -> None:
    mix = {"post_message": 3.0, "edit_message": 2.0, "delete_message": 1.0, "messages": 1.0, "me": 1.0}
    result = run(stage.plan(mix=mix), tmp_path)
    fine(result)
    columns = load(Path(result.history))
    assert {columns.texts[int(number)] for number in columns.w_operation} == set(mix)


def test_a_closed_model_is_labelled(stage: Stage, tmp_path: Path) -> None:
    result = run(stage.plan(think_s=0.05), tmp_path)
    fine(result)
    assert result.model == "closed"
    assert result.percentile("api", 50, 500).outcome == "unknown"


def test_refused_writes_are_errors_by_class(stage: Stage, tmp_path: Path) -> None:
    wrong = msgspec.structs.replace(stage.crowd.rooms[0], writers=(1,))
    result = run(stage.plan(rooms=(wrong, stage.crowd.rooms[1])), tmp_path)
    assert set(result.errors) == {"http 404"}
    assert 0.4 < result.error_share < 0.6
    assert [one.property for one in broken(result.verdicts)] == []


def test_who_may_not_listen_is_told(stage: Stage, tmp_path: Path) -> None:
    wrong = msgspec.structs.replace(stage.crowd.rooms[0], listeners=(1,))
    with pytest.raises(LoadError, match="User 2/load may not hear"):
        run(stage.plan(rooms=(wrong,)), tmp_path)


@pytest.mark.parametrize("changes", [{"load_profile": "nowhere:Nothing"}, {"mix": {"fly": 1.0}}])
def test_what_cannot_be_loaded_is_told(stage: Stage, tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(LoadError, match=r"Nothing|fly"):
        run(stage.plan(**changes), tmp_path)


def test_another_machine_is_refused_before_anything_starts(stage: Stage, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="LOCKSTEP_LOAD_ALLOW_HOSTS"):
        run(stage.plan(api="http://192.0.2.1"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_generator_ends_when_its_parent_does(stage: Stage, tmp_path: Path) -> None:
    asked = tmp_path / "plan.json"
    asked.write_bytes(msgspec.json.encode(stage.plan(shapes=(Shape(seconds=600, rate=5),))))
    command = [sys.executable, "-m", "lockstep.load", "generate", str(asked), str(tmp_path / "load.npz")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        process.stdin.close()
        assert process.wait(60) == 3
