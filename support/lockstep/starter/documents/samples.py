"""Values for a field, from its schema: valid ones that people may set, and invalid ones that must be rejected.

Candidates are made from the keywords; jsonschema-rs says which of them are valid, so that no value is declared for
what it is not. A pattern is met by the examples of the document alone.
"""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import jsonschema_rs

from lockstep.starter.documents.schemas import Schema, type_of, types

WORDS = ("first draft", "second draft", "third draft")
_LONGEST = 20_000
_MOST_VALID, _MOST_INVALID = 3, 4
_DEEPEST = 6
_FORMATS: dict[str, tuple[str, ...]] = {
    "date": ("2030-01-31", "2030-02-28"),
    "time": ("09:00:00Z", "10:30:00Z"),
    "date-time": ("2030-01-31T09:00:00Z", "2030-02-28T10:30:00Z"),
    "duration": ("PT1H", "PT2H"),
    "email": ("ana@example.com", "ben@example.com"),
    "idn-email": ("ana@example.com", "ben@example.com"),
    "hostname": ("a.example.com", "b.example.com"),
    "ipv4": ("192.0.2.1", "192.0.2.2"),
    "ipv6": ("2001:db8::1", "2001:db8::2"),
    "uri": ("https://example.com/a", "https://example.com/b"),
    "url": ("https://example.com/a", "https://example.com/b"),
    "uri-reference": ("/a", "/b"),
    "uuid": ("3f1f1a8e-6a7e-4a5e-9d0c-5d0f2a3b4c5d", "9b2d7c6e-1f4a-4c3b-8e5d-7a6b5c4d3e2f"),
    "byte": ("Zmlyc3Q=", "c2Vjb25k"),
    "json-pointer": ("/a", "/b"),
    "regex": ("a+", "b+"),
}
_SHAPED = (
    "ABC", "XYZ", "abc", "xyz", "AB", "XY", "A1", "B2", "A-1", "B-2", "first", "second", "first-draft",
    "second-draft", "12345", "54321", "1", "2", "#aabbcc", "#ddeeff", "+15550100", "+15550101", "1.0.0",
    "2.0.0", "09:00", "10:30",
)  # fmt: skip
"""Texts that suit many a pattern."""
_NO_FORMAT = "no such thing"
_TEXTUAL = frozenset({"", "password", "binary", "markdown", "text", "string"})


class Values(NamedTuple):
    """Valid and invalid values of a field."""

    valid: tuple[Any, ...]
    invalid: tuple[Any, ...]


class Judge:
    """Says whether values suit all of some schemas, which are written out (`Schemas.plain`)."""

    def __init__(self, schemas: list[Any]) -> None:
        """Raises ValueError for one that is no schema."""
        try:
            self._validators = [
                jsonschema_rs.Draft202012Validator(one, validate_formats=True, retriever=_nothing) for one in schemas
            ]
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
            raise ValueError(f"this is no schema: {str(error).splitlines()[0]}") from error

    def is_valid(self, value: Any) -> bool:
        """By each schema. False where a value is too large to be judged."""
        try:
            return all(one.is_valid(value) for one in self._validators)
        except ValueError:
            return False

    def is_invalid(self, value: Any) -> bool:
        """By each schema."""
        try:
            return not any(one.is_valid(value) for one in self._validators)
        except ValueError:
            return False


def values_of(schemas: list[Any]) -> Values:
    """Values of a field that has these schemas, one for each request that sets it; the most telling first."""
    try:
        judge = Judge(schemas)
    except ValueError:
        return Values((), ())
    valid = [one for schema in schemas for one in _candidates(schema, 0) if judge.is_valid(one)]
    invalid = [one for schema in schemas for one in _wrong(schema) if judge.is_invalid(one)]
    return Values(_distinct(_without_null(valid))[:_MOST_VALID], _distinct(invalid)[:_MOST_INVALID])


def is_free_text(schema: Schema) -> bool:
    """Whether a flat schema admits any text, within its lengths."""
    given = schema.get("format", "")
    bound = schema.keys() & {"enum", "const", "pattern", "oneOf", "not", "contentEncoding"}
    return types(schema) - {"null"} == {"string"} and not bound and isinstance(given, str) and given in _TEXTUAL


def _nothing(uri: str) -> Any:
    raise ValueError(f"{uri} is not fetched")


def _candidates(schema: Any, depth: int) -> Iterator[Any]:
    """Values that may be valid."""
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return
    yield from _listed(schema.get("enum"))
    for name in ("const", "example", "default"):
        if name in schema:
            yield schema[name]
    yield from _listed(schema.get("examples"))
    for name in ("allOf", "oneOf", "anyOf"):
        rest = {key: one for key, one in schema.items() if key != name}
        for part in _listed(schema.get(name)):
            yield from _candidates({**rest, **part} if isinstance(part, dict) else rest, depth + 1)
    for kind in sorted(types(schema)):
        yield from _of_type(kind, schema, depth)


def _of_type(kind: str, schema: Schema, depth: int) -> Iterator[Any]:
    match kind:
        case "boolean":
            yield from (True, False)
        case "integer" | "number":
            yield from _numbers(schema, whole=kind == "integer")
        case "string":
            yield from _texts(schema)
        case "array":
            yield from _lists(schema, depth)
        case "object":
            yield from _objects(schema, depth)


def _numbers(schema: Schema, *, whole: bool) -> Iterator[float]:
    low = _number(schema.get("minimum"), schema.get("exclusiveMinimum"))
    high = _number(schema.get("maximum"), schema.get("exclusiveMaximum"))
    step = _number(schema.get("multipleOf")) or 1
    found: list[float] = [1, 2, 0]
    if low is not None:
        found += [low, low + step, math.floor(low / step) * step + step, math.floor(low / step) * step + 2 * step]
    if high is not None:
        found += [high, high - step]
    if low is not None and high is not None:
        found += [low + (high - low) / 2, low + (high - low) / 4]
    found += [step, 2 * step]
    yield from (int(one) if whole and float(one).is_integer() else one for one in found if math.isfinite(one))


def _texts(schema: Schema) -> Iterator[str]:
    given = schema.get("format")
    yield from _FORMATS.get(given, ()) if isinstance(given, str) else ()
    if "pattern" in schema:
        yield from (*_SHAPED, *(one for several in _FORMATS.values() for one in several))
    low, high = _length(schema.get("minLength"), 0), _length(schema.get("maxLength"), _LONGEST)
    for word in (*WORDS, "abc", "xyz", "a", "b"):
        yield word
        yield (word * (low // len(word) + 1))[: max(low, min(high, len(word)))]


def _lists(schema: Schema, depth: int) -> Iterator[list[Any]]:
    items = values_below(schema.get("items", {"type": "string"}), depth + 1)
    low, high = _length(schema.get("minItems"), 0), _length(schema.get("maxItems"), 10)
    for count in dict.fromkeys((low, 1, 2, min(high, 10))):
        for start in range(2):
            chosen = [*items[start:], *items[:start]]
            if count <= 20 and (chosen or not count):
                yield [chosen[at % len(chosen)] for at in range(count)]


def _objects(schema: Schema, depth: int) -> Iterator[dict[str, Any]]:
    properties = schema.get("properties")
    known = properties if isinstance(properties, dict) else {}
    needed = [name for name in _listed(schema.get("required")) if isinstance(name, str)]
    made: dict[str, list[Any]] = {}
    for name in [*known, *(one for one in needed if one not in known)]:
        part = known.get(name, {"type": "string"})
        if isinstance(part, dict) and part.get("readOnly") is True and name not in needed:
            continue
        made[name] = values_below(part, depth + 1)
    for at in range(2):
        yield {name: one[at % len(one)] for name, one in made.items() if one}
        yield {name: one[at % len(one)] for name, one in made.items() if one and name in needed}


def values_below(schema: Any, depth: int) -> list[Any]:
    """The candidates of a part that suit it."""
    try:
        judge = Judge([schema])
    except ValueError:
        return []
    return _without_null(list(_distinct([one for one in _candidates(schema, depth) if judge.is_valid(one)])))[:2]


def _wrong(schema: Any) -> Iterator[Any]:
    """Values that may be invalid, those first that break a limit."""
    flat = {key: one for part in _parts(schema) for key, one in part.items()}
    kinds = set[str]().union(*(types(part) for part in _parts(schema)))
    if "string" in kinds:
        shortest, longest = _length(flat.get("minLength"), 0), _length(flat.get("maxLength"), _LONGEST)
        if flat.get("enum") or "const" in flat:
            yield "none of these"
        if flat.get("pattern") is not None or str(flat.get("format")) in _FORMATS:
            yield _NO_FORMAT
        if longest < _LONGEST:
            yield "x" * (longest + 1)
        if 0 < shortest < _LONGEST:
            yield "x" * (shortest - 1)
    if kinds & {"integer", "number"}:
        for name, change in (("minimum", -1), ("exclusiveMinimum", 0), ("maximum", 1), ("exclusiveMaximum", 0)):
            bound = _number(flat.get(name))
            if bound is not None:
                yield bound + change
        yield from (0.5, "many")
    if "boolean" in kinds:
        yield "perhaps"
    if "array" in kinds:
        yield from ("none", 7)
    if "object" in kinds:
        yield from ("none", 7)
    yield from (None, [])


def _parts(schema: Any) -> Iterator[Schema]:
    if isinstance(schema, dict):
        for part in _listed(schema.get("allOf")):
            yield from _parts(part)
        for name in ("oneOf", "anyOf"):
            for part in _listed(schema.get(name)):
                yield {"type": list(types(part))} if isinstance(part, dict) else {}
        yield schema


def _number(*values: Any) -> float | None:
    """The first of them that is a number."""
    found = [one for one in values if type_of(one) in {"integer", "number"}]
    return found[0] if found and abs(found[0]) < 1e15 and math.isfinite(found[0]) else None


def _length(value: Any, otherwise: int) -> int:
    number = _number(value)
    return otherwise if number is None or not 0 <= number <= _LONGEST else int(number)


def _without_null(values: list[Any]) -> list[Any]:
    return [one for one in values if one is not None]


def _distinct(values: list[Any]) -> tuple[Any, ...]:
    """Without what was there before; true is not 1."""
    found: dict[str, Any] = {}
    for one in values:
        found.setdefault(f"{type_of(one)} {one!r}", one)
    return tuple(found.values())


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
