"""The guard of Examples: every placeholder has a column, every column is used, and every table has rows.

A placeholder is text between `<` and `>` in an outline's name, steps, texts, tables or tags. behave does not replace
a placeholder without a column, so that `<word>` itself is posted, and ignores Examples without rows; a cell that
contains a column's placeholder would be filled in or not depending on the order of the columns.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from behave.model import Feature, Rule, ScenarioOutline

from lockstep.reporting.places import relative

_PLACEHOLDER = re.compile(r"<([^<>\n]+)>")


def examples_flaws(features: Iterable[Feature], root: Path) -> list[str]:
    """A sentence for each placeholder, column, cell or table that would not be read as intended."""
    return [
        f"{relative(feature.filename, root)}:{line}: {reason}"
        for feature in features
        for outline in outlines(feature)
        for line, reason in _of_outline(outline)
    ]


def outlines(parent: Feature | Rule) -> Iterator[ScenarioOutline]:
    """Every outline in a feature or rule."""
    for item in parent.run_items:
        if isinstance(item, Rule):
            yield from outlines(item)
        elif isinstance(item, ScenarioOutline):
            yield item


def _of_outline(outline: ScenarioOutline) -> Iterator[tuple[int, str]]:
    used = dict[str, int]()
    for line, text in _texts(outline):
        for name in _PLACEHOLDER.findall(text):
            used.setdefault(name, line)
    for examples in outline.examples:
        if not examples.table.rows:
            reason = f"{examples.keyword} without a row below its heading would test nothing: complete or remove it"
            yield examples.line, reason
            continue
        own = {name for tag in examples.tags for name in _PLACEHOLDER.findall(tag)}
        yield from _of_table(examples.table, used | dict.fromkeys(own, examples.line))


def _of_table(table: Any, used: dict[str, int]) -> Iterator[tuple[int, str]]:
    headings = [str(heading) for heading in table.headings]
    for name in dict.fromkeys(headings):
        if headings.count(name) > 1:
            yield table.line, f'the column "{name}" appears here twice: rename or remove one'
        if name not in used:
            yield table.line, f'the column "{name}" is used by no step: write <{name}> where it belongs, or remove it'
    for name, line in used.items():
        if name not in headings:
            yield line, f"<{name}> has no column in the Examples at line {table.line}: add it, or correct the name"
    for row in table.rows:
        for cell in row.cells:
            if any(f"<{name}>" in cell for name in headings):
                yield row.line, f'the cell "{cell}" contains the placeholder of a column: write out its value'


def _texts(outline: ScenarioOutline) -> Iterator[tuple[int, str]]:
    yield outline.line, outline.name
    yield from ((tag.line, str(tag)) for tag in outline.tags)
    for step in outline.steps:
        yield step.line, step.name
        if step.text is not None:
            yield step.text.line, str(step.text)
        if step.table is not None:
            rows = [(step.table.line, step.table.headings), *((row.line, row.cells) for row in step.table.rows)]
            yield from ((line, cell) for line, cells in rows for cell in cells)
