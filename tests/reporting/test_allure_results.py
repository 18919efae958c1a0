"""What was executed and what Allure will count are compared: a result too few, too many or in another colour."""

import json
from pathlib import Path
from typing import Any

import pytest
from lockstep.reporting.allure_results import NAMED, counts, difference
from lockstep.reporting.results import ScenarioResult

from tests.reporting.made import problem, report_into, run, scenario
from tests.running.project import Project

NAME = '"one message arrives" (features/sync/messages.feature:12)'


def shown(one: ScenarioResult) -> str:
    return one.status


def results(folder: Path, *changes: dict[str, Any]) -> Path:
    """A result of a scenario that passed for each, with its changes."""
    for number, change in enumerate(changes):
        one = {"historyId": "0123456789ab", "status": "passed", "start": number, "fullName": "a", "labels": []}
        one |= {"testCaseId": change.get("historyId", "0123456789ab")} | change
        (folder / f"{number}-result.json").write_text(json.dumps(one), "utf-8")
    return folder


def test_nothing_to_say_where_both_are_equal(tmp_path: Path) -> None:
    attempts = [scenario(final=False, status="failed"), scenario(attempt=2), scenario(id="f" * 12)]
    results(tmp_path, {"status": "failed"}, {"start": 5}, {"historyId": "f" * 12})
    assert difference(tmp_path, attempts, shown) == ""


@pytest.mark.parametrize(
    ("changes", "attempts", "sentence"),
    [
        ([], [scenario()], f"{NAME} is missing"),
        ([{}], [scenario(final=False), scenario(attempt=2)], f"{NAME} has 1 of 2 attempts"),
        ([{}, {}], [scenario()], f"{NAME} has 2 of 1 attempts"),
        ([{"status": "skipped"}], [scenario()], f"{NAME} is shown as skipped but was passed"),
        (
            [{"start": 7}, {"status": "failed"}],
            [scenario(final=False), scenario(attempt=2, status="failed")],
            f"{NAME} is shown as passed but was failed",
        ),
        ([{"historyId": "c" * 12}], [], '"a" was not executed'),
        (
            [{"testCaseId": "x"}, {"testCaseId": "x", "historyId": "f" * 12}],
            [scenario(), scenario(id="f" * 12, name="two")],
            f'{NAME} has the same identity as "two" (features/sync/messages.feature:12); "two"',
        ),
        (
            [{"labels": [{"name": "ALLURE_ID", "value": "7"}], "historyId": one * 12} for one in "ef"],
            [scenario(id=one * 12) for one in "ef"],
            f"{NAME} has the same identity as {NAME}",
        ),
    ],
)
def test_each_difference_is_told(
    tmp_path: Path, changes: list[dict[str, Any]], attempts: list[ScenarioResult], sentence: str
) -> None:
    told = difference(results(tmp_path, *changes), attempts, shown)
    assert told.startswith(
        f"Allure's results in {tmp_path} do not match what was executed, so its page would show wrong numbers: "
    )
    assert sentence in told


def test_a_file_that_is_cut_off_is_missing(tmp_path: Path) -> None:
    (results(tmp_path, {}) / "0-result.json").write_text('{"name": "a', "utf-8")
    assert f"{NAME} is missing" in difference(tmp_path, [scenario()], shown)


def test_only_so_many_are_named(tmp_path: Path) -> None:
    attempts = [scenario(id=f"{number:012}") for number in range(NAMED + 2)]
    assert difference(tmp_path, attempts, shown).count("is missing") == NAMED
    assert difference(tmp_path, attempts, shown).endswith("; and 2 more")


def test_another_attempt_that_did_not_come_to_run_has_no_result() -> None:
    assert [counts(scenario(status=status, final=final)) for status, final in (
        ("passed", False), ("skipped", True), ("skipped", False), ("not run", False),
    )] == [True, True, False, False]  # fmt: skip


def test_a_missing_result_is_an_error_of_the_run_and_has_a_case_of_its_own(tmp_path: Path) -> None:
    report = report_into(tmp_path)
    there, lost = scenario(), scenario(id="f" * 12, name="lost", status="failed", problems=[problem()])
    report.wrote(lost)
    going = run(there, lost)
    report.ended(going)
    [told] = going.problems
    assert (told.status, told.cause) == ("error", "suite")
    assert told.message.endswith('would show wrong numbers: "lost" (features/sync/messages.feature:12) is missing')
    written = [json.loads(path.read_text("utf-8")) for path in tmp_path.glob("*-result.json")]
    assert sorted(one["name"] for one in written) == [told.message, "one message arrives"]


def test_a_run_that_loses_a_result_ends_with_2_and_names_it(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.scenarios("Given nothing", "Given nothing", "@allure.label.ALLURE_ID:7|Given nothing")
    project.hooks(
        "import json\nfrom pathlib import Path\n"
        "def after_all(context):\n"
        "    for path in Path('reports/allure-results').glob('*-result.json'):\n"
        "        if json.loads(path.read_text())['name'] == 'number 2': path.unlink()\n"
    )
    ran = project.run()
    assert (ran.code, ran.totals()) == (2, (3, 0, 0))
    [line] = [line for line in ran.lines if line.startswith("error: ")]
    assert line.startswith("error: Allure's results in reports/allure-results do not match what was executed")
    assert line.endswith('would show wrong numbers: "number 2" (features/a.feature:8) is missing'), ran.out
    assert [one["message"] for one in ran.summary["problems"]] == [line.removeprefix("error: ")]


def test_one_id_for_allure_on_two_scenarios_is_told(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.scenarios(*["@allure.label.ALLURE_ID:7|Given nothing"] * 2)
    ran = project.run()
    assert (ran.code, ran.totals()) == (2, (2, 0, 0))
    assert '"number 1" (features/a.feature:4) has the same identity as "number 2" (features/a.feature:8)' in ran.out


HOOKS = {
    "before_all": "def before_all(context): int('x')",
    "after_all": "def after_all(context): int('x')",
    "before_feature": "def before_feature(context, feature): int('x')",
    "after_feature": "def after_feature(context, feature): int('x')",
    "before_rule": "def before_rule(context, rule): int('x')",
    "after_rule": "def after_rule(context, rule): int('x')",
    "before_tag": "def before_tag(context, tag):\n    if tag == 'sync': int('x')",
    "after_tag": "def after_tag(context, tag):\n    if tag == 'sync': int('x')",
    "clean-up": "def spill(): int('x')\ndef before_rule(context, rule): context.add_cleanup(spill)",
}


@pytest.mark.process
@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_that_breaks_outside_scenarios_is_broken_and_what_it_kept_from_running_says_so(
    tmp_path: Path, hook: str
) -> None:
    project = Project(tmp_path)
    project.feature("Feature: A\n  @sync\n  Rule: R\n    Scenario: one\n      Given nothing\n")
    project.hooks(HOOKS[hook])
    ran = project.run()
    assert ran.code == 2, ran.out
    [broken] = [one for one in ran.allure if one["status"] == "broken"]
    assert broken["statusDetails"]["message"].startswith(f"broken: {hook}")
    [other] = [one for one in ran.allure if one is not broken]
    assert other["status"] == ("passed" if "after" in hook or hook == "clean-up" else "skipped"), ran.out
    if other["status"] == "skipped":
        assert other["statusDetails"]["message"].startswith(f"not run: {hook}")


def test_what_breaks_twice_at_one_place_has_two_cases(tmp_path: Path) -> None:
    broken = problem("error", where="clean-up (spill) after the feature")
    report_into(tmp_path).ended(run(problems=[broken, broken, problem("error", where="before_all")]))
    written = [json.loads(path.read_text("utf-8")) for path in tmp_path.glob("*-result.json")]
    assert len({one["testCaseId"] for one in written}) == len({one["historyId"] for one in written}) == 3
