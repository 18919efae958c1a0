"""Packs of steps: they hold the suite's step files, and stand beside a repository's own hooks and steps."""

from pathlib import Path

import pytest
from lockstep.settings.locations import suite_folder
from lockstep.steps.packs import CHAT, GENERIC, SERVICE, load

from tests.running.project import WHOLE, Project

FEATURE = """Feature: own

  Scenario: a step of the pack and one of the repository's own
    Given Ana works for a company
    Then Ana is glad
"""
OWN = """
from behave import use_step_matcher
from lockstep.steps import Context, then
use_step_matcher("re")

@then("{person:Name} is glad")
def glad(context: Context, person: str) -> None:
    assert person == "Ana" and context.own == "own"
"""
HOOKS = """
import lockstep.running.environment

def before_scenario(context, scenario):
    context.own = "own" if context.scene else ""
"""


@pytest.fixture
def repository(tmp_path: Path) -> Project:
    """A repository with hooks and a step of its own."""
    project = Project(tmp_path, WHOLE)
    steps = tmp_path / "features" / "steps"
    (steps / "steps.py").write_text(OWN, "utf-8")
    (steps / "vocabulary.py").write_text("import lockstep.steps.chat\n", "utf-8")
    project.hooks(HOOKS)
    project.feature(FEATURE)
    return project


def test_every_step_file_of_the_suite_is_in_one_pack() -> None:
    files = sorted(path.stem for path in (suite_folder() / "steps").glob("*.py"))
    assert sorted((*GENERIC, *CHAT, *SERVICE)) == files


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.py"):
        load(("nothing",))


@pytest.mark.process
def test_own_hooks_and_steps_stand_beside_a_pack(repository: Project) -> None:
    repository.run().came_to(0, passed=1, failed=0)


@pytest.mark.process
def test_a_step_that_a_pack_has_too_is_ambiguous(repository: Project) -> None:
    steps = repository.root / "features" / "steps" / "steps.py"
    steps.write_text(OWN + '\n@then("every promise held")\ndef mine(context: Context) -> None: ...\n', "utf-8")
    ran = repository.run()
    assert ran.code == 2
    assert "is ambiguous" in ran.out
    assert "features/steps/steps.py:" in ran.out
    assert "Traceback" not in ran.out + ran.err
