"""Feature files as text: finding and reading them.

Files and folders whose names begin with a dot are ignored: editors and systems leave them (`._a.feature`,
`.#a.feature`). A byte order mark is skipped, and lines end in LF afterwards. Errors: SourceError, one sentence.
"""

import re
from collections.abc import Iterable
from pathlib import Path

_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_BREAKS = re.compile("[\r\v\f\x1c-\x1e\x85\u2028\u2029]")


class SourceError(Exception):
    """A feature file cannot be read as text; `line` 0: not one line, but the whole file."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def feature_files(folder: Path) -> list[Path]:
    """The feature files below a folder, in the order of their paths, without those hidden by a dot."""
    found = (path for path in folder.rglob("*.feature") if not path.is_dir())
    return sorted(path for path in found if not is_hidden(path, [str(folder)]))


def is_hidden(file: Path, asked: Iterable[str]) -> bool:
    """Whether a file was found below a requested path, not named itself, and its name or a folder's begins with a
    dot."""
    below = [file.relative_to(path) for path in asked if file.is_relative_to(path)]
    return bool(below) and all(any(part.startswith(".") for part in path.parts) for path in below)


def text_of(file: Path) -> str:
    """The text of the file. Raises SourceError."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise SourceError(0, f"this file cannot be read ({error.strerror}); repair it or remove it") from error
    coding = _MARKS.get(content[:2]) or ("UTF-16" if b"\0" in content[:4] else "")
    if coding:
        raise SourceError(1, f"this is text in {coding}: save the file in UTF-8")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(line, "this is not text in UTF-8: save the file in UTF-8") from error
    broken = _BREAKS.search(text)
    if broken:
        line = text.count("\n", 0, broken.start()) + 1
        raise SourceError(
            line, f"this line contains the character U+{ord(broken[0]):04X}, which would break it in two: remove it"
        )
    return text
