"""Schemas: their parts put together, and written out as JSON Schema."""

from typing import Any

import jsonschema_rs
import pytest
from lockstep.starter.documents.schemas import is_type, types

from tests.starter.documents.built import ref, schemas

BELOW = "{type: array, items: {$ref: '#/components/schemas/Tree'}}"
TREE = f"Tree: {{type: object, properties: {{name: {{type: string}}, below: {BELOW}}}}}"


def test_parts_are_put_together() -> None:
    known = schemas("A: {type: object, properties: {a: {}}, required: [a], minProperties: 1}")
    both = {"allOf": [ref("A"), {"properties": {"b": {}}, "required": ["b"], "minProperties": 2}], "required": ["a"]}
    found = known.flat(both)
    assert (list(found["properties"]), found["required"], found["minProperties"]) == (["a", "b"], ["a", "b"], 2)
    assert known.names(both) == {"A"}
    assert known.names({"allOf": [{"title": "B"}]}) == frozenset()


@pytest.mark.parametrize(
    ("version", "schema"),
    [
        ("3.0.3", {"type": "string", "nullable": True}),
        ("3.1.0", {"type": ["string", "null"]}),
        ("3.1.0", {"oneOf": [{"type": "string"}, {"type": "null"}]}),
        ("3.1.0", {"anyOf": [{"type": "null"}, ref("Text")]}),
        ("3.1.0", {"anyOf": [{"type": ["string", "null"]}]}),
    ],
)
def test_null_may_be_said_in_several_ways(version: str, schema: dict[str, Any]) -> None:
    known = schemas("Text: {type: string}", version)
    found = known.flat(schema)
    assert types(found) == {"string", "null"}
    assert is_type(found, "string")
    assert "oneOf" not in found
    judge = jsonschema_rs.Draft202012Validator(known.plain(schema))
    assert [judge.is_valid(one) for one in ("x", None, 7)] == [True, True, False]


def test_of_alternatives_the_first_is_shown_with_their_number() -> None:
    known = schemas("Cat: {properties: {purrs: {}}}, Dog: {properties: {barks: {}}}")
    found, count = known.first({"oneOf": [ref("Cat"), ref("Dog")], "properties": {"name": {}}})
    assert (sorted(found["properties"]), count) == (["name", "purrs"], 2)


def test_bounds_of_openapi_3_0_become_what_they_mean() -> None:
    known = schemas(version="3.0.3")
    bounded = {"type": "integer", "minimum": 0, "exclusiveMinimum": True, "maximum": 9, "exclusiveMaximum": False}
    assert known.plain(bounded) == {"type": "integer", "exclusiveMinimum": 0, "maximum": 9}
    assert known.plain({"nullable": True, "type": "string", "enum": ["a"]})["enum"] == ["a", None]


def test_a_schema_that_contains_itself_is_cut_off() -> None:
    known = schemas(TREE)
    plain = known.plain(ref("Tree"))
    assert plain["properties"]["below"] == {"type": "array", "items": {}}
    assert list(known.flat(ref("Tree"))["properties"]) == ["name", "below"]
    loop = schemas("A: {allOf: [{$ref: '#/components/schemas/A'}]}, B: {oneOf: [{$ref: '#/components/schemas/B'}]}")
    assert loop.flat(ref("A")) == {}
    assert loop.first(ref("B"))[1] == 1
    assert jsonschema_rs.Draft202012Validator(loop.plain(ref("A"))).is_valid(7)


def test_keywords_beside_a_reference_count() -> None:
    known = schemas("Text: {type: string, maxLength: 9}")
    assert known.flat({**ref("Text"), "maxLength": 3, "readOnly": True})["readOnly"] is True
    judge = jsonschema_rs.Draft202012Validator(known.plain({**ref("Text"), "minLength": 2}))
    assert [judge.is_valid(one) for one in ("x", "xx", "x" * 10)] == [False, True, False]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"enum": ["a", 1]}, {"string", "integer"}),
        ({"const": True}, {"boolean"}),
        ({"items": {}}, {"array"}),
        ({}, set()),
    ],
)
def test_types_are_shown_by_values_too(schema: dict[str, Any], expected: set[str]) -> None:
    assert types(schema) == expected


@pytest.mark.parametrize("odd", [7, None, [], "x", {"properties": 7, "required": "a", "allOf": {}, "type": 1}])
def test_what_is_no_schema_says_nothing(odd: Any) -> None:
    known = schemas()
    assert types(known.flat(odd)) == set()
    assert known.properties(known.flat(odd)) == {}
    known.plain(odd)
