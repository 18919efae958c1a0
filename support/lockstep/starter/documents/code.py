"""Python text of an adapter: expressions that are written on one line where they fit, else on several.

A value is what stands for itself (a text, a number, a list, a mapping), or `Code` as it is, `Call` or `Ask`.
"""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

WIDTH = 100
_STEP = "    "
_NEWLINE = "\n"


class Code(str):
    """Python as it stands."""

    __slots__ = ()


class _Key(Code):
    """A name in a mapping, as it is written."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, as a sentence."""

    text: str


@dataclass(frozen=True, slots=True)
class _Wrapped:
    """A question on several lines of this width."""

    ask: Ask
    width: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call of something by name."""

    name: str
    args: tuple[Any, ...] = ()
    named: Mapping[str, Any] = field(default_factory=dict)


def written(value: Any, indent: int = 0, taken: int = 0) -> str:
    """The text of a value whose first line is indented so many steps and has so many characters `taken`."""
    line = _on_one_line(value)
    if line is not None and indent * len(_STEP) + taken + len(line) < WIDTH:
        return line
    if isinstance(value, Ask):
        value = _Wrapped(value, WIDTH - len(_STEP) * (indent + 1) - 4)
    if isinstance(value, Mapping):
        value = {_Key(written(name, indent + 1)): one for name, one in value.items()}
    parts, begin, end = _parts(value)
    if not parts:
        return _on_one_line(value) or repr(value)
    inner, comma = _STEP * (indent + 1), "" if isinstance(value, _Wrapped) else ","
    lines = [
        f"{inner}{name}{written(one, indent + 1, len(name.rpartition(_NEWLINE)[2]) + 1)}{comma}"
        for name, one in parts
    ]
    return "\n".join([begin, *lines, f"{_STEP * indent}{end}"])


def asked(value: Any) -> list[str]:
    """The texts of all questions in a value."""
    if isinstance(value, Ask):
        return [value.text]
    if isinstance(value, Call):
        return [text for one in (*value.args, *value.named.values()) for text in asked(one)]
    if isinstance(value, Mapping):
        return [text for pair in value.items() for one in pair for text in asked(one)]
    return [text for one in value for text in asked(one)] if isinstance(value, list | tuple) else []


def called(value: Any) -> set[str]:
    """The names of all that is called in a value."""
    if isinstance(value, Ask):
        return {"Question"}
    if isinstance(value, Call):
        return {value.name}.union(*map(called, (*value.args, *value.named.values())))
    if isinstance(value, Mapping):
        return set[str]().union(*map(called, (*value, *value.values())))
    return set[str]().union(*map(called, value)) if isinstance(value, list | tuple) else set()


def _on_one_line(value: Any) -> str | None:
    """None where the value asks for several lines."""
    if isinstance(value, Code):
        return str(value)
    if isinstance(value, Ask):
        return f"Question({quoted(value.text)})"
    if isinstance(value, str):
        return _repeated(value) or quoted(value)
    parts, begin, end = _parts(value)
    if not begin:
        return repr(value)
    single = "," if isinstance(value, tuple) and len(value) == 1 else ""
    lines = [_on_one_line(one) for _, one in parts]
    if None in lines:
        return None
    return f"{begin}{', '.join(f'{name}{one}' for (name, _), one in zip(parts, lines, strict=True))}{single}{end}"


def _parts(value: Any) -> tuple[list[tuple[str, Any]], str, str]:
    """What a value consists of, each with what stands before it, and how the value begins and ends."""
    if isinstance(value, _Wrapped):
        pieces = textwrap.wrap(value.ask.text, value.width, drop_whitespace=False, break_long_words=False)
        return [("", Code(quoted(piece))) for piece in pieces], "Question(", ")"
    if isinstance(value, Call):
        named = [(f"{name}=", one) for name, one in value.named.items()]
        return [*(("", one) for one in value.args), *named], f"{value.name}(", ")"
    if isinstance(value, Mapping):
        return [(f"{_on_one_line(name)}: ", one) for name, one in value.items()], "{", "}"
    if isinstance(value, list):
        return [("", one) for one in value], "[", "]"
    if isinstance(value, tuple):
        return [("", one) for one in value], "(", ")"
    return [], "", ""


def quoted(text: str) -> str:
    """A text in double quotes, as the rest of the adapter has them, unless it holds some."""
    shown = repr(text)
    if '"' in text or not shown.startswith("'"):
        return shown
    return f'"{shown[1:-1]}"'.replace("\\'", "'")


def _repeated(text: str) -> str:
    return f"{quoted(text[0])} * {len(text)}" if len(text) > 20 and len(set(text)) == 1 else ""
