"""Runs of the installed suite in folders of all kinds."""

import json
import sys
from pathlib import Path

import pytest

from tests.package.built import Environment, done, run
from tests.quality.tree import ROOT
from tests.running.project import CONFIG, WHOLE

OWN_STEPS = """
import lockstep.steps.chat
from lockstep.steps import Context, when

@when("{name:Name} greets everybody")
def greets(context: Context, name: str) -> None:
    context.execute_steps(f"When {name} posts 3 messages over the API")

@when("a step has a mistake")
def mistaken(context: Context) -> None:
    int("x")
"""
OWN_FEATURE = """
Feature: talk
  Scenario: messages arrive
    Given Ana and Ben are in the chatroom "design"
    When Ana greets everybody
    Then Ben receives the 3 messages once each, in order, within the delivery budget
"""
MISTAKE = """
Feature: talk
  Scenario: a mistake
    When a step has a mistake
"""
BASE = """
from behave.configuration import Configuration
from lockstep.running.runner import LockstepRunner
from lockstep.settings.locations import suite_folder

runner = LockstepRunner(Configuration([str(suite_folder())], load_config=False))
runner.setup_paths()
print(runner.base_dir, suite_folder())
"""
CHECKOUT = """
import sys

sys.path.insert(0, sys.argv.pop(1))
from lockstep.cli.main import main

main()
"""
OWN_HOOKS = """
import lockstep.running.environment
from pathlib import Path

def before_scenario(context, scenario):
    Path("hooked").write_text(scenario.name)
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A repository with a feature, steps and hooks of its own."""
    steps = tmp_path / "features" / "steps"
    steps.mkdir(parents=True)
    (steps / "vocabulary.py").write_text(OWN_STEPS, "utf-8")
    (tmp_path / "features" / "environment.py").write_text(OWN_HOOKS, "utf-8")
    (tmp_path / "features" / "own.feature").write_text(OWN_FEATURE, "utf-8")
    (tmp_path / "behave.ini").write_text(CONFIG.format(runner=WHOLE), "utf-8")
    return tmp_path


def ids(summary: Path) -> set[str]:
    return {one["id"] for one in json.loads(summary.read_text("utf-8"))["scenarios"]}


def test_an_empty_folder_runs_the_suite_of_the_package(whole: Environment, tmp_path: Path) -> None:
    before = whole.files()
    ran = whole.lockstep(tmp_path, "run", "--tags=@smoke", "-D", "budgets=report")
    ran.came_to(0)
    assert whole.files() == before  # it may be read-only
    assert [path.name for path in tmp_path.iterdir()] == ["reports"]
    catalogue = run(whole.folder / "bin" / "python", "-c", BASE, folder=tmp_path)
    assert catalogue.stdout.split() == [str(whole.package / "suite")] * 2, catalogue.stderr
    reports = tmp_path / "of-the-checkout"
    done(sys.executable, "-c", CHECKOUT, ROOT / "support", "run", "--tags=@smoke", "-D", f"reports={reports}")
    assert {one["id"] for one in ran.scenarios} == ids(reports / "summary.json")


@pytest.mark.parametrize("other", ["support/__init__.py", "lockstep/__init__.py"])
def test_folders_of_the_repository_do_not_shadow_the_package(whole: Environment, tmp_path: Path, other: str) -> None:
    path = tmp_path / other
    path.parent.mkdir()
    path.write_text("raise ImportError('this is not for Lockstep')\n", "utf-8")
    whole.lockstep(tmp_path, "run", "--tags=@smoke", "-n", "a ping is answered").came_to(0)


def test_own_features_steps_and_hooks_are_run(whole: Environment, own: Path) -> None:
    ran = whole.lockstep(own, "run")
    ran.came_to(0)
    assert [one["name"] for one in ran.scenarios] == ["messages arrive"]
    assert (own / "hooked").read_text("utf-8") == "messages arrive"


def test_settings_of_behave_say_where_features_lie(whole: Environment, own: Path) -> None:
    (own / "features").rename(own / "acceptance")
    settings = own / "behave.ini"
    settings.write_text(settings.read_text("utf-8").replace("[behave]", "[behave]\npaths = acceptance"), "utf-8")
    ran = whole.lockstep(own, "run")
    ran.came_to(0)
    assert [one["file"] for one in ran.scenarios] == ["acceptance/own.feature"]


def test_a_plant_is_caught_with_its_witness(whole: Environment, own: Path) -> None:
    ran = whole.lockstep(own, "run", "-D", "plant=drop:kind=chatroom_message_received,count=1")
    ran.came_to(1)
    (scenario,) = ran.scenarios
    violated = {one["name"]: one for one in scenario["verdicts"] if one["outcome"] == "violated"}
    assert " never received " in violated["no loss"]["witnesses"][0]["text"]


def test_a_mistake_in_an_own_step_names_its_file_and_line(whole: Environment, own: Path) -> None:
    (own / "features" / "own.feature").write_text(MISTAKE, "utf-8")
    ran = whole.lockstep(own, "run")
    assert ran.code == 2, ran.out + ran.err
    line = OWN_STEPS.splitlines().index('    int("x")') + 1
    assert f"features/steps/vocabulary.py:{line}" in ran.out
