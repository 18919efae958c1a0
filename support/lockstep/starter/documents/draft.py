"""What documents came to, before it is written as an adapter."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from lockstep.starter.documents.code import Ask, Code
from lockstep.starter.documents.names import constant

_IMPORTED = frozenset({"SILENT", "ANNOUNCED"})
_PARAMETER = re.compile(r"\{([^{}]+)\}")


@dataclass(slots=True)
class Kind:
    """A kind of thing: the arguments of its `Resource`, as values of `code`. schemas: what the documents call it;
    shown: the names of the properties that answers or events show; parameter: that of its id in paths."""

    name: str
    schemas: frozenset[str] = frozenset()
    shown: tuple[str, ...] = ()
    parameter: str = ""
    id: str | Ask = "id"
    version: str = ""
    parent: str | Ask = ""
    parent_id: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    operations: dict[str, Any] = field(default_factory=dict)
    channel: Any = ""
    collection: Any = ""
    events: dict[Any, Any] = field(default_factory=dict)
    no_op: Any = ""

    @property
    def phrase(self) -> str:
        """As people call one of them, such as `a line item`."""
        return f"{'an' if self.name[0] in 'aeiou' else 'a'} {self.plain}"

    @property
    def plain(self) -> str:
        """The same without its article."""
        return self.name.replace("-", " ")


@dataclass(slots=True)
class Draft:
    """An adapter to be. attributes: those of its class; constants: values that the whole file needs, by name;
    left_out: what the documents say and declarations cannot express, a sentence each."""

    title: str
    sources: tuple[str, ...] = ()
    kinds: list[Kind] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    constants: dict[str, Ask] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)

    def unknown(self, name: str, question: str) -> Code:
        """The constant that stands for a value which the documents leave open."""
        if name not in self._names:
            known = constant(name)
            while known in {*_IMPORTED, *self.constants}:
                known += "_VALUE"
            self._names[name] = known
            self.constants[known] = Ask(question)
        return Code(self._names[name])

    def kind(self, name: str) -> Kind | None:
        """The kind of this name."""
        return next((one for one in self.kinds if one.name == name), None)


def template(text: str, values: dict[str, str | Code]) -> str | Code:
    """A template in which each parameter, such as `{orderId}`, becomes the placeholder or constant given for it."""
    parts = _PARAMETER.split(text)
    if not any(isinstance(values.get(name), Code) for name in parts[1::2]):
        return "".join(_plain(at, one, values) for at, one in enumerate(parts))
    return Code('f"' + "".join(_formatted(at, one, values) for at, one in enumerate(parts)) + '"')


def _plain(at: int, part: str, values: dict[str, str | Code]) -> str:
    return values.get(part, f"{{{part}}}") if at % 2 else part


def _formatted(at: int, part: str, values: dict[str, str | Code]) -> str:
    known = values.get(part) if at % 2 else None
    if isinstance(known, Code):
        return f"{{{known}}}"
    return json.dumps(_plain(at, part, values), ensure_ascii=False)[1:-1].replace("{", "{{").replace("}", "}}")
