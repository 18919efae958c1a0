"""Digests: equal exactly for what is equal as JSON, and the same on every machine."""

import itertools

from hypothesis import given
from hypothesis import strategies as st
from lockstep.history.digest import digest, digest_bytes

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=8,
)


def test_a_digest_never_changes() -> None:
    assert digest({"b": [1, None], "a": "é"}) == "67fefb53f186c5e1"
    assert digest_bytes(b"abc") == "d8bb14d833d59559"


def test_the_order_of_keys_plays_no_part() -> None:
    keys = {"id": 1, "text": "x", "inner": {"a": 1, "b": 2}}
    digests = {digest(dict(order)) for order in itertools.permutations(keys.items())}
    assert digests == {digest({"inner": {"b": 2, "a": 1}, "text": "x", "id": 1})}


@given(json_values, json_values)
def test_two_values_have_one_digest_exactly_when_they_are_equal_as_json(one: object, other: object) -> None:
    assert (digest(one) == digest(other)) == (repr_json(one) == repr_json(other))


def repr_json(value: object) -> str:
    """JSON-equality: True is not 1."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key!r}:{repr_json(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(repr_json, value)) + "]"
    return repr(value)
