"""The blocks of the pages that a reader runs, and the marks that say how.

A command block is an indented block, or a fence without a language or with a shell's. The comment before it, which no
renderer shows, is its mark:

    <!-- run: ci -->            run by the unit tests
    <!-- run: full -->          run by `scripts/evidence docs`, with those marked `ci`
    <!-- run: needs-X -->       run by `scripts/evidence docs needs-X`, where X is there

After the word may stand `exit=N`, the exit code of a block of one line (0 without it); `folder=NAME`, a folder beside
the checkout in which it is run, empty at first; `before="COMMAND"`, what the reader did earlier; `background="TEXT"`,
if the block keeps running after it has printed TEXT. `<!-- output -->` marks a block as the output of the command
block before it, with `...` for whatever varies, and `<!-- file: NAME -->` one that the reader adds to the end of a
file; with `after="TEXT"` or `before="TEXT"`, beside the one line that has this text, with `replaces="TEXT"`, in place
of it, and of what follows up to its closing bracket, if it ends with an opening one.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("tests", "evidence", "benchmarks", "reports", "bruno", "findings")
"""Folders beside `docs/` that may have a page."""
SHELLS = frozenset({"", "sh", "bash", "shell", "console", "zsh", "fish"})
"""Languages of command blocks."""
OPTIONS = frozenset({"exit", "folder", "before", "background"})
PLACES = ("after", "before", "replaces")
"""Where a block goes in a file."""
_MARK = re.compile(r"<!--\s*(?:(?P<word>run|file):\s*(?P<said>.+?)|(?P<output>output))\s*-->\s*", re.DOTALL)
_KIND = re.compile(r"ci|full|needs-[a-z]+")


class MarkError(Exception):
    """A block without a mark, or a mark that says nothing; one sentence with page and line."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block that is run, or added to a file. `place` is page and line, `kind` is ci, full, needs-X or `file`."""

    place: str
    kind: str
    text: str
    code: int = 0
    folder: str = ""
    before: str = ""
    background: str = ""
    file: str = ""
    output: str = ""
    place_in: str = ""

    def added_to(self, text: str) -> str:
        """The text of a file with this block in it. Raises MarkError where the line that it names is not there
        once."""
        where, _, named = self.place_in.partition("=")
        if not where:
            return text + self.text
        lines = text.splitlines(keepends=True)
        places = [at for at, line in enumerate(lines) if named in line]
        if len(places) != 1:
            raise MarkError(f"{self.place}: {self.file} has {len(places)} lines with {named!r}, expected one.")
        first = places[0] + (where == "after")
        last = first
        if where == "replaces":
            is_open = lines[first].rstrip().endswith("(")
            ends = (at for at in range(first, len(lines)) if lines[at].startswith(")"))
            last = (next(ends, first) if is_open else first) + 1
        lines[first:last] = [self.text]
        return "".join(lines)


def pages(root: Path = ROOT) -> list[Path]:
    """Every page that people read."""
    beside = [root / folder / "README.md" for folder in FOLDERS]
    return sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(page for page in beside if page.exists())])


def blocks(page: Path, root: Path = ROOT) -> list[Block]:
    """The marked blocks of a page, in order. Raises MarkError for the first that is not marked, or wrongly."""
    found: list[Block] = []
    for mark, line, text in _pairs(MarkdownIt("commonmark").parse(page.read_text(encoding="utf-8"))):
        place = f"{page.relative_to(root)}:{line}"
        if mark is None:
            raise MarkError(f"{place}: a block of commands without a mark; CONTRIBUTING.md says how to mark it.")
        if text is None:
            raise MarkError(f"{place}: a mark without a block after it.")
        if mark["output"]:
            if not found or found[-1].file or found[-1].output:
                raise MarkError(f"{place}: an output without a block of commands before it.")
            found[-1] = replace(found[-1], output=text)
        elif mark["word"] == "file":
            found.append(_file(place, mark["said"], text))
        else:
            found.append(_command(place, mark["said"], text))
    return found


def counts(of: list[Block]) -> dict[str, int]:
    """How many blocks of commands there are of each mark, in the order of the marks."""
    kinds = sorted(block.kind for block in of if not block.file)
    return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}


def _command(place: str, said: str, text: str) -> Block:
    try:
        kind, *options = shlex.split(said)
        given = dict(option.split("=", 1) for option in options)
        code = int(given.pop("exit", "0"))
    except ValueError:
        raise MarkError(f"{place}: the mark {said!r} cannot be read; CONTRIBUTING.md says how to mark it.") from None
    if not _KIND.fullmatch(kind):
        raise MarkError(f"{place}: the mark {kind!r} is unknown: it is ci, full or needs-X.")
    if unknown := sorted(given.keys() - OPTIONS):
        raise MarkError(f"{place}: the option {unknown[0]!r} of a mark is unknown: there are {', '.join(OPTIONS)}.")
    if code and len(text.strip().splitlines()) > 1:
        raise MarkError(f"{place}: a block that ends with {code} has one line, so that it is clear which line does.")
    return Block(place, kind, text, code, **given)


def _file(place: str, said: str, text: str) -> Block:
    name, *options = shlex.split(said)
    if len(options) > 1 or any(option.partition("=")[0] not in PLACES for option in options):
        raise MarkError(f"{place}: the mark of a file has its name and at most one of {', '.join(PLACES)}.")
    return Block(place, "file", text, file=name, place_in="".join(options))


def _pairs(tokens: list[Token]) -> Iterator[tuple[re.Match[str] | None, int, str | None]]:
    """Each command block with the mark before it, each other block with a mark, and each mark without a block: mark,
    line counted from 1, text."""
    mark: re.Match[str] | None = None
    for token in tokens:
        line = token.map[0] + 1 if token.map else 0
        if token.type in {"code_block", "fence"}:
            if mark is not None or token.info.strip() in SHELLS:
                yield mark, line, token.content
            mark = None
            continue
        if mark is not None:
            yield mark, line, None
        mark = _MARK.fullmatch(token.content) if token.type == "html_block" else None
    if mark is not None:
        yield mark, 0, None
