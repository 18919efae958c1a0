"""Runs side by side, through real behave: the same verdicts as one after the other, in all reports."""

import os
from pathlib import Path

import pytest

from tests.running.project import Project, Ran

PASSES = "Given nothing;When nothing happens"
EVERY_KIND = (
    PASSES,
    "When it fails",
    "Given a violation at the end",
    "Given an unknown at the end",
    "When it breaks",
    "When the machine is slow",
    f"@needs.files|{PASSES}",
    "When nobody wrote this",
    "When its time is up",
    "When it fails on the first 1 attempts",
)
SKIPPING = """
def before_scenario(context, scenario):
    if 'needs.files' in scenario.effective_tags: scenario.skip('no files')
"""
COUNTING = """
import os
from pathlib import Path

def before_all(context):
    Path(f"opened-{context.worker}-{os.getpid()}").touch()

def after_all(context):
    Path(f"closed-{context.worker}-{os.getpid()}").touch()
"""
RULES = """
@smoke
Feature: B
  Background:
    Given nothing

  Scenario: plain
    When nothing happens

  Rule: R
    Background:
      Given nothing
    Scenario: inside
      When it fails
    Scenario Outline: row <n>
      When <act>
      Examples:
        | n | act             |
        | 1 | nothing happens |
        | 2 | it fails        |
"""


def verdicts(ran: Ran) -> dict[tuple[str, int], tuple[str, list[str], str]]:
    return {
        (one["id"], one["attempt"]): (one["status"], [step["status"] for step in one["steps"]], one["message"])
        for one in ran.summary["scenarios"]
    }


def shown(ran: Ran) -> list[tuple[str, str, str]]:
    return sorted((one["fullName"], one["historyId"], one["status"]) for one in ran.allure)


def cases(ran: Ran) -> list[tuple[str | None, str | None, list[str]]]:
    return sorted((one.get("classname"), one.get("name"), [child.tag for child in one]) for one in ran.cases)


def test_the_same_verdicts_in_all_reports(project: Project) -> None:
    project.scenarios(*EVERY_KIND)
    project.feature(RULES, "b.feature")
    project.hooks(SKIPPING)
    settings = ("-D", "test_timeout=60000", "-D", "test_retry_count=1", "-D", "seed=7")
    serial = project.run(*settings)
    told = verdicts(serial), shown(serial), cases(serial), serial.code, serial.totals(), serial.summary["counts"]
    parallel = project.run("--jobs", "3", *settings)
    assert "3 workers" in parallel.lines
    assert verdicts(parallel) == told[0]
    assert shown(parallel) == told[1]
    assert cases(parallel) == told[2]
    assert (parallel.code, parallel.totals(), parallel.summary["counts"]) == told[3:]
    assert parallel.summary["properties"] == serial.summary["properties"]
    assert "A  (features/a.feature)" in parallel.lines


def test_hooks_of_the_run_run_once_per_worker(project: Project) -> None:
    project.scenarios(*[PASSES] * 6)
    project.hooks(COUNTING)
    ran = project.run("-D", "jobs=2")
    ran.came_to(0, passed=6, failed=0)
    opened = sorted(path.name.removeprefix("opened-") for path in project.root.glob("opened-*"))
    assert [name.split("-")[0] for name in opened] == ["1", "2"]
    assert sorted(path.name.removeprefix("closed-") for path in project.root.glob("closed-*")) == opened


def test_no_more_workers_than_scenarios(project: Project) -> None:
    project.scenarios(PASSES)
    project.hooks(COUNTING)
    project.run("--jobs", "4").came_to(0, passed=1, failed=0)
    assert len(list(project.root.glob("opened-0-*"))) == 1


def test_a_worker_whose_target_died_ends_the_run(project: Project) -> None:
    project.scenarios("When the target dies", *[PASSES] * 40)
    ran = project.run("--jobs", "2")
    assert ran.code == 2
    assert ran.summary["stopped"] == "the backend of target reference died"
    passed, failed, skipped = ran.totals()
    assert (passed + skipped, failed) == (40, 0)
    assert ran.lines[-3:-1] == [
        "error: the backend of target reference died",
        "broken: 1; broken outside any scenario: 1",
    ]


def test_an_environment_that_does_not_open_ends_the_run_and_is_told_once(project: Project) -> None:
    project.scenarios(*[PASSES] * 8)
    project.hooks("def before_all(context): raise OSError('no API')\n")
    ran = project.run("--jobs", "2")
    ran.came_to(2, passed=0, failed=0, skipped=8)
    assert len(ran.summary["problems"]) == 1
    assert sum("no API" in line and line.startswith("error: ") for line in ran.lines) == 1


def test_what_is_left_when_a_worker_closes_fails_the_run(project: Project) -> None:
    project.scenarios(*[PASSES] * 4)
    project.hooks("def after_all(context): raise OSError('a table is not empty')\n")
    project.run("--jobs", "2").came_to(2, passed=4, failed=0)


def test_a_worker_that_is_killed_ends_the_run_and_takes_its_processes_along(project: Project) -> None:
    project.scenarios("When the worker is killed", *[PASSES] * 3)
    ran = project.run("--jobs", "2")
    assert ran.code == 2
    assert ran.summary["stopped"].startswith("worker ")
    end = 'was killed by signal 9 while it ran "number 1", so the run cannot continue'
    assert ran.summary["stopped"].endswith(end)
    [scenario] = [one for one in ran.summary["scenarios"] if one["name"] == "number 1"]
    assert scenario["status"] == "not run"
    assert not alive(project)


@pytest.mark.parametrize("how", ["the command is interrupted", "the command is cancelled"])
def test_interrupting_the_command_ends_every_worker_in_order(project: Project, how: str) -> None:
    project.scenarios(f"When {how}", "When it never ends", *[PASSES] * 3)
    project.hooks(COUNTING + "def after_scenario(context, scenario): Path(f'cleaned-{scenario.line}').touch()\n")
    ran = project.run("--jobs", "2")
    assert ran.code == 2
    assert ran.summary["stopped"] == "the run was interrupted"
    opened, closed = (
        {path.name.removeprefix(act) for path in project.root.glob(f"{act}*")} for act in ("opened-", "closed-")
    )
    assert opened <= closed  # one that was interrupted while it opened closes too, and may not have said it opened
    assert opened
    assert sum(ran.totals()) + ran.aside() == 5
    assert not alive(project)


def test_stop_gives_out_nothing_more(project: Project) -> None:
    project.scenarios("When it fails", *["When it fails"] * 30)
    ran = project.run("--jobs", "2", "--stop")
    assert ran.code == 1
    assert ran.totals()[1] < 31
    assert "--stop was given" in ran.out


def test_formatters_that_need_an_order_are_refused(project: Project) -> None:
    project.scenarios(PASSES, PASSES)
    ran = project.run("--jobs", "2", "-f", "plain")
    ran.came_to(2, passed=0, failed=0, skipped=2)
    assert "error: -f plain cannot follow scenarios that run in parallel" in ran.out


def test_what_hooks_say_names_the_worker(project: Project) -> None:
    project.scenarios(PASSES, PASSES)
    project.hooks("def before_all(context): context.say('the API answers')\n")
    ran = project.run("--jobs", "2")
    assert {"worker 1: the API answers", "worker 2: the API answers"} <= set(ran.lines)


def test_workers_end_when_what_listens_to_them_breaks(project: Project) -> None:
    project.scenarios(*["Given a noted process"] * 30)
    project.hooks(
        "from lockstep.running.execution.scenario_runner import ScenarioRunner\n"
        "def broken(*_): raise OSError('the console is gone')\n"
        "ScenarioRunner.take = broken\n"
    )
    ran = project.run("--jobs", "2")
    assert ran.code == 2
    assert "the console is gone" in ran.out
    assert list(project.root.glob("pid-*"))
    assert not alive(project)


def alive(project: Project) -> list[int]:
    """Processes that a step noted and that still run."""
    found = []
    for path in Path(project.root).glob("pid-*"):
        pid = int(path.name.removeprefix("pid-"))
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            continue
        found.append(pid)
    return found
