"""Bodies and headers of HTTP as a history keeps them: JSON as its value, long ones cut, binary ones by their digest.

A body up to `LIMIT` bytes is kept whole: as a value where it is JSON, as text where it is not. A longer one is cut to
its first `LIMIT` characters, and its whole text lies in the raw file under `digest`. So does the text of JSON that is
not spelt the shortest way (spaces, repeated fields, other escapes), for the value does not give it back. Of a binary
body (not UTF-8, or with a NUL) only length and digest are kept.

Texts are masked before they are cut, so that no half of a secret remains.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from lockstep.history.digest import digest_bytes
from lockstep.history.recorder import Recorder
from lockstep.history.rows import Body
from lockstep.masking import mask_headers

LIMIT = 4_096
_DEEPER = 32  # how many levels the row around a value, and who writes and reads it, may need of the parser's nesting


def body_of(content: bytes, recorder: Recorder) -> Body | None:
    """What is kept of a body; None of an empty one."""
    if not content:
        return None
    text = _text(content)
    if text is None:
        return Body(size=len(content), form="binary", digest=digest_bytes(content))
    is_json, value, exact = _json(content)
    if len(content) > LIMIT:
        name, shown = recorder.raw_and_shown(text)
        return Body(size=len(content), form="json" if is_json else "text", text=shown[:LIMIT], cut=True, digest=name)
    if is_json:
        return Body(size=len(content), json=value, digest=None if exact else recorder.raw(text))
    return Body(size=len(content), form="text", text=recorder.redact(text))


def headers_of(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by name in lower case, masked."""
    found: dict[str, str] = {}
    for given, value in mask_headers(list(headers)):
        name = given.lower()
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def frame_size(raw: str | bytes) -> int:
    """The length of a frame in bytes."""
    return len(raw) if isinstance(raw, bytes) or raw.isascii() else len(raw.encode(errors="surrogatepass"))


def _text(content: bytes) -> str | None:
    """The text, or None of what is binary."""
    try:
        return None if b"\0" in content else content.decode()
    except UnicodeDecodeError:
        return None


def _json(content: bytes) -> tuple[bool, Any, bool]:
    """Whether it is JSON, its value, and whether the value written again gives the same bytes. JSON that cannot be
    written again, for its nesting or its numbers, counts as text."""
    try:
        value = msgspec.json.decode(content)
        wrapped = value
        for _ in range(_DEEPER):
            wrapped = [wrapped]
        return True, value, msgspec.json.encode(wrapped)[_DEEPER:-_DEEPER] == content
    except (ValueError, OverflowError, RecursionError):  # msgspec's own errors are ValueErrors
        return False, None, False
