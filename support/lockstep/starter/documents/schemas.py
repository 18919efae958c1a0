"""Schemas of a document: with their references followed and their parts put together.

`flat` shows the outermost layer of a schema as one object of keywords, so that its type and properties can be looked
at; `plain` writes a schema out completely, as JSON Schema of 2020-12, so that values can be judged by it. The
`nullable` and boolean `exclusiveMinimum` of OpenAPI 3.0 become what they mean. A schema that contains itself is cut
off where it begins again.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from lockstep.starter.documents.reading import Document, name_of, ref_of

Schema = dict[str, Any]

_MAPS = frozenset({"properties", "patternProperties", "dependentSchemas"})
_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_SINGLE = frozenset({
    "items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else", "unevaluatedItems",
    "unevaluatedProperties",
})  # fmt: skip
_DROPPED = frozenset({
    "$ref", "$id", "id", "$schema", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$defs",
    "definitions", "nullable", "discriminator", "xml", "externalDocs", "$vocabulary",
})  # fmt: skip
_BOUNDS = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
_TIGHTER = {
    "minimum": max, "exclusiveMinimum": max, "minLength": max, "minItems": max, "minProperties": max,
    "maximum": min, "exclusiveMaximum": min, "maxLength": min, "maxItems": min, "maxProperties": min,
}  # fmt: skip
_TYPES = ((bool, "boolean"), (str, "string"), (int, "integer"), (float, "number"), (list, "array"), (dict, "object"))
_DEEPEST = 30
_LARGEST = 4_000
_NESTED = 8


class Schemas:
    """The schemas of one document."""

    def __init__(self, document: Document) -> None:
        """Nothing is looked at yet."""
        self._document = document

    def flat(self, schema: Any) -> Schema:
        """The keywords of a schema, those of its parts included; of several alternatives, `oneOf` has the list.
        Raises DocumentError."""
        self._left = _LARGEST
        return self._flat(schema, ())

    def _flat(self, schema: Any, seen: tuple[int, ...]) -> Schema:
        found = self._document.found(schema)
        self._left -= 1
        if not isinstance(found, Mapping) or id(found) in seen or len(seen) > _DEEPEST or self._left < 0:
            return {}
        seen = (*seen, id(found))
        own = _modern(found)
        if schema is not found:
            own |= {name: one for name, one in schema.items() if name not in _DROPPED}
        for part in _listed(own.pop("allOf", None)):
            own = merged(own, self._flat(part, seen))
        given = [*_listed(own.pop("oneOf", None)), *_listed(own.pop("anyOf", None))]
        return _with_alternatives(own, [(one, self._flat(one, seen)) for one in given])

    def first(self, schema: Any) -> tuple[Schema, int]:
        """As `flat`, of several alternatives the first; with the number of alternatives. Raises DocumentError."""
        own, count = self.flat(schema), 1
        for _ in range(_NESTED):
            alternatives = own.pop("oneOf", [])
            if not alternatives:
                break
            count = max(count, len(alternatives))
            own = merged(own, self.flat(alternatives[0]))
        return own, count

    def properties(self, schema: Schema) -> dict[str, Any]:
        """The properties of a flat schema, by name."""
        found = schema.get("properties")
        return {str(name): one for name, one in found.items()} if isinstance(found, Mapping) else {}

    def names(self, schema: Any) -> frozenset[str]:
        """The names under which the document refers to this schema or its parts, such as `Order`."""
        return frozenset(filter(None, self._names(schema, [])))

    def _names(self, schema: Any, seen: list[int]) -> Iterator[str]:
        ref = ref_of(schema)
        yield name_of(ref)
        found = self._document.found(schema)
        if not isinstance(found, Mapping) or id(found) in seen:
            return
        seen.append(id(found))
        title = found.get("title")
        yield title if isinstance(title, str) and ref is not None else ""
        for part in _listed(found.get("allOf")):
            yield from self._names(part, seen)

    def plain(self, schema: Any) -> Any:
        """The schema written out. Raises DocumentError."""
        self._left = _LARGEST
        return self._plain(schema, ())

    def _plain(self, schema: Any, seen: tuple[int, ...]) -> Any:
        found = self._document.found(schema)
        self._left -= 1
        if isinstance(found, bool):
            return found
        if not isinstance(found, Mapping) or id(found) in seen or len(seen) > _DEEPEST or self._left < 0:
            return {}
        seen = (*seen, id(found))
        own = self._written_out(_modern(found), seen)
        beside = {} if schema is found else {name: one for name, one in schema.items() if name != "$ref"}
        more = self._written_out(beside, seen)
        return {"allOf": [own, more]} if _judging(more) else own | more

    def _written_out(self, found: Mapping[str, Any], seen: tuple[int, ...]) -> Schema:
        own: Schema = {}
        for name, one in found.items():
            if name in _DROPPED:
                continue
            if name in _MAPS and isinstance(one, Mapping):
                own[name] = {key: self._plain(part, seen) for key, part in one.items()}
            elif name in _LISTS and isinstance(one, list):
                own[name] = [self._plain(part, seen) for part in one]
            elif name in _SINGLE and isinstance(one, Mapping | bool):
                own[name] = self._plain(one, seen)
            elif name not in _MAPS | _LISTS | _SINGLE:
                own[name] = one
        return own


def _with_alternatives(own: Schema, given: list[tuple[Any, Schema]]) -> Schema:
    """The keywords with those of the only alternative, null aside; with `oneOf`, where there are several."""
    others = [(one, flat) for one, flat in given if types(flat) != {"null"}]
    if len(others) < len(given) or any("null" in types(flat) for _, flat in others):
        own["type"] = sorted({*types(own), "null"})
    if len(others) != 1:
        return own | ({"oneOf": [one for one, _ in others]} if others else {})
    ((_, only),) = others
    kinds = (types(own) - {"null"}) | types(only)
    nullable = "null" in types(own) or "null" in types(only)
    both = merged(own, only)
    return both | ({"type": sorted({*kinds, *({"null"} if nullable else ())})} if kinds else {})


def types(schema: Schema) -> set[str]:
    """The types that a flat schema names or shows."""
    given = schema.get("type")
    named = {given} if isinstance(given, str) else {one for one in _listed(given) if isinstance(one, str)}
    if named:
        return named
    if isinstance(schema.get("properties"), Mapping):
        return {"object"}
    if "items" in schema:
        return {"array"}
    values = [schema["const"]] if "const" in schema else _listed(schema.get("enum"))
    return {type_of(one) for one in values}


def type_of(value: Any) -> str:
    """The JSON type of a value."""
    return next((name for kind, name in _TYPES if isinstance(value, kind)), "null")


def is_type(schema: Schema, name: str) -> bool:
    """Whether this is the only type of a flat schema, null aside."""
    return types(schema) - {"null"} == {name}


def merged(first: Schema, second: Schema) -> Schema:
    """The keywords of two flat schemas that both hold."""
    both = first | {name: one for name, one in second.items() if name not in first}
    for name in first.keys() & second.keys():
        one, other = first[name], second[name]
        if name == "properties" and isinstance(one, Mapping) and isinstance(other, Mapping):
            both[name] = {**one, **{part: value for part, value in other.items() if part not in one}}
        elif name == "required":
            both[name] = [*_listed(one), *(item for item in _listed(other) if item not in _listed(one))]
        elif name in _TIGHTER and type_of(one) in {"integer", "number"} and type_of(other) in {"integer", "number"}:
            both[name] = _TIGHTER[name](one, other)
        elif name == "enum":
            both[name] = [item for item in _listed(one) if item in _listed(other)]
    return both


def _modern(found: Mapping[str, Any]) -> Schema:
    """With the keywords of OpenAPI 3.0 as what they mean."""
    own = dict(found)
    if found.get("nullable") is True:
        if isinstance(own.get("type"), str):
            own["type"] = [own["type"], "null"]
        if isinstance(own.get("enum"), list) and None not in own["enum"]:
            own["enum"] = [*own["enum"], None]
    for bound, exclusive in _BOUNDS:
        if isinstance(own.get(exclusive), bool) and own.pop(exclusive) and bound in own:
            own[exclusive] = own.pop(bound)
    return own


def _judging(schema: Schema) -> bool:
    return bool(schema.keys() - {"description", "title", "summary", "example", "examples", "default", "readOnly"})


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
