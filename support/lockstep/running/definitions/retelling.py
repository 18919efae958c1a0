"""One scenario as a separate feature in Gherkin, which reads back as the same scenario.

An example row is written as a plain scenario with its values filled in. If such a text would not read back as the
same (an empty value at the end of a step, a `\\` next to a `|`, quotes that would close a doc string), it is written
as its outline with this one row.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from behave.i18n import languages
from behave.model import Scenario
from behave.parser import ParserError, parse_feature
from gherkin.errors import ParserException

from lockstep.running.selection.readings import behaves, executed_of, official
from lockstep.running.selection.scenario_id import row_of, rule_of, tags_of, title_of

QUOTES = '"""'
OTHER_QUOTES = "'''"
ESCAPED = "\\|"


def told(scenario: Scenario) -> str:
    """The Gherkin of this scenario or example row alone."""
    feature: Any = scenario.feature
    row = row_of(scenario)
    if not row:
        return _text(scenario, scenario.keyword, scenario.name, scenario.all_steps)
    plain = _text(scenario, languages[feature.language]["scenario"][-1], title_of(scenario), scenario.all_steps)
    odd = any(not value or value.startswith((QUOTES, OTHER_QUOTES)) for value in row.values())
    if ("\\" not in plain and not odd) or _reads_back(plain, scenario):
        return plain
    outline: Any = scenario.parent
    steps = [*scenario.background_steps, *outline.steps]
    keyword = languages[feature.language]["examples"][0]
    examples = "\n".join((f"\n    {keyword}:", *_table((row.keys(), row.values()))))
    return _text(scenario, outline.keyword, outline.name, steps) + examples + "\n"


def _reads_back(text: str, scenario: Scenario) -> bool:
    try:
        feature = parse_feature(text)
        written, executed = behaves(feature)
        if "\\" in text and (written, executed) != official(text):
            return False
    except (ParserError, ParserException):
        return False
    read = [(item.kind, item.value) for item in executed]
    return read == [(item.kind, item.value) for item in executed_of(scenario)]


def _text(scenario: Scenario, keyword: str, name: str, steps: Iterable[Any]) -> str:
    return "\n".join(_lines(scenario, keyword, name, steps)) + "\n"


def _lines(scenario: Scenario, keyword: str, name: str, steps: Iterable[Any]) -> Iterator[str]:
    feature: Any = scenario.feature
    if feature.language != "en":
        yield f"# language: {feature.language}"
    rule = rule_of(scenario)
    if scenario.effective_tags:
        yield " ".join(f"@{tag}" for tag in tags_of(scenario))
    yield f"{feature.keyword}: {feature.name}"
    if rule:
        parent: Any = scenario.parent
        parent = parent if parent.name == rule and parent.type == "rule" else parent.parent
        yield f"\n  {parent.keyword}: {rule}"
    yield f"\n  {keyword}: {name}"
    for line in scenario.description:
        yield f"    {line}"
    for step in steps:
        yield f"    {step.keyword} {step.name}"
        if step.text is not None:
            yield from (f"      {line}" for line in _doc_string(str(step.text)))
        if step.table is not None:
            yield from _table((step.table.headings, *step.table.rows))


def _doc_string(text: str) -> Iterator[str]:
    lines = text.split("\n") if text else []
    quotes = OTHER_QUOTES if any(line.strip().startswith(QUOTES) for line in lines) else QUOTES
    yield from (quotes, *lines, quotes)


def _table(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    for row in rows:
        yield f"      | {' | '.join(str(cell).replace('|', ESCAPED) for cell in row)} |"
