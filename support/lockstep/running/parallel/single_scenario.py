"""One scenario as a unit of work: its feature, temporarily without all other scenarios.

Feature, rule, outline and background are unchanged, so that hooks, tags and reports see the scenario in its place.
Hooks of a feature or a rule run once per unit.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from behave.model import Feature, Rule, Scenario, ScenarioOutline


@contextmanager
def only(feature: Feature, scenario: Scenario) -> Iterator[Feature]:
    """The feature with no other scenario in it, until the block ends."""
    with ExitStack() as undo:
        _keep(feature, scenario, undo)
        yield feature


def _keep(parent: Feature | Rule, scenario: Scenario, undo: ExitStack) -> None:
    kept = [item for item in parent.run_items if _holds(item, scenario)]
    _put(parent, "run_items", kept, undo)
    for item in kept:
        if isinstance(item, Rule):
            _keep(item, scenario, undo)
        elif isinstance(item, ScenarioOutline):
            _put(item, "_scenarios", [scenario], undo)


def _holds(item: Any, scenario: Scenario) -> bool:
    if isinstance(item, Rule):
        return any(_holds(one, scenario) for one in item.run_items)
    if isinstance(item, ScenarioOutline):
        return any(row is scenario for row in item.scenarios)
    return item is scenario


def _put(item: Any, name: str, value: list[Any], undo: ExitStack) -> None:
    undo.callback(setattr, item, name, getattr(item, name))
    setattr(item, name, value)
