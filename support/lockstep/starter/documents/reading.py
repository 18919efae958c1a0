"""Reads a document: JSON or YAML, of a version that is understood, whose references stay within it.

OpenAPI 3.0 and 3.1 and AsyncAPI 3.0 are understood. YAML is read by the rules of version 1.2, as these standards ask:
`on`, `no` and `2026-01-31` are texts. Errors: DocumentError, one sentence that names the file and the way out.
"""

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote

import msgspec
import yaml

Standard = Literal["openapi", "asyncapi"]

_TITLES: dict[Standard, str] = {"openapi": "OpenAPI", "asyncapi": "AsyncAPI"}
_UNDERSTOOD: dict[Standard, re.Pattern[str]] = {
    "openapi": re.compile(r"3\.[01](\.|\Z)"),
    "asyncapi": re.compile(r"3\.0(\.|\Z)"),
}
_WAYS_OUT: dict[Standard, str] = {
    "openapi": "OpenAPI 3.0 and 3.1 are read: convert it first",
    "asyncapi": "AsyncAPI 3.0 is read: convert it first, as `asyncapi convert` does",
}
_DATA = frozenset({"example", "examples", "default", "const", "enum"})
"""What is below these keys is data, and refers to nothing."""
_LARGEST, _DEEPEST = 300_000, 150
_CHAIN = 50
_HALF = re.compile("[\ud800-\udfff]")


class DocumentError(Exception):
    """A document cannot be used; one sentence for people."""


class Document:
    """A document: `name` as people call it, `root` its content."""

    def __init__(self, name: str, root: Mapping[str, Any]) -> None:
        """Raises DocumentError for a reference that leads out of it."""
        self.name = name
        self.root = root
        for ref in _refs(root):
            if not ref.startswith("#"):
                raise DocumentError(
                    f"{name} refers to {ref!r}, and only references within the document are followed: put all of it"
                    " into one file, as `redocly bundle` does"
                )

    def found(self, node: Any) -> Any:
        """The node, or what it refers to. Raises DocumentError for a reference that leads nowhere, or in a circle."""
        for _ in range(_CHAIN):
            ref = ref_of(node)
            if ref is None:
                return node
            node = self._at(ref)
        raise DocumentError(f"{self.name}: the reference {ref!r} leads in a circle")

    def mapping(self, node: Any) -> Mapping[str, Any]:
        """As `found`; an empty mapping where it is none."""
        found = self.found(node)
        return found if isinstance(found, Mapping) else {}

    def items(self, node: Any) -> list[tuple[str, Mapping[str, Any]]]:
        """The entries of a mapping whose values are mappings, or refer to some."""
        found = [(str(name), self.found(one)) for name, one in self.mapping(node).items()]
        return [(name, one) for name, one in found if isinstance(one, Mapping)]

    def _at(self, ref: str) -> Any:
        node: Any = self.root
        for part in [unquote(one) for one in ref.removeprefix("#").split("/")[1:]]:
            name = part.replace("~1", "/").replace("~0", "~")
            if isinstance(node, Mapping) and name in node:
                node = node[name]
            elif isinstance(node, list) and name.isdecimal() and len(name) < 7 and int(name) < len(node):
                node = node[int(name)]
            else:
                raise DocumentError(f"{self.name} refers to {ref!r}, which is not in it: mend the reference")
        return node


def ref_of(node: Any) -> str | None:
    """Where a node refers to; None where it does not."""
    ref = node.get("$ref") if isinstance(node, Mapping) else None
    return ref if isinstance(ref, str) else None


def name_of(ref: str | None) -> str:
    """The last part of a reference, such as `Order`; empty for none."""
    return "" if ref is None else unquote(ref.rpartition("/")[2])


def document_at(path: Path, standard: Standard) -> Document:
    """The document in this file. Raises DocumentError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path} cannot be read: {error.strerror or error}") from error
    return document(path.name, content, standard)


def document(name: str, content: bytes, standard: Standard) -> Document:
    """The document of this content. Raises DocumentError."""
    try:
        root = _parsed(name, content)
    except RecursionError as error:
        raise DocumentError(f"{name} is nested too deeply: cut out what is not needed") from error
    if not isinstance(root, Mapping):
        raise DocumentError(f"{name} is no {_TITLES[standard]} document: it holds no object")
    _bounded(name, root)
    _understood(name, root, standard)
    return Document(name, _as_json(root))


def _understood(name: str, root: Mapping[str, Any], standard: Standard) -> None:
    version = root.get(standard)
    if isinstance(version, str | int | float) and _UNDERSTOOD[standard].match(str(version)):
        return
    if version is not None:
        raise DocumentError(f"{name} is {_TITLES[standard]} {version}; {_WAYS_OUT[standard]}")
    if "swagger" in root and standard == "openapi":
        raise DocumentError(f"{name} is Swagger {root['swagger']}; {_WAYS_OUT[standard]}")
    other: Standard = "asyncapi" if standard == "openapi" else "openapi"
    hint = f": it is {_TITLES[other]}, give it as --{other}" if other in root else f": it has no {standard!r}"
    raise DocumentError(f"{name} is no {_TITLES[standard]} document{hint}")


def _parsed(name: str, content: bytes) -> Any:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"{name} is no UTF-8 text: byte {error.start} is none; save it as UTF-8") from error
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        if name.endswith(".json"):
            raise DocumentError(f"{name} is no JSON: {error}") from error
    try:
        return yaml.load(text, Loader=_Yaml)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValueError) as error:
        raise DocumentError(f"{name} is neither JSON nor YAML: {' '.join(str(error).split())}") from error


def _bounded(name: str, root: Any) -> None:
    """Raise DocumentError for what is too large or too deep, counted with every alias of YAML written out."""
    left, stack = _LARGEST, [(root, 0)]
    while stack:
        node, depth = stack.pop()
        left -= 1
        if left < 0 or depth > _DEEPEST:
            raise DocumentError(
                f"{name} is too large: {_LARGEST:,} values are read, {_DEEPEST} deep; cut out what is not needed"
            )
        if isinstance(node, Mapping):
            stack += [(one, depth + 1) for pair in node.items() for one in pair]
        elif isinstance(node, list):
            stack += [(one, depth + 1) for one in node]
        elif isinstance(node, str) and _HALF.search(node):
            raise DocumentError(f"{name} holds half a character (a lone surrogate): remove it")


def _as_json(node: Any) -> Any:
    """The value with texts for names, as `200` in YAML is a number, and nothing that JSON has not."""
    if isinstance(node, Mapping):
        return {str(name): _as_json(one) for name, one in node.items()}
    if isinstance(node, list):
        return [_as_json(one) for one in node]
    is_plain = node is None or isinstance(node, str | bool | int) or (isinstance(node, float) and math.isfinite(node))
    return node if is_plain else str(node)


def _refs(node: Any) -> Iterator[str]:
    stack = [node]
    while stack:
        node = stack.pop()
        if (ref := ref_of(node)) is not None:
            yield ref
        if isinstance(node, Mapping):
            stack += [one for name, one in node.items() if name not in _DATA and not str(name).startswith("x-")]
        elif isinstance(node, list):
            stack += node


class _Yaml(yaml.SafeLoader):
    """YAML's safe loader with the plain values of version 1.2."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as its parent declares it


for _tag, _form, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]{1,300}", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("merge", r"<<", "<"),
):
    _Yaml.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"\A(?:{_form})\Z"), ["" if one == "\0" else one for one in _first]
    )


def _int(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    return int(loader.construct_scalar(node))


_Yaml.add_constructor("tag:yaml.org,2002:int", _int)
