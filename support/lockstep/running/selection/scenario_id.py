"""The id of a scenario, the same in file names, reports, the store and the management API.

It is the first 12 hexadecimal digits of the SHA-256 of four lines in UTF-8: `features/` and the feature file's path
below the folder of features, with forward slashes, the rule's name, the scenario's name as it is written (of an
outline with its placeholders), and the example row as `heading=value` pairs joined by " | ". Lines that do not apply
are empty. It changes only when one of these changes: not with tags, steps, or the order of scenarios.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from behave.model import Rule, Scenario, ScenarioOutline

from lockstep.reporting.places import relative

DIGITS = 12


def make_id(path: str, rule: str, name: str, row: Mapping[str, str]) -> str:
    """The id from its four parts."""
    parts = (path, rule, name, " | ".join(f"{heading}={value}" for heading, value in row.items()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:DIGITS]


def scenario_id(scenario: Scenario, root: Path) -> str:
    """The id of a scenario of behave's model; `root` is what holds the folder of features. That folder counts as
    `features/` whatever it is called, so that an id is the same in a checkout and in a wheel."""
    folder, separator, below = relative(scenario.filename, root).partition("/")
    path = f"features/{below}" if separator and folder not in {"", ".."} else folder + separator + below
    return make_id(path, rule_of(scenario), written_name(scenario), row_of(scenario))


def rule_of(scenario: Scenario) -> str:
    """The name of the rule that contains the scenario, or an empty string."""
    parent = scenario.parent
    if isinstance(parent, ScenarioOutline):
        parent = parent.parent
    return str(parent.name) if isinstance(parent, Rule) else ""


def written_name(scenario: Scenario) -> str:
    """The scenario's name; of an example row, the outline's name with its placeholders."""
    return str(scenario.parent.name if isinstance(scenario.parent, ScenarioOutline) else scenario.name)


def row_of(scenario: Scenario) -> dict[str, str]:
    """The example row, heading to value; empty for a scenario without one."""
    row = scenario._row
    return {} if row is None else {str(heading): str(value) for heading, value in row.items()}


def title_of(scenario: Scenario) -> str:
    """The name with its placeholders filled in, without the suffix that behave adds to distinguish rows."""
    if not row_of(scenario):
        return str(scenario.name)
    name = written_name(scenario)
    for heading, value in row_of(scenario).items():
        name = name.replace(f"<{heading}>", value)
    return name


def tags_of(scenario: Scenario) -> list[str]:
    """The tags of a scenario, those of its feature and rule before its own, without placeholders."""
    lineage = [scenario]
    while getattr(lineage[-1], "parent", None) is not None:
        lineage.append(lineage[-1].parent)
    tags = (str(tag) for statement in reversed(lineage) for tag in statement.tags)
    return list(dict.fromkeys(tag for tag in tags if "<" not in tag))
