"""The journal: a history as a file, one JSON object a line, written as it happens.

Next to `NAME.jsonl` lies `NAME.raw.jsonl`: each distinct raw frame or exchange once, as
`{"digest": ..., "text": ...}`, with secrets already replaced by the recorder. Reading checks every row against
its type; the first that does not fit is reported with line and reason. A last line that a crash cut off is
dropped, and this is reported.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TextIO

import msgspec

from lockstep.history.rows import READ_VERSIONS, AnyRow, Header

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(AnyRow)
_raw_decoder = msgspec.json.Decoder(dict[str, str])


class UnreadableHistoryError(Exception):
    """A history file cannot be read; the message names file, line and reason."""


class Loaded(NamedTuple):
    """What `read` found: the rows, and a sentence about a last line that was cut off, or None."""

    rows: list[AnyRow]
    cut: str | None


class Journal:
    """Writes rows and raw texts to two files next to each other; every line is flushed when written."""

    def __init__(self, path: Path, redact: Callable[[str], str] = str) -> None:
        """Create both files, replacing older ones of that name; each row goes through `redact`. Raises OSError."""
        self._redact = redact
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.raw_path = path.with_suffix(".raw.jsonl")
        self._rows: TextIO = path.open("w", encoding="utf-8", buffering=1)
        self._raw: TextIO = self.raw_path.open("w", encoding="utf-8", buffering=1)

    def write(self, row: AnyRow) -> None:
        """Append one row."""
        self._rows.write(self._redact(_encoder.encode(row).decode()) + "\n")

    def write_raw(self, digest: str, text: str) -> None:
        """Append one raw text, redacted before, under its digest."""
        self._raw.write(_encoder.encode({"digest": digest, "text": text}).decode() + "\n")

    def close(self) -> None:
        """Close both files."""
        self._rows.close()
        self._raw.close()


def read(path: Path) -> Loaded:
    """Read a history file. Raises UnreadableHistoryError with line and reason."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise UnreadableHistoryError(f"{path}: {error.strerror or error}") from error
    cut_off = lines.pop() if lines[-1] else (lines.pop() and b"")
    rows: list[AnyRow] = []
    for number, line in enumerate(lines, start=1):
        try:
            row = _decoder.decode(line.decode())  # whole, for msgspec does not look into names that it skips
        except (ValueError, RecursionError) as error:
            raise UnreadableHistoryError(f"{path}, line {number}: {error}") from error
        if row.i != number - 1:
            raise UnreadableHistoryError(f"{path}, line {number}: index i is {row.i}, expected {number - 1}")
        rows.append(row)
    _check_header(path, rows)
    cut = f"{path}: the last line ({len(cut_off)} bytes) was cut off and is left out" if cut_off else None
    return Loaded(rows, cut)


def raw_texts(path: Path) -> dict[str, str]:
    """The raw texts beside the history at `path`, by their digests; none where there is no such file, and without a
    line that was cut off."""
    try:
        lines = path.with_suffix(".raw.jsonl").read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return {}
    try:
        return {one["digest"]: one["text"] for one in map(_raw_decoder.decode, lines)}
    except (ValueError, KeyError, RecursionError) as error:
        raise UnreadableHistoryError(f"{path.with_suffix('.raw.jsonl')}: {error}") from error


def _check_header(path: Path, rows: list[AnyRow]) -> None:
    if not rows or not isinstance(rows[0], Header):
        raise UnreadableHistoryError(f"{path}, line 1: a history begins with a header row")
    if rows[0].version not in READ_VERSIONS:
        known = " and ".join(str(version) for version in READ_VERSIONS)
        raise UnreadableHistoryError(
            f"{path}, line 1: schema version {rows[0].version}, this version of the suite reads {known}"
        )
