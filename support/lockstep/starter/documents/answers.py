"""Where answers and events show a thing: its path, its id and version, and the list with the way to its next page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lockstep.starter.documents.names import words
from lockstep.starter.documents.schemas import Schema, Schemas, is_type, types

_IDS = ("id", "_id", "uuid", "guid")
_VERSIONS = ("version", "revision", "rev", "lockversion", "versionnumber")
_LISTS = ("items", "data", "results", "records", "values", "content", "entries", "elements", "list", "rows", "nodes")
_HOLDERS = ("data", "result", "item", "record", "object", "entity", "attributes", "payload")
_NEXT = frozenset({
    "next", "nextcursor", "cursor", "nextpagetoken", "nextpage", "nexttoken", "after", "endcursor", "continuation",
    "continuationtoken", "startafter", "marker", "nextmarker",
})  # fmt: skip
_PARAMETERS = frozenset({
    "cursor", "after", "pagetoken", "next", "nexttoken", "startafter", "startingafter", "continuation",
    "continuationtoken", "marker", "from",
})  # fmt: skip
PAGES = frozenset({"page", "pagenumber", "offset", "skip", "start", "pageindex"})
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """Where one thing stands. names: how the document calls it."""

    path: str
    schema: Schema
    id: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Listed:
    """Where a list of things stands, and what each is. cursor, parameter: of its next page; empty: there is none."""

    items: str
    item: Any
    cursor: str = ""
    parameter: str = ""


def joined(name: str) -> str:
    """A name without its separators, in small letters."""
    return "".join(words(name))


def thing_in(schemas: Schemas, schema: Any, kind: str, parameter: str = "") -> Shown | None:
    """Where a thing with an id stands; None where nothing has one."""
    for path, part in _objects(schemas, schema, kind, "", 0):
        flat, _ = schemas.first(part)
        if found := id_of(list(schemas.properties(flat)), kind, parameter):
            return Shown(path, flat, found, schemas.names(part))
    return None


def id_of(properties: list[str], kind: str, parameter: str = "") -> str:
    """Which of these properties is the id, as the parameter of its path is called, or as ids are; empty for none."""
    if parameter in properties:
        return parameter
    plain = {joined(name) or name: name for name in reversed(properties)}
    named = joined(kind)
    wanted = [joined(parameter), *_IDS, f"{named}id", f"{named}uuid", f"{named}number", f"{named}key"]
    return next((plain[one] for one in wanted if one and one in plain), "")


def version_of(schemas: Schemas, schema: Schema) -> str:
    """The property that holds a version, a whole number; empty for none."""
    for name, part in schemas.properties(schema).items():
        if joined(name) in _VERSIONS and is_type(schemas.flat(part), "integer"):
            return name
    return ""


def list_in(schemas: Schemas, schema: Any, optional: tuple[str, ...]) -> Listed | None:
    """Where a list of objects stands in an answer; `optional` are the parameters of the query."""
    flat, _ = schemas.first(schema)
    if is_type(flat, "array"):
        return Listed("", flat.get("items", {}))
    found = [(path, part) for path, part in _lists(schemas, flat, "", 0)]
    if not found:
        return None
    path, part = min(found, key=lambda one: (one[0].count("."), _rank(one[0], _LISTS)))
    cursor = next(iter(_cursors(schemas, flat, "", 0)), "")
    parameter = next((name for name in optional if joined(name) == joined(cursor.rpartition(".")[2])), "")
    parameter = parameter or next((name for name in optional if joined(name) in _PARAMETERS), "")
    if not cursor or not parameter:
        return Listed(path, part)
    return Listed(path, part, cursor, parameter)


def _objects(schemas: Schemas, schema: Any, kind: str, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    """The objects in a schema with their paths, the outer ones first, then those that are called as holders are."""
    flat, _ = schemas.first(schema)
    if "object" not in types(flat) or depth > _DEEPEST:
        return
    yield path, schema
    inner = schemas.properties(flat)
    for name in sorted(inner, key=lambda one: (joined(one) != joined(kind), _rank(one, _HOLDERS))):
        holds = joined(name) == joined(kind) or name.lower() in _HOLDERS or len(inner) == 1
        if holds and "." not in name:
            yield from _objects(schemas, inner[name], kind, f"{path}.{name}".lstrip("."), depth + 1)


def _lists(schemas: Schemas, flat: Schema, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    for name, part in schemas.properties(flat).items():
        inner, _ = schemas.first(part)
        below = f"{path}.{name}".lstrip(".")
        if is_type(inner, "array") and "object" in types(schemas.first(inner.get("items", {}))[0]):
            yield below, inner.get("items", {})
        elif is_type(inner, "object") and depth < 1:
            yield from _lists(schemas, inner, below, depth + 1)


def _cursors(schemas: Schemas, flat: Schema, path: str, depth: int) -> Iterator[str]:
    for name, part in schemas.properties(flat).items():
        inner, _ = schemas.first(part)
        below = f"{path}.{name}".lstrip(".")
        if joined(name) in _NEXT and not types(inner) & {"object", "array", "boolean"}:
            yield below
        elif is_type(inner, "object") and depth < 1:
            yield from _cursors(schemas, inner, below, depth + 1)


def _rank(name: str, among: tuple[str, ...]) -> int:
    last = name.rpartition(".")[2].lower()
    return among.index(last) if last in among else len(among)
