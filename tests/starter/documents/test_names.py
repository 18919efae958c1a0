"""Names: of kinds of things, constants and classes."""

import pytest
from lockstep.starter.documents.names import (
    CREATED,
    DELETED,
    SUBSCRIBES,
    class_name,
    constant,
    dashed,
    shows,
    singular,
    words,
)


def test_every_spelling_has_the_same_words() -> None:
    for name in ("lineItem", "LineItem", "line_item", "line-item", "line item", "LINE_ITEM"):
        assert words(name) == ["line", "item"]
    assert words("HTTPOrder.created_v2") == ["http", "order", "created", "v", "2"]
    assert (dashed("2ndOrder"), dashed("Ö"), dashed("OrderLine")) == ("nd-order", "", "order-line")


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("orders", "order"), ("categories", "category"), ("statuses", "status"), ("people", "person"),
        ("boxes", "box"), ("houses", "house"), ("addresses", "address"), ("cases", "case"), ("databases", "database"),
        ("bus", "bus"), ("line-items", "line-item"), ("news", "news"), ("ties", "tie"), ("access", "access"),
    ],
)  # fmt: skip
def test_a_plural_has_a_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_the_document_decides_where_there_is_a_choice() -> None:
    assert singular("caches", {"cache"}) == "cache"
    assert singular("caches") == "cach"
    assert singular("movies", {"movie"}) == singular("movies") == "movie"


def test_names_are_right_in_python() -> None:
    assert (constant("X-Api-Key"), constant("2nd"), constant("é")) == ("X_API_KEY", "N2_ND", "UNNAMED")
    assert class_name("the orders' API 3.0") == "TheOrdersApi30"
    assert class_name("1") == "The1"
    assert (class_name("none"), class_name("text"), class_name("")) == ("NoneBackend", "TextBackend", "Backend")
    assert len(class_name("word " * 100)) <= 67


def test_a_name_shows_what_is_done() -> None:
    assert shows("order.created", CREATED)
    assert shows("OrderRemoved", DELETED)
    assert not shows("order.recreated", CREATED)
    assert shows("sub_scribe", SUBSCRIBES)
