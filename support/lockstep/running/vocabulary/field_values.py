"""Values of fields as steps say them: `the status "paid", the count 7 and the note ""`.

Each value is JSON. Characters that do not print, and those that Gherkin reads in its own way, are written as escapes,
so that every value can be said in one line and in a table.
"""

import json
import re
from typing import Any

FIELD = r"[A-Za-z_][A-Za-z0-9_]*"
VALUE = r'(?:"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null|\[.*\]|\{.*\})'
ONE = rf"the {FIELD} {VALUE}"
SEVERAL = rf"{ONE}(?:(?:, {ONE})* and {ONE})?"
_NAME = re.compile(rf"(?:, | and )?the ({FIELD}) ")
_SPECIAL = frozenset('\\"|<>')


def told_values(values: tuple[tuple[str, Any], ...]) -> str:
    """Values in words."""
    said = [f"the {name} {told_value(value)}" for name, value in values]
    return " and ".join([*([", ".join(said[:-1])] if said[:-1] else []), *said[-1:]])


def told_value(value: Any) -> str:
    """A value as JSON in one line."""
    if isinstance(value, str):
        return f'"{"".join(map(_escaped, value))}"'
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(told_value, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{told_value(name)}: {told_value(one)}' for name, one in value.items())}}}"
    return json.dumps(value)


def values_of(text: str) -> tuple[tuple[str, Any], ...]:
    """The values that the words of a step name. Raises ValueError."""
    decoder, found, at = json.JSONDecoder(), list[tuple[str, Any]](), 0
    while at < len(text):
        name = _NAME.match(text, at)
        if name is None:
            raise ValueError(f'{text!r} does not say values like: the status "paid" and the count 7')
        value, at = decoder.raw_decode(text, name.end())
        found.append((name[1], value))
    return tuple(found)


def _escaped(character: str) -> str:
    if character.isprintable() and character not in _SPECIAL:
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
