"""Outlines that are written once and executed for each resource that the target declares.

    Examples:
      | resource      |
      | each resource |

Such a row becomes one row for each, with its name in the cell, before lines select scenarios. Without resources the
row remains, and is skipped with that reason. The file remains valid Gherkin for every parser. What a scenario needs
of its resource it says by tags such as `@needs.each.delete` (`lockstep.targets.resources.declarations.NEEDS`).
"""

import difflib
from collections.abc import Iterable, Sequence

from behave.model import Feature, Row, Scenario, Table

from lockstep.running.errors import CommandFaultError
from lockstep.running.selection.examples import outlines
from lockstep.running.selection.scenario_id import row_of
from lockstep.targets.resources import Resource

HEADING = "resource"
EACH = "each resource"
NEEDS_EACH = "needs.each."
_EXPANDED = "expanded_for_each_resource"


def chosen_names(resources: Iterable[Resource], only: str = "") -> tuple[str, ...]:
    """The names of the resources, or the `only` one. Raises CommandFaultError if there is no such resource, though
    there are others."""
    names = tuple(one.name for one in resources)
    if not (only and names):
        return names
    if only not in names:
        near = difflib.get_close_matches(only, names, n=1)
        known = f"did you mean {near[0]}?" if near else f"it declares {', '.join(names)}"
        raise CommandFaultError(f"resource={only}: the target declares no such resource; {known}")
    return (only,)


def expand(feature: Feature, names: Sequence[str]) -> None:
    """Replace the rows written for each resource."""
    if not names:
        return
    for outline in outlines(feature):
        for examples in outline.examples:
            if HEADING in examples.table.headings and any(_is_each(row) for row in examples.table.rows):
                examples.table = _expanded(examples.table, names)
                vars(feature)[_EXPANDED] = True


def is_expanded(feature: Feature) -> bool:
    """Whether the feature has other rows than its file."""
    return _EXPANDED in vars(feature)


def is_unexpanded(scenario: Scenario) -> bool:
    """Whether this is the row written for each resource, left as it is because the target declares none."""
    return row_of(scenario).get(HEADING) == EACH


def unmet(scenario: Scenario, resources: Sequence[Resource], target: str) -> str:
    """Why a scenario cannot be executed with the resource of its row; empty if it can, or has no such row."""
    name = row_of(scenario).get(HEADING, "")
    if is_unexpanded(scenario):
        return f"target {target} declares no resources"
    found = next((one for one in resources if one.name == name), None)
    needs = [tag.removeprefix(NEEDS_EACH) for tag in scenario.effective_tags if tag.startswith(NEEDS_EACH)]
    if found is None:
        return f"target {target} has no resource {name or 'in this row'}" if needs else ""
    return "; ".join(dict.fromkeys(reason for need in needs if (reason := found.unmet(need))))


def _is_each(row: Row) -> bool:
    return bool(row[HEADING] == EACH)


def _expanded(table: Table, names: Sequence[str]) -> Table:
    found = Table(table.headings, line=table.line)
    for row in table.rows:
        if not _is_each(row):
            found.add_row(row.cells, row.line)
        for name in names if _is_each(row) else ():
            found.add_row([name if cell == EACH else cell for cell in row.cells], row.line)
    return found
