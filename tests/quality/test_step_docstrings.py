"""Every step says in its docstring what its text does not, and shows an example that is its own."""

import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import behave.step_registry
import pytest
from behave.model import Feature
from behave.parser import parse_file
from behave.step_registry import StepRegistry
from lockstep.running.definitions import parameter_types
from lockstep.running.selection.each_resource import expand

from tests.quality.tree import FEATURES, ROOT

STEPS = FEATURES / "steps"
FINAL = "Then every promise held"
"""The suite itself adds this step to every scenario."""


def read(path: Path) -> Feature:
    """A feature; what is written for each resource is executed for orders, say."""
    feature = parse_file(str(path))
    expand(feature, ["order"])
    return feature


SHOWN = {
    f"{step.step_type.capitalize()} {step.name}"
    for path in (*sorted(FEATURES.rglob("*.feature")), ROOT / "docs" / "examples" / "day" / "orders.feature")
    for scenario in read(path).walk_scenarios()
    for step in scenario.all_steps
} | {FINAL}


@pytest.fixture(scope="module")
def registry() -> Iterator[StepRegistry]:
    """The steps of the suite, and no others."""
    everything = behave.step_registry.registry
    kept = {kind: list(steps) for kind, steps in everything.steps.items()}
    for steps in everything.steps.values():
        steps.clear()
    parameter_types.register()
    for path in sorted(STEPS.glob("*.py")):
        sys.modules.pop(f"features.steps.{path.stem}", None)
        importlib.import_module(f"features.steps.{path.stem}")
    yield everything
    everything.steps.update(kept)


def functions(registry: StepRegistry) -> set[Callable[..., None]]:
    return {matcher.func for steps in registry.steps.values() for matcher in steps}


def example(function: Callable[..., None]) -> str:
    """The step of the docstring's example line, with its keyword; empty where there is none."""
    said = inspect.getdoc(function) or ""
    return next((line.removeprefix("Example: ") for line in said.splitlines() if line.startswith("Example: ")), "")


def test_every_step_has_a_docstring_with_an_example(registry: StepRegistry) -> None:
    found = functions(registry)
    assert len(found) > 200
    lacking = {one.__name__ for one in found if not example(one) or (inspect.getdoc(one) or "").startswith("Example")}
    assert lacking == set()


def test_an_example_matches_its_own_step_and_no_other(registry: StepRegistry) -> None:
    for function in functions(registry):
        keyword, _, text = example(function).partition(" ")
        matching = [one.func for one in registry.steps[keyword.lower()] if one.match(text)]
        assert matching == [function], example(function)


def test_an_example_stands_in_a_feature(registry: StepRegistry) -> None:
    assert {example(one) for one in functions(registry)} - SHOWN == set()
