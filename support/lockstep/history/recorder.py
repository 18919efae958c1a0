"""The recorder: the only way into a history; it keeps secrets out.

Every row goes through `record`; every raw frame or exchange through `raw`, which keeps each distinct text once
beside the journal and returns its digest. Passwords and tokens are replaced by `[redacted]` before anything is
written: those passed to `hide`, every value under a key that names a secret, and everything that looks like a JWT.
Rows in memory are complete. People may be enrolled in one thread while frames arrive in another.
"""

import re
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from lockstep.history.digest import digest_bytes
from lockstep.history.history import History
from lockstep.history.journal import Journal
from lockstep.history.rows import SCHEMA_VERSION, AnyRow, Header, Row

R = TypeVar("R", bound=Row)

REDACTED = "[redacted]"
_KEYS = r"(?:\w*[pP]assword|\w*[tT]oken|[aA]uthorization|secret)"
_CLUES = ("assword", "oken", "uthorization", "secret")
# Each pattern with the words without which it cannot match: looking for those first makes redaction ten times faster.
_PATTERNS = (
    (_CLUES, re.compile(rf'(?P<before>"{_KEYS}"\s*:\s*")(?:[^"\\]|\\.)*')),
    (_CLUES, re.compile(rf"(?P<before>[?&]{_KEYS}=)[^&\s\"]*")),
    (("earer",), re.compile(r"(?P<before>[Bb]earer\s+)[^\s\",]+")),
    (("asscode:",), re.compile(r"(?P<before>passcode:)[^\r\n]*")),  # a header of STOMP
    (("eyJ",), re.compile(r"(?P<before>)eyJ[\w-]+\.[\w-]+\.[\w-]*")),
)


class Recorder:
    """Records one attempt of one scenario, in memory and, given a path, in a journal."""

    def __init__(self, header: Header, path: Path | None = None) -> None:
        """Begin a history with its header. Raises OSError when the journal cannot be created."""
        self._journal = Journal(path, self.redact) if path is not None else None
        self._seen: set[str] = set()
        self._secrets: tuple[str, ...] = ()
        self._hiding = threading.Lock()
        self.path = path
        self.history = History(self._journal.write if self._journal else None)
        header.version = SCHEMA_VERSION
        self.history.append(header)

    def hide(self, *secrets: str) -> None:
        """Replace these values wherever they would be written from now on."""
        with self._hiding:  # a new tuple, for another thread may be going through the old; a secret before its prefix
            self._secrets = tuple(sorted({*self._secrets, *filter(None, secrets)}, key=len, reverse=True))

    def redact(self, text: str) -> str:
        """The text with every secret replaced."""
        return redacted(text, self._secrets)

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


def redacted(text: str, secrets: Iterable[str] = ()) -> str:
    """The text with these secrets, and all that looks like one, replaced."""
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    for clues, pattern in _PATTERNS:
        if any(clue in text for clue in clues):
            text = pattern.sub(rf"\g<before>{REDACTED}", text)
    return text


def _known(row: Row) -> AnyRow:
    if not isinstance(row, AnyRow):
        raise TypeError(f"{type(row).__name__} is not a row of a history")
    return row
