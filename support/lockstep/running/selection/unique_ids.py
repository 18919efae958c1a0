"""The guard of ids: no two scenarios of a run may share an id (`scenario_id.py`), because histories, reports and
stored runs would confuse them.

Two share an id if two rules of a feature have the same name and contain scenarios with the same title, if features in
two folders count as the same path below `features/`, if the cells of two rows are equal once they are joined, or if
one file is read twice. Duplicates within one feature or rule are left to `guards.duplicates`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from behave.model import Feature, Scenario, ScenarioOutline

from lockstep.reporting.places import relative
from lockstep.running.selection.scenario_id import row_of, rule_of, scenario_id, title_of, written_name


def shared_ids(features: Sequence[Feature], root: Path) -> Iterator[str]:
    """A sentence for each scenario whose id is already taken, with both lines and the remedy."""
    first: dict[str, Scenario] = {}
    twice: set[str] = set()
    for scenario in (one for feature in features for one in feature.walk_scenarios()):
        other = first.setdefault(scenario_id(scenario, root), scenario)
        if other is scenario or _are_neighbours(scenario, other):
            continue
        file, line = relative(scenario.filename, root), scenario.line
        if (relative(other.filename, root), other.line) != (file, line):
            yield f"{file}:{line}: {_sentence(scenario, other, root)}"
        elif file not in twice:
            twice.add(file)
            yield f"{file}:{line}: this file is read twice, under two names of its path: name it once"


def _sentence(scenario: Scenario, other: Scenario, root: Path) -> str:
    both = f'the scenario "{title_of(scenario)}" has the same id as the one at '
    if scenario.filename != other.filename:
        return (
            f"{both}{relative(other.filename, root)}:{other.line}, because the folder of features counts as features/"
            " whatever its name; reports and history could not tell the two apart: rename one of the files"
        )
    apart = "reports and history could not tell the two apart"
    if row_of(scenario) != row_of(other):
        equal = "because their rows are equal once joined"
        return f"{both}line {other.line}, {equal}; {apart}: change a cell of one of them"
    return (
        f'{both}line {other.line}, because both are in a rule "{rule_of(scenario)}"; {apart}: rename one of the'
        " rules, or one of the scenarios"
    )


def _are_neighbours(one: Scenario, other: Scenario) -> bool:
    """Whether both have the same name and row in the same feature or rule."""
    same = (written_name(one), row_of(one)) == (written_name(other), row_of(other))
    return same and _container(one) is _container(other)


def _container(scenario: Scenario) -> Any:
    parent: Any = scenario.parent
    return parent.parent if isinstance(parent, ScenarioOutline) else parent
