"""Where two JSON-like values differ, field by field, for people: what was expected there and what was received.

A field is named by its path (`author.name`, `tags[2]`). Fields that are equal are left out. A long value is shown
around the first place where it differs.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

SHOWN = 60
"""How many characters of a value are shown."""
_BEFORE = 15
_NOTHING = "(not there)"
_MISSING = object()


class Difference(NamedTuple):
    """One field that differs; its values as they are shown."""

    field: str
    expected: str
    received: str


def differences(expected: Any, received: Any) -> list[Difference]:
    """Every field that differs, in the order of `expected`; a value that is no object is the field "the body"."""
    return list(_differ("", expected, received))


def difference_lines(expected: Any, received: Any) -> list[str]:
    """Two lines for each field that differs: what was expected, and below it what was received."""
    return [
        line
        for one in differences(expected, received)
        for line in (f"{one.field} expected: {one.expected}", f"{' ' * len(one.field)} received: {one.received}")
    ]


def _differ(field: str, expected: Any, received: Any) -> Iterator[Difference]:
    if isinstance(expected, dict) and isinstance(received, dict):
        for key in {**expected, **received}:
            inner = f"{field}.{key}" if field else str(key)
            yield from _differ(inner, expected.get(key, _MISSING), received.get(key, _MISSING))
    elif isinstance(expected, list) and isinstance(received, list):
        for index in range(max(len(expected), len(received))):
            pair = (values[index] if index < len(values) else _MISSING for values in (expected, received))
            yield from _differ(f"{field or 'the body'}[{index}]", *pair)
    elif expected is _MISSING or received is _MISSING or _told(expected) != _told(received):
        yield Difference(field or "the body", *_around(_told(expected), _told(received)))


def _told(value: Any) -> str:
    return _NOTHING if value is _MISSING else msgspec.json.encode(value).decode()


def _around(*values: str) -> tuple[str, str]:
    """Both values, cut to where they begin to differ."""
    one, other = values
    at = next((n for n, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), 0)
    begin = max(0, at - _BEFORE) if max(len(one), len(other)) > SHOWN else 0
    return _window(one, begin), _window(other, begin)


def _window(value: str, begin: int) -> str:
    end = begin + SHOWN
    return f"{'...' if begin else ''}{value[begin:end]}{'...' if len(value) > end else ''}"
