"""Templates are filled with their types kept, and paths find what they name or nothing."""

from typing import Any

import pytest
from lockstep.clients.dialects.templates import MISSING, at, fill, fill_path, placeholders, put


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{count}", 3),
        ("order:{count}", "order:3"),
        ({"a": ["{count}", True]}, {"a": [3, True]}),
        ({"a": "{count}", "b": "{nothing}"}, {"a": 3}),
        ({"{name}": 1}, {"Ana": 1}),
        (None, None),
        ("{}", "{}"),
    ],
)
def test_placeholders_are_replaced(template: Any, filled: Any) -> None:
    assert fill(template, {"count": 3, "name": "Ana"}) == filled


def test_a_placeholder_without_a_value_is_named() -> None:
    with pytest.raises(LookupError, match=r'"order:\{id\}" needs a value for \{id\}; known here are: name'):
        fill("order:{id}", {"name": "Ana"})


def test_values_in_a_path_are_quoted() -> None:
    assert fill_path("/orders/{id}?x=1", {"id": "a/b c"}) == "/orders/a%2Fb%20c?x=1"


def test_placeholders_are_found_at_any_depth() -> None:
    assert placeholders({"{a}": ["x {b}", {"c": "{c}"}], "d": 1}) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("path", "found"),
    [("", {"a": [{"b": None}]}), ("a.0.b", None), ("a.1", MISSING), ("a.b", MISSING), ("c", MISSING)],
)
def test_a_path_finds_what_it_names(path: str, found: Any) -> None:
    assert at({"a": [{"b": None}]}, path) == found


def test_what_is_missing_counts_as_nothing() -> None:
    assert not MISSING


def test_the_part_at_a_path_is_replaced() -> None:
    body: dict[str, Any] = {"a": [{"b": 1}], "c": 2}
    put(body, "a.0.b", 3)
    put(body, "c", 4)
    put(body, "a.0", {"b": 5})
    assert body == {"a": [{"b": 5}], "c": 4}
    with pytest.raises(LookupError, match=r'nothing at "a\.2"'):
        put(body, "a.2", 1)
