import logging
from pathlib import Path

from behave.model_type import Status
from lockstep.reporting.results import RunResult, ScenarioResult
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.execution.run_results import RunResults
from lockstep.running.execution.scenario_record import ScenarioRecord
from lockstep.settings import Settings

from tests.running.model import feature

TEXT = "Feature: A\n" + "".join(f"  Scenario: {name}\n    Given x\n" for name in ("one", "two", "three"))


class Listening:
    """A report that keeps what it is told, and breaks at the end if asked to."""

    def __init__(self, *, broken: bool = False) -> None:
        self.told: list[str] = []
        self.broken = broken

    def begun(self, run: RunResult) -> None:
        self.told.append(f"begun {run.exit_code}")

    def concluded(self, result: ScenarioResult) -> None:
        self.told.append(f"{result.name} {result.status}")

    def ended(self, run: RunResult) -> None:
        if self.broken:
            raise OSError("no space")
        self.told.append(f"ended {run.exit_code}")


def test_what_the_reports_are_told(tmp_path: Path) -> None:
    run_results, report = RunResults(tmp_path), Listening()
    scenarios = feature(tmp_path, TEXT).walk_scenarios()
    run_results.begin([report])
    run_results.select(scenarios[:2])
    scenarios[0].steps[0].status = Status.passed
    result = run_results.conclude(scenarios[0], ScenarioRecord("a"), 0.0, 1.0)
    assert run_results.of(scenarios[0]) is result
    assert run_results.of(scenarios[1]) is None
    assert run_results.executed()
    run_results.rest = "--stop was given"
    run = run_results.close()
    assert report.told == ["begun 2", "one passed", "ended 0"]
    assert [(one.name, one.status, one.reason) for one in run.scenarios] == [
        ("one", "passed", ""),
        ("two", "not run", "not run: --stop was given"),
    ]


def test_a_report_that_breaks_keeps_no_other_from_being_written(tmp_path: Path) -> None:
    run_results, report = RunResults(tmp_path), Listening()
    run_results.begin([Listening(broken=True), report])
    [scenario, *_] = feature(tmp_path, TEXT).walk_scenarios()
    scenario.steps[0].status = Status.passed
    run_results.conclude(scenario, ScenarioRecord("a"), 0.0, 1.0)
    run = run_results.close()
    assert run.exit_code == 2
    assert [problem.message for problem in run.problems] == ["Listening cannot be written: OSError: no space"]
    assert report.told[-1] == "ended 2"


def test_why_nothing_ran(tmp_path: Path) -> None:
    run_results = RunResults(tmp_path)
    run_results.select(feature(tmp_path, TEXT).walk_scenarios())
    run_results.broke("before_all", EnvironmentFaultError("the API does not answer"))
    run = run_results.close()
    assert not run_results.executed()
    assert {one.reason for one in run.scenarios} == {"not run: the API does not answer"}
    assert run.exit_code == 2


def test_an_exception_of_the_suite_is_a_sentence_that_names_the_log(tmp_path: Path) -> None:
    run_results = RunResults(Path("reports"))
    error, logger = ValueError(f"{Path.cwd()}/features is gone"), logging.getLogger("lockstep")
    without_log = run_results.describe("before_all", error)
    assert without_log.message == "before_all broke with ValueError: features is gone"
    handler = logging.FileHandler(tmp_path / "suite.log")
    logger.addHandler(handler)
    try:
        problem = run_results.describe("before_all", error)
    finally:
        logger.removeHandler(handler)
        handler.close()
    assert problem.message == f"{without_log.message}; the traceback is in reports/suite.log"


def test_the_settings_are_noted_without_secrets(tmp_path: Path) -> None:
    run_results = RunResults(tmp_path)
    settings = Settings(seed=7, api_base_url="http://ana:hush@localhost/", websocket_url="ws://localhost/")
    run_results.set(settings, [("seed", "7")])
    assert (run_results.run.seed, run_results.run.target, run_results.run.defines) == (
        7,
        "reference",
        [("seed", "7")],
    )
    assert "hush" not in str(run_results.run)


def test_runs_have_ids_of_their_own(tmp_path: Path) -> None:
    assert RunResults(tmp_path).run.id != RunResults(tmp_path).run.id
