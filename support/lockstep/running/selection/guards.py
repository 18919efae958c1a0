"""The guards: pre-run checks for mistakes that would let a run pass without testing anything.

Each guard returns a sentence per finding, with file, line and remedy; none means no findings. These are rejected:
unknown tags, in features and in `--tags`; keywords read as descriptions; anything that behave reads differently from
how it is written; placeholders without a column; files without a feature, features and rules without scenarios,
scenarios without steps, outlines without rows; and names and ids that are not unique, because reports and history
would confuse the scenarios. See docs/running.md, "Guards".
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from behave.model import Feature, Rule, ScenarioOutline

from lockstep.reporting.places import relative
from lockstep.running.errors import CommandFaultError, SuiteFaultError
from lockstep.running.selection.agreement import misread
from lockstep.running.selection.examples import examples_flaws
from lockstep.running.selection.keyword_typos import misspelt_keywords
from lockstep.running.selection.scenario_id import row_of
from lockstep.running.selection.tags import unknown_in_expression, unknown_in_features
from lockstep.running.selection.unique_ids import shared_ids


def findings(
    features: Sequence[Feature], files: Iterable[str], expression: Any, root: Path, language: str | None = None
) -> list[str]:
    """All findings of the guards. `files` are the feature files that were read, `language` applies to those that name
    none. Raises OSError."""
    hollow = [*examples_flaws(features, root), *empty(features, files, root)]
    told = {sentence.partition(":")[0] for sentence in hollow}
    others = [feature for feature in features if relative(feature.filename, root) not in told]
    return [
        *unknown_in_expression(expression, features),
        *unknown_in_features(features, root),
        *misspelt_keywords(features, root),
        *hollow,
        *misread(others, root, language),
        *duplicates(features, root),
        *shared_ids(features, root),
    ]


def raised(finding: str) -> tuple[str, Exception]:
    """The place of a finding, and its error: the finding begins with an option of the command, or with a place in a
    file."""
    if finding.startswith("--"):
        return "the command", CommandFaultError(finding)
    return "the features", SuiteFaultError(finding)


def empty(features: Sequence[Feature], files: Iterable[str], root: Path) -> list[str]:
    """A sentence for each item that contains nothing to run."""
    full = {relative(feature.filename, root) for feature in features}
    sentences = [
        f"{name}: this file contains no feature; write one or remove the file"
        for name in dict.fromkeys(relative(file, root) for file in files)
        if name not in full
    ]
    for feature in features:
        file = relative(feature.filename, root)
        sentences += [
            f'{file}:{one.line}: {one.keyword} "{one.name}" has no {missing}, so it would test nothing'
            for one, missing in _hollow(feature)
        ]
    return sentences


def duplicates(features: Sequence[Feature], root: Path) -> list[str]:
    """A sentence for each scenario name, or row of values, that another in the same feature or rule already has."""
    sentences: list[str] = []
    for feature in features:
        file = relative(feature.filename, root)
        for container in (feature, *feature.iter_rules()):
            first: dict[str, int] = {}
            for item in (item for item in container.run_items if not isinstance(item, Rule)):
                if item.name in first:
                    sentences.append(
                        f'{file}:{item.line}: the name "{item.name}" is taken by line {first[item.name]}; '
                        "reports and history could not tell the two apart: choose another name"
                    )
                first.setdefault(item.name, item.line)
                sentences += [f"{file}:{line}: {reason}" for line, reason in _repeated_rows(item)]
    return sentences


def nothing_executed(reasons: Iterable[str], expression: Any, names: Sequence[str] | None, shard: str = "") -> str:
    """The sentence for a run that executed no scenario; `reasons` are those of the skipped scenarios."""
    why = dict.fromkeys(reason for reason in reasons if reason)
    if why:
        return f"nothing was executed: every selected scenario was skipped: {'; '.join(why)}"
    asked = [f"--tags {expression}"] if str(expression) not in {"", "true"} else []
    asked += [f"--name {name}" for name in names or []]
    asked += [f"shard={shard}"] if shard else []
    return f"nothing was executed: no scenario is selected{' by ' + ' and '.join(asked) if asked else ''}"


def _hollow(parent: Feature | Rule) -> Iterator[tuple[Any, str]]:
    if not parent.run_items:
        yield parent, "scenario"
    for item in parent.run_items:
        if isinstance(item, Rule):
            yield from _hollow(item)
        elif not item.steps:
            yield item, "step"
        elif isinstance(item, ScenarioOutline) and not item.scenarios:
            yield item, "example row"


def _repeated_rows(item: Any) -> Iterator[tuple[int, str]]:
    if not isinstance(item, ScenarioOutline):
        return
    first: dict[tuple[str, ...], int] = {}
    for scenario in item.scenarios:
        cells = tuple(f"{heading}={value}" for heading, value in row_of(scenario).items())
        if cells in first:
            yield (
                scenario.line,
                f"the example row {', '.join(cells)} is already at line {first[cells]}: remove one",
            )
        first.setdefault(cells, scenario.line)
