"""The known tags, and the guard against any other: a misspelt tag would silently select nothing.

Known are the stages and the subjects, `@slow`, `@FR-nnn` (a requirement), `@needs.X` (a capability of the target, one
of `lockstep.targets.needs`), `@needs.each.X` (of each resource that a row is executed for), `@timeout.N` (seconds),
`@unknown.Pn` (a property that may stay unknown), Allure's severities and `@allure.*`. A wildcard in `--tags` must
match one of the fixed tags or a tag that a feature carries. See docs/running.md, "Tags".
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from behave.model import Feature, Rule, ScenarioOutline

from lockstep.reporting.places import relative
from lockstep.running.selection.stages import STAGES
from lockstep.targets.needs import NEEDS, SPLIT
from lockstep.targets.resources.declarations import NEEDS as NEEDS_OF_EACH

FIXED = frozenset({
    *STAGES, "connection", "privacy", "journey", "slow",
    *(f"needs.{need}" for need in NEEDS),
    *(f"needs.each.{need}" for need in NEEDS_OF_EACH),
    "blocker", "critical", "normal", "minor", "trivial",
})  # fmt: skip
_FAMILIES = re.compile(r"FR-\d{3}|timeout\.[1-9]\d*|unknown\.P([1-9]|1\d|2[0-4])|allure\..+")

ALLOWED = (
    f"{' '.join(f'@{tag}' for tag in (*STAGES, 'connection', 'privacy', 'journey', 'slow'))}, @FR-nnn, "
    f"@needs.X (X one of {', '.join(NEEDS)}), @needs.each.X (X one of {', '.join(NEEDS_OF_EACH)}), "
    "@timeout.N (seconds), @unknown.Pn, "
    "@blocker @critical @normal @minor @trivial, @allure.*"
)


class Tagged(NamedTuple):
    """A tag and where it stands."""

    tag: str
    place: str


def is_known(tag: str) -> bool:
    """Whether the tag, without its @, is one of the suite's."""
    return tag in FIXED or _FAMILIES.fullmatch(tag) is not None


def unknown_in_features(features: Iterable[Feature], root: Path) -> list[str]:
    """A sentence for each unknown tag in a feature file."""
    found = dict.fromkeys(one for feature in features for one in _written(feature, root) if not is_known(one.tag))
    return [f"{one.place}: @{one.tag} is not a tag of this suite{_or_nearest(one.tag, FIXED)}" for one in found]


def unknown_in_expression(expression: Any, features: Iterable[Feature]) -> list[str]:
    """A sentence for each unknown tag in the expression of `--tags`."""
    carried = {str(tag) for feature in features for one in feature.walk_scenarios() for tag in one.effective_tags}
    return [
        f"--tags: @{name} is not a tag of this suite{_or_nearest(name, FIXED | carried)}"
        for name in dict.fromkeys(_names(expression))
        if not is_known(name) and not any(fnmatchcase(tag, name) for tag in FIXED | carried if is_known(tag))
    ]


def _or_nearest(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that says what to write instead: an old expression in its present form, the most similar
    tag, or all known tags."""
    old = name.lstrip("~-@")
    if old != name:
        return f': write "not @{old}"'
    if "," in name:
        alternatives = " or ".join(f"@{one.removeprefix('@')}" for one in name.split(","))
        return f': write "{alternatives}"'
    split = SPLIT.get(name.removeprefix("needs."), ()) if name.startswith("needs.") else ()
    if split:
        return f", because it was split: write {' or '.join(f'@needs.{need}' for need in split)}"
    near = difflib.get_close_matches(name, sorted(filter(is_known, known)), n=1, cutoff=0.7)
    return f": did you mean @{near[0]}?" if near else f"; allowed are {ALLOWED}"


def _names(expression: Any) -> Iterator[str]:
    """Every name in a tag expression, whatever its operators."""
    if hasattr(expression, "terms"):
        for term in expression.terms:
            yield from _names(term)
    elif hasattr(expression, "term"):
        yield from _names(expression.term)
    elif hasattr(expression, "name"):
        yield str(expression.name)


def _written(feature: Feature, root: Path) -> Iterator[Tagged]:
    for statement, tags in _statements(feature):
        for tag in tags:
            if "<" not in tag:  # a placeholder: the rows of the outline carry what it becomes
                line = getattr(tag, "line", statement.line)
                yield Tagged(str(tag), f"{relative(feature.filename, root)}:{line}")


def _statements(item: Any) -> Iterator[tuple[Any, Iterable[str]]]:
    """Every item that has tags, with its own tags."""
    yield item, item.tags
    if isinstance(item, ScenarioOutline):
        for one in item.examples:
            yield one, one.tags
        plain = {*item.tags, *(tag for one in item.examples for tag in one.tags)}
        for row in item.scenarios:
            yield row, [tag for tag in row.tags if tag not in plain]
    elif isinstance(item, Feature | Rule):
        for one in item.run_items:
            yield from _statements(one)
