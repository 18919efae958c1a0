"""The recorder: the only way into a history; it keeps secrets out.

Every row goes through `record`; every raw frame or exchange through `raw`, which keeps each distinct text once
beside the journal and returns its digest. Passwords and tokens are replaced by `[redacted]` before anything is
written: those passed to `hide`, and what `lockstep.masking` knows by its name or shape.
Rows in memory are complete. People may be enrolled in one thread while frames arrive in another.
"""

from pathlib import Path
from typing import TypeVar

import msgspec

from lockstep.history.digest import digest_bytes
from lockstep.history.history import History
from lockstep.history.journal import Journal
from lockstep.history.rows import SCHEMA_VERSION, AnyRow, Header, Row
from lockstep.masking import Masker

R = TypeVar("R", bound=Row)

_BY_CHANNEL = frozenset({"asked", "claims"})
"""Fields of rows whose keys are channels: none of those names a secret."""


class Recorder:
    """Records one attempt of one scenario, in memory and, given a path, in a journal."""

    def __init__(self, header: Header, path: Path | None = None, masker: Masker | None = None) -> None:
        """Begin a history with its header. `masker` knows the secrets of the run. Raises OSError when the journal
        cannot be created."""
        self.masker = Masker() if masker is None else masker.child()
        self._journal = Journal(path, self._row) if path is not None else None
        self._seen: set[str] = set()
        self.path = path
        self.history = History(self._journal.write if self._journal else None)
        header.version = SCHEMA_VERSION
        self.history.append(header)

    def hide(self, *secrets: str) -> None:
        """Replace these values wherever they would be written from now on; short ones by their names only."""
        self.masker.add(*secrets, in_base64=False)

    def redact(self, text: str) -> str:
        """The text with every secret replaced."""
        return self.masker.text(text)

    def _row(self, line: str) -> str:
        """The JSON of a row with every secret replaced; it stays a row."""
        mask = self.masker
        if not mask.may_change(line):
            return line
        row = msgspec.json.decode(line, type=dict[str, object])
        kept = {key: mask.texts(one) if key in _BY_CHANNEL else mask.value(one) for key, one in row.items()}
        return msgspec.json.encode(kept).decode()

    def raw(self, text: str | bytes) -> str:
        """Keep a raw text once, redacted, and return its digest. Bytes that are no UTF-8 are kept escaped."""
        return self.raw_and_shown(text)[0]

    def raw_and_shown(self, text: str | bytes) -> tuple[str, str]:
        """As `raw`, with the redacted text."""
        shown = self.redact(text.decode("utf-8", "backslashreplace") if isinstance(text, bytes) else text)
        name = digest_bytes(shown.encode())
        if name not in self._seen:
            self._seen.add(name)
            if self._journal is not None:
                self._journal.write_raw(name, shown)
        return name, shown

    def record(self, row: R) -> R:
        """Append a row to the history."""
        self.history.append(_known(row))
        return row

    def close(self) -> None:
        """Close the journal; the history in memory stays."""
        if self._journal is not None:
            self._journal.close()


def _known(row: Row) -> AnyRow:
    if not isinstance(row, AnyRow):
        raise TypeError(f"{type(row).__name__} is not a row of a history")
    return row
