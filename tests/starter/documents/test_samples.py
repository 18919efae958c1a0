"""Values of fields: those that are valid are, and those that must be rejected are not, says the schema."""

from typing import Any

import jsonschema_rs
import pytest
from lockstep.starter.documents.samples import is_free_text, values_of

SCHEMAS: list[Any] = [
    {"type": "string"},
    {"type": "string", "minLength": 1, "maxLength": 100},
    {"type": "string", "minLength": 30},
    {"type": "string", "maxLength": 1},
    {"enum": ["open", "paid"]},
    {"type": ["string", "null"], "format": "date"},
    {"type": "string", "format": "uuid"},
    {"type": "string", "format": "date-time"},
    {"type": "string", "pattern": "^[A-Z]{3}$"},
    {"type": "string", "pattern": "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$"},
    {"type": "string", "pattern": "^x[0-9]$", "examples": ["x1", "x2", "y"]},
    {"type": "integer"},
    {"type": "integer", "minimum": 3, "maximum": 5},
    {"type": "integer", "multipleOf": 7, "minimum": 10},
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.01},
    {"type": "boolean"},
    {"type": "array", "items": {"type": "string"}, "minItems": 1},
    {"type": "array", "items": {"enum": ["a", "b"]}, "uniqueItems": True, "minItems": 2},
    {
        "type": "object",
        "properties": {"street": {"type": "string"}, "no": {"type": "integer"}},
        "required": ["street"],
    },
    {"oneOf": [{"type": "string"}, {"type": "integer"}]},
    {"allOf": [{"type": "string"}, {"maxLength": 5}]},
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_there_are_two_valid_values_and_invalid_ones(schema: Any) -> None:
    judge = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    found = values_of([schema])
    assert len(found.valid) > 1
    assert found.invalid
    assert [judge.is_valid(one) for one in found.valid] == [True] * len(found.valid)
    assert [judge.is_valid(one) for one in found.invalid] == [False] * len(found.invalid)
    assert None not in found.valid


def test_values_suit_every_request_that_sets_them() -> None:
    found = values_of([{"enum": ["a", "b", "c"]}, {"enum": ["b", "c", "d"]}])
    assert found.valid == ("b", "c")
    assert found.invalid[0] == "none of these"
    assert None in values_of([{"type": "string"}]).invalid
    assert None not in values_of([{"type": "string"}, {"type": ["string", "null"]}]).invalid


def test_limits_are_broken_first() -> None:
    assert values_of([{"type": "integer", "minimum": 3, "maximum": 5}]).invalid == (2, 6, 0.5, "many")
    assert values_of([{"type": "string", "minLength": 2, "maxLength": 3}]).invalid[:2] == ("xxxx", "x")


@pytest.mark.parametrize(
    "schema",
    [
        {},
        False,
        {"type": "string", "pattern": "^(?=impossible)x$"},
        {"type": "string", "pattern": "("},
        {"type": 7},
        {"type": "string", "minLength": 10**9},
        {"$ref": "https://example.com/schema"},
    ],
    ids=str,
)
def test_nothing_is_declared_that_is_not_known(schema: Any) -> None:
    assert values_of([schema]).valid == ()


def test_true_is_not_one() -> None:
    assert values_of([{"enum": [True, 1]}]).valid == (True, 1)


@pytest.mark.parametrize(
    ("schema", "free"),
    [
        ({"type": "string", "maxLength": 9}, True),
        ({"type": ["string", "null"]}, True),
        ({"type": "string", "format": "password"}, True),
        ({"type": "string", "format": "date"}, False),
        ({"type": "string", "enum": ["a"]}, False),
        ({"type": "string", "pattern": "a"}, False),
        ({"type": "integer"}, False),
        ({"type": "string", "format": 7}, False),
    ],
)
def test_a_free_text_has_no_form_of_its_own(schema: dict[str, Any], free: bool) -> None:
    assert is_free_text(schema) is free
