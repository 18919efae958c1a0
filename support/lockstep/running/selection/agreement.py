"""The guard against misreading: behave must read a feature file in the same way as the official parser.

Everything written is compared (steps, keywords, names, texts, cells, doc strings, tags, rows), and everything
executed, with placeholders filled in. The first difference in a file is reported. Also rejected, because neither
parser does so: a table row that does not end in `|`, and words after the quotes that open or close a doc string.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path

from behave.model import Feature
from gherkin.errors import ParserException, UnexpectedEOFException, UnexpectedTokenException

from lockstep.reporting.places import relative
from lockstep.running.selection.each_resource import is_expanded
from lockstep.running.selection.feature_texts import read_feature
from lockstep.running.selection.readings import Item, behaves, official
from lockstep.running.selection.sources import text_of

_ROW = re.compile(r"\|(?:[^\\]|\\.)*\|")
_HINTS = {
    "row": r"behave knows no escape in a cell but \|",
    "doc string": "behave knows no escapes in a doc string",
    "description": "move it into a comment",
    "language": 'write it as "# language: de" in the first line',
    "tag": "put a space before each tag",
    "step": "placeholders refer to columns, and a Background has none",
}
_HINT = "write it so that both read the same"


def misread(features: Iterable[Feature], root: Path, language: str | None = None) -> list[str]:
    """A sentence for each file that is misread. `language` applies to files that name none."""
    sentences: list[str] = []
    for feature in features:
        found = next(_differences(feature, language), None)
        if found:
            line, reason = found
            sentences.append(f"{relative(feature.filename, root)}:{line}: {reason}")
    return sentences


def _differences(feature: Feature, language: str | None) -> Iterator[tuple[int, str]]:
    text = text_of(Path(feature.filename))
    lines = text.split("\n")
    as_written = read_feature(Path(feature.filename), language) if is_expanded(feature) else feature
    written, executed = behaves(as_written or feature)
    yield from _cut(written, lines)
    try:
        meant, to_execute = official(text, language)
    except ParserException as error:
        yield error.location["line"], _refusal(error, lines)
        return
    for ours, theirs in ((written, meant), (executed, to_execute)):
        different = next(((a, b) for a, b in zip_longest(ours, theirs) if a != b), None)
        if different:
            yield _difference(*different)


def _cut(items: Iterable[Item], lines: list[str]) -> Iterator[tuple[int, str]]:
    """Rows and doc strings of which both parsers would drop a part."""
    for item in items:
        line = lines[item.line - 1].strip()
        if item.kind == "row" and not _ROW.fullmatch(line):
            yield item.line, f'the row "{line}" does not end in |, so its last cell would be cut: close it with |'
        if item.kind == "doc string":
            end = next(at for at in range(item.line, len(lines)) if lines[at].strip().startswith(line[:3]))
            for number in (item.line, end + 1):
                beside = lines[number - 1].strip()[3:].strip()
                if beside:
                    yield (
                        number,
                        f'"{beside}" is next to the quotes of a doc string, where behave drops it: remove it',
                    )


def _refusal(error: ParserException, lines: list[str]) -> str:
    number = error.location["line"]
    line = lines[number - 1].strip() if number <= len(lines) else ""
    reason = re.sub(r"^\(\d+:\d+\): ", "", str(error))
    if isinstance(error, UnexpectedEOFException):
        within = "a doc string: close it with its quotes" if "Separator" in reason else "a block: complete it"
        return f"the file ends within {within}"
    if isinstance(error, UnexpectedTokenException):
        reason = "it is not allowed here"
    return f'"{line}" is not Gherkin ({reason}), although behave reads it: correct the line'


def _difference(ours: Item | None, theirs: Item | None) -> tuple[int, str]:
    one = theirs or ours
    if one is None or ours is None or theirs is None or (ours.line, ours.kind) != (theirs.line, theirs.kind):
        line = min(item.line for item in (ours, theirs) if item and item.kind != "description")
        return line, f"behave reads {_told(ours)} here, and Gherkin has {_told(theirs)}: {_HINT}"
    a, b = next(((a, b) for a, b in zip_longest(ours.value, theirs.value) if a != b), ("", ""))
    hint = _HINTS.get(one.kind, _HINT)
    what = {"row": "the cell", "doc string": "in the doc string"}.get(one.kind, "here")
    return one.line, f"behave reads {what} {_quoted(a)}, and Gherkin has {_quoted(b)}: {hint}"


def _told(item: Item | None) -> str:
    return "nothing" if item is None else f'{item.kind} "{" ".join(part for part in item.value if part)}"'


def _quoted(part: str | None) -> str:
    if part is None:
        return "nothing"
    return f'"{part}"' if part.isprintable() and '"' not in part else ascii(part)
