"""Where answers show a thing, its id and its version, and the list."""

from typing import Any

import pytest
from lockstep.starter.documents.answers import Listed, id_of, list_in, thing_in, version_of

from tests.starter.documents.built import ref, schemas

KNOWN = schemas("Order: {properties: {id: {type: integer}, version: {type: integer}}}")
ORDERS = {"type": "array", "items": ref("Order")}


def of(**properties: Any) -> dict[str, Any]:
    return {"properties": properties}


@pytest.mark.parametrize(
    ("answer", "path"),
    [
        (ref("Order"), ""),
        (of(data=ref("Order"), status={}), "data"),
        (of(order=ref("Order"), customer=of(id={})), "order"),
        (of(data=of(order=ref("Order"))), "data.order"),
        (of(whatever=ref("Order")), "whatever"),
        ({"oneOf": [ref("Order"), of(x={})]}, ""),
    ],
)
def test_a_thing_stands_where_its_id_is(answer: Any, path: str) -> None:
    found = thing_in(KNOWN, answer, "order")
    assert found is not None
    assert (found.path, found.id, version_of(KNOWN, found.schema)) == (path, "id", "version")


@pytest.mark.parametrize("answer", [{}, of(name={}), of(a=ref("Order"), b=ref("Order")), ORDERS, 7])
def test_nothing_is_guessed(answer: Any) -> None:
    assert thing_in(KNOWN, answer, "order") is None


@pytest.mark.parametrize(
    ("properties", "parameter", "own"),
    [
        (["id", "slug"], "slug", "slug"), (["id"], "orderId", "id"), (["order_id", "name"], "orderId", "order_id"),
        (["orderId"], "id", "orderId"), (["uuid", "orderNumber"], "", "uuid"), (["_id"], "x", "_id"),
        (["name"], "x", ""),
    ],
)  # fmt: skip
def test_the_id_is_called_as_ids_are(properties: list[str], parameter: str, own: str) -> None:
    assert id_of(properties, "order", parameter) == own


@pytest.mark.parametrize(
    ("answer", "optional", "listed"),
    [
        (ORDERS, (), Listed("", ref("Order"))),
        (
            of(items=ORDERS, next={"type": ["string", "null"]}),
            ("after",),
            Listed("items", ref("Order"), "next", "after"),
        ),
        (of(other={"type": "array", "items": {"type": "string"}}, orders=ORDERS), (), Listed("orders", ref("Order"))),
        (
            of(data=ORDERS, page=of(nextCursor={"type": "string"})),
            ("next_cursor", "after"),
            Listed("data", ref("Order"), "page.nextCursor", "next_cursor"),
        ),
        (of(items=ORDERS, next={}), (), Listed("items", ref("Order"))),
        (of(data=of(items=ORDERS)), (), Listed("data.items", ref("Order"))),
        (of(name={}), (), None),
    ],
)
def test_a_list_has_its_place_and_its_next_page(
    answer: Any, optional: tuple[str, ...], listed: Listed | None
) -> None:
    assert list_in(KNOWN, answer, optional) == listed
