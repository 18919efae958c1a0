"""What behave and the official Gherkin parser read in a feature file, as plain items that can be compared.

    official(text)    by `gherkin-official`, the yardstick; raises ParserError
    behaves(feature)  of behave's model

Each returns the items of the file in order: type (`kind`), place (`line`) and content (`value`). Parts without
meaning are left out: spaces at the ends of lines, blank lines in descriptions, comments. A doc string may also be
enclosed in three single quotes, which behave documents and the official parser does not know.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from behave.model import Feature, Rule, ScenarioOutline
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler
from gherkin.token import Token
from gherkin.token_matcher import TokenMatcher
from gherkin.token_scanner import TokenScanner
from typing_extensions import override

from lockstep.running.selection.scenario_id import title_of

_TYPES = {"Context": "given", "Action": "when", "Outcome": "then"}


class Item(NamedTuple):
    """One item that was read: a text, the parts of a heading or step, or the lines or cells of a larger block."""

    line: int
    kind: str
    value: tuple[str, ...]


class _Matcher(TokenMatcher):
    """The official one, and behave's single quotes."""

    @override
    def match_DocStringSeparator(self, token: Token) -> bool:
        if super().match_DocStringSeparator(token):
            return True
        opens = not self._active_doc_string_separator
        return opens and self._match_DocStringSeparator(token, "'''", is_open=True)


def official(text: str, language: str | None = None) -> tuple[list[Item], list[Item]]:
    """What is written, and what is executed of it. Raises gherkin.errors.ParserError."""
    parser = Parser()
    parser.stop_at_first_error = True
    document: Any = parser.parse(TokenScanner(text), _Matcher(language or "en"))
    if "feature" not in document:
        return [], []
    pickles: Any = Compiler().compile(document | {"uri": ""})
    executed = [item for one in pickles if one["steps"] for item in _pickle(one)]
    return list(_official(document["feature"], "feature")), executed


def behaves(feature: Feature) -> tuple[list[Item], list[Item]]:
    """What is written, and what is executed of it."""
    executed = [item for one in feature.walk_scenarios() if one.steps for item in executed_of(one)]
    return list(_behaves(feature, "feature")), executed


# the official parser's


def _official(node: Any, kind: str) -> Iterator[Item]:
    if "language" in node:
        yield Item(node["location"]["line"], "language", (node["language"],))
    yield from _tags((tag["location"]["line"], tag["name"][1:]) for tag in node.get("tags", ()))
    yield Item(node["location"]["line"], kind, (node["keyword"], node["name"]))
    yield from _description(node["location"]["line"], node["description"].split("\n"))
    for step in node.get("steps", ()):
        line = step["location"]["line"]
        yield Item(line, "step", (step["keyword"].strip(), step["text"]))
        yield from sorted(_below(step))
    for child in node.get("children", ()):
        ((what, inner),) = child.items()
        yield from _official(inner, what)
    for examples in node.get("examples", ()):
        yield from _official(examples, "examples")
    if kind == "examples":
        rows = [node["tableHeader"]] if "tableHeader" in node else []
        yield from _rows([*rows, *node["tableBody"]])


def _below(step: Any) -> Iterator[Item]:
    if "docString" in step:
        more = step["docString"]
        yield from _text(more["location"]["line"], more["content"], more.get("mediaType", ""))
    if "dataTable" in step:
        yield from _rows(step["dataTable"]["rows"])


def _rows(rows: Iterable[Any]) -> Iterator[Item]:
    for row in rows:
        yield Item(row["location"]["line"], "row", tuple(cell["value"] for cell in row["cells"]))


def _pickle(pickle: Any) -> Iterator[Item]:
    line = pickle["location"]["line"]
    yield Item(line, "scenario", (pickle["name"],))
    for step in pickle["steps"]:
        yield Item(line, "step", (step["text"],))
        more = step.get("argument", {})
        if "docString" in more:
            yield from _text(line, more["docString"]["content"])
        for row in more["dataTable"]["rows"] if "dataTable" in more else ():
            yield Item(line, "row", tuple(cell["value"] for cell in row["cells"]))


# behave's


def _behaves(node: Any, kind: str) -> Iterator[Item]:
    if isinstance(node, Feature):
        yield Item(node.line, "language", (node.language,))
    yield from _tags((tag.line, str(tag)) for tag in getattr(node, "tags", ()))
    yield Item(node.line, kind, (node.keyword, node.name))
    yield from _description(node.line, getattr(node, "description", ()))
    for step in getattr(node, "steps", ()):
        yield Item(step.line, "step", (step.keyword, step.name))
        yield from sorted(_below_step(step))
    if isinstance(node, Feature | Rule):
        if node.background is not None and node.background.line != node.line:  # behave gives every rule one
            yield from _behaves(node.background, "background")
        for item in node.run_items:
            yield from _behaves(item, "rule" if isinstance(item, Rule) else "scenario")
    if isinstance(node, ScenarioOutline):
        for examples in node.examples:
            yield from _behaves(examples, "examples")
    if kind == "examples" and node.table is not None:
        yield from _table(node.table)


def _below_step(step: Any) -> Iterator[Item]:
    if step.text is not None:
        yield from _text(step.text.line, str(step.text))
    if step.table is not None:
        yield from _table(step.table)


def _table(table: Any) -> Iterator[Item]:
    yield Item(table.line, "row", tuple(table.headings))
    for row in table.rows:
        yield Item(row.line, "row", tuple(row.cells))


def executed_of(scenario: Any) -> Iterator[Item]:
    """The parts of one scenario that behave would execute, with placeholders filled in."""
    yield Item(scenario.line, "scenario", (title_of(scenario),))
    for step in scenario.all_steps:
        yield Item(scenario.line, "step", (step.name,))
        if step.text is not None:
            yield from _text(scenario.line, str(step.text))
        for item in _table(step.table) if step.table is not None else ():
            yield item._replace(line=scenario.line)


# both


def _tags(tags: Iterable[tuple[int, str]]) -> Iterator[Item]:
    for line, tag in tags:
        yield Item(line, "tag", (tag,))


def _description(line: int, lines: Iterable[str]) -> Iterator[Item]:
    told = tuple(bare for bare in (one.strip() for one in lines) if bare and not bare.startswith("#"))
    if told:
        yield Item(line, "description", told)


def _text(line: int, content: str, kind: str = "") -> Iterator[Item]:
    yield Item(line, "doc string", (kind, *(one.rstrip() for one in content.split("\n"))))
