"""Drafts: templates with placeholders and constants, and a constant for each open value."""

from lockstep.starter.documents.code import Ask, Code
from lockstep.starter.documents.draft import Draft, Kind, template


def test_a_template_has_placeholders_of_ours() -> None:
    assert template("/a/{x}/b/{id}", {"x": "{id}", "id": "{parent_id}"}) == "/a/{id}/b/{parent_id}"
    assert template("/a/{y}", {"x": "{id}"}) == "/a/{y}"


def test_with_a_constant_it_is_a_formatted_text() -> None:
    made = template('/{t}/"{x}\\', {"t": Code("TENANT"), "x": "{id}"})
    assert isinstance(made, Code)
    assert eval(made, {"TENANT": "acme"}) == '/acme/"{id}\\'  # noqa: S307 - what was written here


def test_an_open_value_has_one_constant() -> None:
    draft = Draft("Orders")
    names = [
        draft.unknown(name, f"Which {name}?") for name in ("x-region", "x-region", "X_Region", "é", "ü", "silent")
    ]
    assert names == ["X_REGION", "X_REGION", "X_REGION_VALUE", "UNNAMED", "UNNAMED_VALUE", "SILENT_VALUE"]
    assert draft.constants["X_REGION"] == Ask("Which x-region?")


def test_a_kind_is_called_as_people_call_it() -> None:
    assert (Kind("order").phrase, Kind("line-item").phrase) == ("an order", "a line item")
    draft = Draft("Orders", kinds=[Kind("order")])
    assert draft.kind("order") is draft.kinds[0]
    assert draft.kind("nothing") is None
