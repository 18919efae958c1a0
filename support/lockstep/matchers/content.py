"""Matchers on text: the text received or read equals, code point by code point, the text written.

Nothing is normalised before comparing. A mismatch names the first place where the texts differ and the characters
there, since many characters look alike or are invisible. If nothing was received or read, nothing matches.
"""

import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from lockstep.history.rows import Recv, Shown
from lockstep.matchers.received import Received

T = TypeVar("T")

TOLD = 3


def difference(written: str, found: str) -> str:
    """The first difference between two texts, in words."""
    at = next((n for n, (one, other) in enumerate(zip(written, found, strict=False)) if one != other), None)
    if at is None:
        at = min(len(written), len(found))
    return (
        f"{_called(found, at)} instead of {_called(written, at)} at character {at + 1}"
        f" ({len(found)} characters instead of {len(written)})"
    )


def _called(text: str, at: int) -> str:
    if at >= len(text):
        return "the end"
    return f"U+{ord(text[at]):04X} {unicodedata.name(text[at], 'without a name')}"


class _Unaltered(BaseMatcher[T]):
    def __init__(self, text: str, field: str, rows: Callable[[T], Sequence[Recv | Shown]]) -> None:
        self._text, self._field, self._rows = text, field, rows

    def _texts(self, item: T) -> list[str]:
        payloads = [row.payload for row in self._rows(item)]
        return [str(one[self._field]) for one in payloads if isinstance(one, dict) and self._field in one]

    def _matches(self, item: T) -> bool:
        return self._text in self._texts(item)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"a text of {len(self._text)} characters unaltered, which begins {self._text[:20]!a}")

    def describe_mismatch(self, item: T, mismatch_description: Description) -> None:
        told = "; ".join(f"there was {difference(self._text, text)}" for text in self._texts(item)[:TOLD])
        mismatch_description.append_text(told or "there was no text")


def received_unaltered(text: str) -> BaseMatcher[Received]:
    """A received event has exactly this text."""
    return _Unaltered(text, "content", Received.events)


def shown_unaltered(text: str, field: str = "content") -> BaseMatcher[Sequence[Shown]]:
    """An entity that was read has exactly this text in this field of its payload."""
    return _Unaltered(text, field, lambda shown: shown)
