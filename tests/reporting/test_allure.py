"""Every case in which allure-behave 2.16.2 alone drops a scenario, crashes, or shows another colour."""

import json
from pathlib import Path
from typing import Any

import pytest
from lockstep.matchers.delivery import Timing
from lockstep.reporting.allure import _attachments
from lockstep.reporting.causes import CATEGORIES, cause_line
from lockstep.reporting.results import Cause

from tests.reporting.made import report_into, run, scenario, stage
from tests.running.project import Project, Ran

FEATURE = """
@sync
Feature: A

  Background:
    Given nothing

  Scenario: plain
    Given a promise kept

  @needs.files
  Scenario: skipped
    Given nothing

  Scenario: fails
    When it fails
    And nothing happens

  @FR-001
  Rule: R

    Background:
      Given nothing

    @critical @allure.label.owner:ana
    Scenario: with a table
      Some words on it.
      Given a table
        | name | says  |
        | Ana  | hello |
      And a text
        \"\"\"
        hello
        \"\"\"

    Scenario: the hook before breaks
      Given nothing

    Scenario: the hook after breaks
      Given nothing

    Scenario: the clean-up breaks
      Given nothing

    Scenario: something is left
      Given nothing

    Scenario: undefined
      Given nobody wrote this
      And nothing

    Scenario: breaks
      When it breaks

    Scenario: violated
      Given a violation at the end

    Scenario: unknown
      Given an unknown at the end

    Scenario Outline: row <n>
      When <act>

      Examples:
        | n | act             |
        | 1 | nothing happens |
        | 2 | it fails        |
"""

HOOKS = """
from pathlib import Path
from lockstep.history.recorder import Recorder
from lockstep.history.rows import Budgets, Header, Promises, Send

def spill(): raise OSError("no space")

def before_scenario(context, scenario):
    record = context.record
    record.history = Path(f"reports/history/{record.scenario_id}-{record.attempt}.jsonl")
    if scenario.name == "skipped": scenario.skip("target reference has no files")
    if scenario.name == "the hook before breaks": int("x")
    if scenario.name == "the clean-up breaks": context.add_cleanup(spill)
    recorder = Recorder(
        Header(scenario=record.scenario_id, title=scenario.name, seed=7, target="x", promises=Promises(),
               budgets=Budgets()), record.history)
    recorder.record(Send(person="Ana", session="Ana/laptop", kind="ping"))
    recorder.close()
    if scenario.name == "unknown": record.history.write_text("nonsense\\n")

def after_scenario(context, scenario):
    if scenario.name == "the hook after breaks": int("x")
    if scenario.name == "something is left": context.record.leftovers.append("a socket")
    context.record.notes.append("seen")
"""

STATUSES = {
    "plain": "passed", "skipped": "skipped", "fails": "failed", "with a table": "passed",
    "the hook before breaks": "broken", "the hook after breaks": "broken", "the clean-up breaks": "broken",
    "something is left": "broken", "undefined": "broken", "breaks": "broken", "violated": "failed",
    "unknown": "broken", "row 1": "passed", "row 2": "failed",
}  # fmt: skip


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    project = Project(tmp_path_factory.mktemp("allure"))
    project.feature(FEATURE, "deep/a.feature")
    project.hooks(HOOKS)
    return project.run()


@pytest.fixture
def cases(ran: Ran) -> dict[str, Any]:
    return {case["name"]: case for case in ran.allure}


def labels(case: Any, name: str) -> list[str]:
    return [label["value"] for label in case["labels"] if label["name"] == name]


def attached(ran: Ran, case: Any, name: str) -> str:
    [source] = [one["source"] for one in case.get("attachments", []) if one["name"] == name]
    return (ran.reports / "allure-results" / source).read_text("utf-8")


def test_every_scenario_is_there_in_its_true_colour(ran: Ran, cases: dict[str, Any]) -> None:
    ran.came_to(1, passed=3, failed=10, skipped=1)
    assert {name: case["status"] for name, case in cases.items()} == STATUSES
    assert json.loads((ran.reports / "allure-results" / "categories.json").read_text("utf-8")) == CATEGORIES


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("violated", "product"),
        ("the hook before breaks", "suite"),
        ("the clean-up breaks", "suite"),
        ("something is left", "suite"),
        ("undefined", "suite"),
        ("breaks", "suite"),
        ("unknown", "evidence"),
    ],
)
def test_each_says_by_whose_fault(cases: dict[str, Any], name: str, cause: Cause) -> None:
    assert cases[name]["statusDetails"]["message"].endswith(f"\n\n{cause_line(cause)}")
    assert {"name": "cause", "value": cause} in cases[name]["labels"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("skipped", "target reference has no files"),
        ("fails", "Ben received nothing within 5 s of Ana's message\n(When it fails (features/deep/a.feature:16))"),
        ("the hook before breaks", "broken: before_scenario broke with ValueError: invalid literal"),
        ("the hook after breaks", "broken: after_scenario broke with ValueError: invalid literal"),
        ("the clean-up breaks", "broken: clean-up (spill) broke with OSError: no space (features/environment.py:6)"),
        ("something is left", "broken: left behind: a socket\n(clean-up)"),
        ("undefined", 'broken: no step definition matches "nobody wrote this"'),
        ("breaks", "broken: ValueError: invalid literal"),
        ("violated", 'P1 no loss is violated (1 of 2): Ana posted "hello" in "design"; Ben never received it'),
        ("unknown", "not judged, unknown: P8 contiguity is unknown: nothing settled"),
    ],
)
def test_each_says_why(cases: dict[str, Any], name: str, message: str) -> None:
    assert cases[name]["statusDetails"]["message"].startswith(message)


def test_steps_have_their_own_colours(cases: dict[str, Any]) -> None:
    def colours(name: str) -> list[str]:
        return [step["status"] for step in cases[name]["steps"]]

    assert colours("fails") == ["passed", "failed", "skipped", "passed"]
    assert colours("undefined") == ["passed", "passed", "broken", "skipped", "passed"]
    assert colours("the hook before breaks") == ["skipped"] * 4
    assert colours("violated") == ["passed", "passed", "passed", "failed"]
    assert cases["violated"]["steps"][-1]["name"] == "Then every promise held"
    assert cases["violated"]["steps"][-1]["statusDetails"]["message"].startswith("P1 no loss is violated")


def test_tables_and_texts_inside_a_rule(ran: Ran, cases: dict[str, Any]) -> None:
    steps = cases["with a table"]["steps"]
    assert attached(ran, steps[2], ".table").split() == ["name,says", "Ana,hello"]
    assert attached(ran, steps[3], ".text") == "hello"
    assert cases["with a table"]["description"] == "Some words on it."


def test_frames_are_told_once(cases: dict[str, Any]) -> None:
    assert cases["breaks"]["steps"][2]["statusDetails"]["trace"].startswith("features/steps/steps.py:")
    assert "trace" not in cases["breaks"]["statusDetails"]
    assert cases["the clean-up breaks"]["statusDetails"]["trace"] == "features/environment.py:6 in spill"


def test_labels_and_places(cases: dict[str, Any]) -> None:
    case = cases["with a table"]
    assert case["titlePath"] == ["features", "deep", "A", "R"]
    assert case["fullName"] == "features/deep/a.feature: R: with a table"
    assert labels(case, "feature") == ["A"]
    assert labels(case, "story") == ["R"]
    assert labels(case, "severity") == ["critical"]
    assert labels(case, "owner") == ["ana"]
    (promise,) = labels(case, "epic")
    assert promise.startswith("FR-001 A token from the API's login opens a socket")
    assert sorted(labels(case, "tag")) == ["FR-001", "sync"]


def test_the_page_shows_where_the_run_came_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"GITLAB_CI": "true", "CI_PIPELINE_IID": "7", "CI_COMMIT_SHA": "c0ffee"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    report_into(tmp_path).ended(run(scenario(), target="orders", settings={"budgets": "report"}))
    shown = (tmp_path / "environment.properties").read_text("utf-8").splitlines()
    assert {"target = orders", "seed = 7", "budgets = report", "commit = c0ffee", "run = r1"} <= set(shown)
    assert any(line.startswith("lockstep = ") for line in shown)
    assert json.loads((tmp_path / "executor.json").read_text("utf-8"))["buildOrder"] == 7


def test_smoke_is_critical_unless_a_tag_says_otherwise(tmp_path: Path) -> None:
    made = [scenario(tags=["smoke"]), scenario(id="b", name="b", tags=["smoke", "minor"]), scenario(id="c", name="c")]
    report_into(tmp_path).ended(run(*made))
    found = {one["name"]: labels(one, "severity") for one in map(json.loads, results(tmp_path))}
    assert found == {"one message arrives": ["critical"], "b": ["minor"], "c": ["normal"]}


def results(folder: Path) -> list[str]:
    return [path.read_text("utf-8") for path in folder.glob("*-result.json")]


def test_identity_is_the_scenarios_and_the_rows(ran: Ran, cases: dict[str, Any]) -> None:
    ids = {one["name"]: one["id"] for one in ran.summary["scenarios"]}
    assert {name: case["historyId"] for name, case in cases.items()} == ids
    assert len(set(ids.values())) == len(STATUSES)
    assert cases["row 2"]["parameters"] == [{"name": "n", "value": "2"}, {"name": "act", "value": "it fails"}]


def test_verdicts_for_all_and_the_transcript_where_it_failed(ran: Ran, cases: dict[str, Any]) -> None:
    assert attached(ran, cases["plain"], "verdicts").splitlines() == [
        "property,name,outcome,instances,why",
        "P2,no duplicate,holds,3,",
    ]
    assert "P1,no loss,violated,2," in attached(ran, cases["violated"], "verdicts")
    assert "Ana/laptop sends ping" in attached(ran, cases["violated"], "transcript")
    assert attached(ran, cases["plain"], "notes") == "seen"
    assert [one["name"] for one in cases["plain"]["attachments"]] == ["verdicts", "notes"]
    assert [one["name"] for one in cases["the hook before breaks"]["attachments"]] == ["notes"]
    assert attached(ran, cases["unknown"], "transcript").startswith("The history cannot be read: reports/history/")


def test_no_path_of_this_machine_and_no_foreign_frame(ran: Ran) -> None:
    written = [path for folder in ("allure-results", "junit") for path in (ran.reports / folder).iterdir()]
    text = "\n".join(path.read_text("utf-8") for path in [*written, ran.reports / "summary.json"])
    assert str(ran.reports.parent) not in text
    assert "site-packages" not in text
    assert "/runner.py" not in text


def test_times_are_those_of_the_scenario(ran: Ran, cases: dict[str, Any]) -> None:
    for case in cases.values():
        assert case["start"] <= case["stop"]
        for step in case.get("steps", []):
            assert case["start"] <= step["start"] <= step["stop"] <= case["stop"]


def test_a_scenario_that_is_not_selected_is_not_there(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.feature(FEATURE)
    ran = project.run("--tags=@FR-001", "--name", "row")
    assert sorted(case["name"] for case in ran.allure) == ["row 1", "row 2"]
    assert len(list((ran.reports / "allure-results").glob("*-container.json"))) == 0


def test_how_long_returns_took_is_told_per_stage() -> None:
    late = Timing(budget_ms=100, tolerance_ms=2, deliveries=3, over=1, worst_ms=153.2, worst="Ben received it")
    one = scenario(timings=[stage("reconnect", 9), stage("reconnect", 11), late, stage("resume", 60, over=1)])
    [(name, _, text)] = _attachments(one)
    assert name == "times"
    assert text.splitlines() == [
        "1 of 3 deliveries over 100 ms and 2.0 ms for the machine; the slowest took 153.2 ms: Ben received it",
        "reconnect     2 x  median 9 ms  p95 11 ms  slowest 11 ms  0 over 50 ms; the slowest: Ben/laptop",
        "resume        1 x  median 60 ms  p95 60 ms  slowest 60 ms  1 over 50 ms; the slowest: Ben/laptop",
    ]
