"""The forms in which a value occurs in texts: unchanged, escaped in JSON or Python, percent-encoded, in base64.

A value of fewer than `SHORTEST` characters has none: it would be found in innocent words, so it is masked by its name
only.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote, quote_plus

SHORTEST = 6
_SHORTEST_BASE64 = 8


class Forms(NamedTuple):
    """The forms to look for, the longest first, because a value may begin with another."""

    plain: tuple[str, ...] = ()
    percent: tuple[str, ...] = ()
    base64: tuple[str, ...] = ()

    def __add__(self, other: object) -> "Forms":
        """The forms of both."""
        if not isinstance(other, Forms):
            return NotImplemented
        return Forms(*(_longest_first((*mine, *more)) for mine, more in zip(self, other, strict=True)))

    def found_in(self, text: str) -> list[str]:
        """The forms that a text contains."""
        found = [form for form in self.base64 if form in text] if self.base64 else []
        if self.percent and ("%" in text or "+" in text):
            found += [form for form in self.percent if form in text]
        for form in self.plain:
            if form in text:
                found.append(form)
        return found


def forms_of(value: str, *, in_base64: bool) -> Forms:
    """Every form to look for."""
    if len(value) < SHORTEST:
        return Forms()
    plain = {value, repr(value)[1:-1], *_escaped(value)}
    return Forms(
        _longest_first(plain),
        _longest_first(set(_percent_encoded(value)) - plain),
        _longest_first(_in_base64(value) if in_base64 else ()),
    )


def _longest_first(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(forms), key=len, reverse=True))


def _escaped(value: str) -> Iterator[str]:
    for as_ascii in (True, False):
        once = json.dumps(value, ensure_ascii=as_ascii)[1:-1]
        yield once
        yield json.dumps(once, ensure_ascii=as_ascii)[1:-1]


def _percent_encoded(value: str) -> Iterator[str]:
    raw = value.encode("utf-8", "surrogatepass")
    for form in (quote(raw, safe=""), quote(raw), quote_plus(raw), quote(raw, safe="!*'()"), quote(raw, safe=":@/")):
        yield form
        yield re.sub(r"%[\dA-F]{2}", lambda found: found[0].lower(), form)


def _in_base64(value: str) -> Iterator[str]:
    """As it stands in the base64 of itself, or behind something else: at each of the three places it can begin."""
    raw = value.encode("utf-8", "surrogatepass")
    for before in range(3):
        whole = base64.b64encode(b"\0" * before + raw).decode().rstrip("=")
        certain = whole[(0, 2, 3)[before] : len(whole) - (1 if (before + len(raw)) % 3 else 0)]
        if len(certain) >= _SHORTEST_BASE64:
            yield certain
            yield certain.replace("+", "-").replace("/", "_")
