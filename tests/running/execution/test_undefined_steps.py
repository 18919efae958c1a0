"""An undefined step is answered with the nearest definitions and a snippet."""

from pathlib import Path

import pytest
from behave.model import Step
from behave.runner import the_step_registry
from behave.step_registry import StepRegistry
from lockstep.running.execution import undefined_steps
from lockstep.settings.locations import PACKAGE


def step(name: str, kind: str = "when") -> Step:
    return Step("a.feature", 3, kind.title(), kind, name)


@pytest.fixture(autouse=True)
def defined(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = StepRegistry()
    registry.add_step_definition("when", "{person} posts {count:d} messages over the API", lambda _: None)
    registry.add_step_definition("given", 'somebody waits "{long}"', lambda _: None)
    monkeypatch.setattr(the_step_registry, "steps", registry.steps)


def test_a_misspelt_step_is_answered_with_the_nearest() -> None:
    said = undefined_steps.answer(step("Ana posts 3 mesages over the API"), PACKAGE.parent.parent)
    assert said == (
        'no step definition matches "Ana posts 3 mesages over the API"; the nearest:'
        ' "{person} posts {count:d} messages over the API"'
    )


def test_a_step_with_the_wrong_keyword_is_told_the_right_one(tmp_path: Path) -> None:
    said = undefined_steps.answer(step('somebody waits "long"'), tmp_path)
    assert said.endswith("after When, but it is defined for Given")


def test_an_own_repository_is_given_a_snippet_that_compiles(tmp_path: Path) -> None:
    said = undefined_steps.answer(step('Zoe\'s cat "Tom" sleeps 3 hours {well}'), tmp_path)
    made = said.split("steps folder:\n")[1]
    compile(made, "own.py", "exec")
    assert "from lockstep.steps import Context, when" in made
    assert 'cat "{value_1}" sleeps {value_2:d} hours {{well}}' in made
    assert "(context: Context, value_1: str, value_2: int) -> None" in made
