"""Fields: from what requests send, under names that placeholders can have."""

from typing import Any

import pytest
from lockstep.starter.documents.code import Ask, Call, Code, asked
from lockstep.starter.documents.fields import (
    RESERVED,
    Fields,
    Given,
    Setting,
    field_name,
    is_reference,
    only_value,
    properties_of,
    refers_to,
)
from lockstep.targets.resources import Verb, declarations

from tests.starter.documents.built import schemas


def made(schema: Any, *, required: bool = False, conflicts: bool = False, name: str = "title", **setting: Any) -> Any:
    given = Setting({name: Given(schema, required)}, **{"rejects": True, **setting})
    fields = Fields(schemas(), "an order", {Verb.CREATE: given, Verb.CHANGE: given}, conflicts=conflicts)
    return fields.made(name, "")


def test_reserved_names_are_those_of_placeholders() -> None:
    reserved = vars(declarations)["_RESERVED"]
    assert reserved <= RESERVED


def test_free_text_may_be_any_text() -> None:
    assert made({"type": "string"}, rejects=False) == Call("Text")
    text = made({"type": "string", "minLength": 2, "maxLength": 120, "default": ""})
    assert text.named["longest"] == 120
    assert "one character" in text.named["without"]
    assert "samples" not in text.named
    assert text.named["invalid"] == ("x" * 121, "x", None, [])


def test_a_text_too_short_for_most_kinds_is_a_field() -> None:
    short = made({"type": "string", "maxLength": 20}, rejects=False)
    assert short == Call("Field", (), {"samples": ("first draft", "second draft", "third draft")})


def test_invalid_values_are_declared_where_the_document_says_that_they_are_rejected() -> None:
    assert "invalid" not in made({"type": "boolean"}, rejects=False).named
    assert made({"type": "boolean"}).named["invalid"] == ("perhaps", None, [])
    assert made({"type": "boolean"}, merges=True).named["invalid"] == ("perhaps", [])


def test_what_no_value_is_known_for_is_asked_if_it_is_needed() -> None:
    schema = {"type": "string", "pattern": "^impossible[0-9]{40}$"}
    assert made(schema) is None
    assert asked(made(schema, required=True)) == [
        "Which two values may title of an order have, which must match ^impossible[0-9]{40}$? A tuple of both"
    ]


def test_where_new_things_may_conflict_it_is_asked_whether_the_name_is_unique() -> None:
    assert isinstance(made({"type": "string"}, conflicts=True).named["unique"], Ask)
    assert "unique" not in made({"type": "string"}, conflicts=True, name="note").named
    assert "unique" not in made({"type": "boolean"}, conflicts=True).named


def test_a_field_of_one_operation_says_so() -> None:
    create = Setting({"item": Given({"type": "string"}, True)}, rejects=False)
    fields = Fields(
        schemas(), "an order", {Verb.CREATE: create, Verb.CHANGE: Setting({}, rejects=False)}, conflicts=False
    )
    assert fields.made("item", "") == Call("Text", (), {"of": (Code("Verb.CREATE"),)})


def test_what_only_the_server_sets_is_not_supplied() -> None:
    body = {"properties": {"id": {"readOnly": True}, "item": {}}, "required": ["id", "item"]}
    assert properties_of(schemas(), body) == {"item": Given({}, True)}


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("item", "item"),
        ("channel", "line_item_channel"),
        ("due-date", "due_date"),
        ("2nd", "line_item_2nd"),
        ("é", "line_item__"),
        ("a", "a_"),
    ],
)
def test_a_field_has_a_name_that_a_placeholder_can_have(name: str, own: str) -> None:
    assert field_name(name, "line-item", {"a"}) == own


def test_ids_of_other_things_are_recognised() -> None:
    assert [name for name in ("courierId", "member_ids", "id", "valid", "reply-to-id") if is_reference(name)] == [
        "courierId", "member_ids", "reply-to-id"
    ]  # fmt: skip
    assert refers_to("lineItemId", {"item", "line-item"}) == "line-item"
    assert refers_to("itemName", {"item"}) == ""


def test_a_value_without_a_choice_is_known() -> None:
    schemas_of_one = ({"const": 1}, {"enum": ["a"]}, {"enum": ["a", "b"]}, {}, {"const": None})
    assert [only_value(one) for one in schemas_of_one] == [1, "a", None, None, None]
