"""Templates and paths: how a declaration says what is sent, and where a value stands in what came.

A template is a value as in JSON whose texts may hold placeholders such as `{id}`. A text that is nothing but one
placeholder becomes the value with its type; an entry of an object whose placeholder has no value is left out. A path
is names and numbers joined by dots, such as `data.items.0.id`; the empty path is the whole value.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}", re.IGNORECASE)


class _Missing:
    """The type of `MISSING`."""

    def __bool__(self) -> bool:
        return False


MISSING = _Missing()
"""What stands at a path that leads nowhere; null is a value."""


def placeholders(template: Any) -> frozenset[str]:
    """The names of all placeholders in a template."""
    if isinstance(template, str):
        return frozenset(_PLACEHOLDER.findall(template))
    if isinstance(template, Mapping):
        return frozenset[str]().union(*map(placeholders, template), *map(placeholders, template.values()))
    if isinstance(template, list | tuple):
        return frozenset[str]().union(*map(placeholders, template))
    return frozenset()


def fill(template: Any, values: Mapping[str, Any]) -> Any:
    """The template with its placeholders replaced. Raises LookupError for one without a value, except where a whole
    entry of an object is left out."""
    if isinstance(template, str):
        whole = _PLACEHOLDER.fullmatch(template)
        if whole:
            return _value(whole[1], template, values)
        return _PLACEHOLDER.sub(lambda found: str(_value(found[1], template, values)), template)
    if isinstance(template, Mapping):
        return {
            fill(name, values): fill(one, values) for name, one in template.items() if not _is_absent(one, values)
        }
    if isinstance(template, list | tuple):
        return [fill(one, values) for one in template]
    return template


def fill_path(template: str, values: Mapping[str, Any]) -> str:
    """A path of an address, with its values quoted. Raises LookupError for a placeholder without a value."""
    return _PLACEHOLDER.sub(lambda found: quote(str(_value(found[1], template, values)), safe=""), template)


def at(value: Any, path: str) -> Any:
    """The part of a value at this path; `MISSING` where there is none."""
    for name in path.split(".") if path else ():
        if isinstance(value, Mapping) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return MISSING
    return value


def put(value: Any, path: str, new: Any) -> None:
    """Replace the part of an object at this path. Raises LookupError where there is none."""
    before, _, last = path.rpartition(".")
    holder = at(value, before)
    if isinstance(holder, dict) and last in holder:
        holder[last] = new
    elif isinstance(holder, list) and last.isdecimal() and int(last) < len(holder):
        holder[int(last)] = new
    else:
        raise LookupError(f'there is nothing at "{path}" to replace')


def _is_absent(template: Any, values: Mapping[str, Any]) -> bool:
    whole = _PLACEHOLDER.fullmatch(template) if isinstance(template, str) else None
    return whole is not None and whole[1] not in values


def _value(name: str, template: str, values: Mapping[str, Any]) -> Any:
    if name not in values:
        known = ", ".join(sorted(values)) or "none"
        raise LookupError(f'"{template}" needs a value for {{{name}}}; known here are: {known}')
    return values[name]
