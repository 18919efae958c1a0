"""Checks a value against a hand-written schema; one line for the history and for people."""

from typing import Any

from pydantic import TypeAdapter, ValidationError


def breach(schema: TypeAdapter[Any], value: Any, root: str) -> str | None:
    """None, or the first deviation as "path: reason"; without the value, which may be secret. `root` begins the
    path."""
    try:
        schema.validate_python(value)
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)[0]
        return f"{'.'.join([root, *map(str, wrong['loc'])])}: {wrong['msg']}"
    return None
