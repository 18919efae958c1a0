"""The schema of the journal as a page, made from the rows themselves: `python -m lockstep.history.schema`.

The generated part is in docs/history.md; a test keeps the two equal.
"""

import inspect
import sys
import types
import typing

import msgspec

from lockstep.history import rows

_WORDS = {
    int: "integer",
    float: "number",
    str: "text",
    bool: "true or false",
    type(None): "null",
    typing.Any: "anything",
}
_PARTS = (rows.Promises, rows.Budgets, rows.Effect, rows.Shown, rows.Closing, rows.Body, rows.Position, rows.Resumed)


def markdown() -> str:
    """What each row has beside the fields of all rows, then the parts they are made of."""
    sections = [_section(f"`{kind.__struct_config__.tag}`", kind, rows.Row) for kind in typing.get_args(rows.AnyRow)]
    sections += [_section(part.__name__, part, None) for part in _PARTS]
    return "\n".join(sections)


def _section(title: str, kind: type[msgspec.Struct], base: type[msgspec.Struct] | None) -> str:
    known = {name for name, _, _ in _fields(base)} if base else set()
    lines = [f"### {title}\n", inspect.cleandoc(kind.__doc__ or ""), ""]
    fields = [f"| `{name}` | {words}{default} |" for name, words, default in _fields(kind) if name not in known]
    return "\n".join([*lines, *(["| field | holds |", "|---|---|", *fields, ""] if fields else [])])


def _fields(kind: type[msgspec.Struct]) -> list[tuple[str, str, str]]:
    return [(field.encode_name, _words(field.type), _default(field)) for field in msgspec.structs.fields(kind)]


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required or field.default is None:  # that null stands for nothing goes without saying
        return ""
    default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    return f"; `{msgspec.json.encode(default).decode()}` if left out"


def _words(hint: typing.Any) -> str:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in {types.UnionType, typing.Union}:
        return " or ".join(_words(one) for one in inner)
    if origin is typing.Literal:
        return " or ".join(f"`{one}`" for one in inner)
    if origin is tuple:
        return f"list of {_words(inner[0])}"
    if origin is dict:
        return f"object of {_words(inner[1])} by {_words(inner[0])}"
    return _WORDS.get(hint) or f"{hint.__name__}"


if __name__ == "__main__":
    sys.stdout.write(markdown())
