"""A worker alone, played by this test's side of the pipe; what several do together is shown in test_workers."""

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from behave.model_type import Status
from lockstep.running.execution.run_results import RunResults
from lockstep.running.execution.scenario_record import ScenarioRecord
from lockstep.running.parallel.protocol import Channel, Concluded, Free, OrphanedError, Over, Said
from lockstep.running.parallel.worker import work

from tests.running.model import feature

TEXT = "Feature: A\n" + "".join(f"  Scenario: {name}\n    Given x\n" for name in ("one", "two"))


class Running:
    """What a worker needs of a runner: it passes every scenario of a feature."""

    def __init__(self, folder: Path) -> None:
        self.run_results = RunResults(folder)
        self.aborted = False
        self.limit = self
        self.out: Any = None

    def become_worker(self, number: int, out: Any, results: Any, tell: Any) -> None:
        tell("pulse", people=number)
        self.out = out
        self.run_results.reports = [results]
        out.write(f"number {number}\n")
        out.write("error: said by the other side\n")
        out.flush()

    def run_model(self, features: Any) -> bool:
        for one in features:
            if self.aborted:
                break
            for scenario in one.walk_scenarios():
                scenario.steps[0].status = Status.passed
                self.run_results.conclude(scenario, ScenarioRecord(scenario.name), 0.0, 0.1)
        return False

    def stop_run(self, reason: str) -> None:
        self.run_results.run.stopped = reason
        self.aborted = True

    def stop(self) -> None:
        """The time limit's."""


def child(folder: Path, ours: Connection, theirs: Connection) -> None:
    ours.close()
    made = feature(folder, TEXT)
    runner: Any = Running(folder)
    work(runner, 3, Channel(theirs), [(made, one) for one in made.walk_scenarios()])
    (folder / "stopped").write_text(runner.run_results.run.stopped, "utf-8")


def start(folder: Path) -> tuple[Any, Connection]:
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()
    process = context.Process(target=child, args=(folder, ours, theirs))
    process.start()
    theirs.close()
    return process, ours


def test_it_asks_until_there_is_none_and_says_that_it_is_over(tmp_path: Path) -> None:
    process, ours = start(tmp_path)
    event = ours.recv()
    assert (event.type, event.facts["people"], event.facts["at"] > 0) == ("pulse", 3, True)
    assert [ours.recv(), ours.recv()] == [Said("number 3"), Free()]
    for index, name in ((1, "two"), (0, "one")):
        ours.send(index)
        told = ours.recv()
        assert isinstance(told, Concluded)
        assert (told.result.name, told.result.status) == (name, "passed")
        assert ours.recv() == Free()
    ours.send(None)
    assert ours.recv() == Over([], "")
    process.join()
    assert process.exitcode == 0
    ours.close()


def test_it_ends_by_itself_when_nobody_is_there_any_more(tmp_path: Path) -> None:
    process, ours = start(tmp_path)
    event = ours.recv()
    assert (event.type, event.facts["people"], event.facts["at"] > 0) == ("pulse", 3, True)
    assert [ours.recv(), ours.recv()] == [Said("number 3"), Free()]
    ours.close()
    process.join()
    assert (tmp_path / "stopped").read_text("utf-8") == str(OrphanedError())
