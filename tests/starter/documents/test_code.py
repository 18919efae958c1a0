"""Values are written as Python that means the same, in lines of at most a hundred characters."""

from typing import Any

import pytest
from lockstep.starter.documents.code import Ask, Call, Code, asked, called, quoted, written

LONG = "Which event announces a new order? Its kind as frames name it, as people would say it; or remove the line"


@pytest.mark.parametrize(
    "value",
    [
        1, 0.5, None, True, "", 'a "quoted" text', "it's", "both ' and \"", "new\nline\\", "😀\u202e\0", (), ("a",),
        [], ["a", 1], {}, {"a": ("b",)}, "x" * 500, "ab" * 200, {"key" * 40: ["v" * 30, "w" * 40] * 3},
    ],
    ids=repr,
)  # fmt: skip
def test_a_value_reads_back(value: Any) -> None:
    assert eval(written(value)) == value  # noqa: S307 - what was written here
    assert eval(written({"in": [value]}, 1)) == {"in": [value]}  # noqa: S307


def test_a_long_text_of_one_character_is_short() -> None:
    assert written("x" * 101) == '"x" * 101'
    assert written(("é" * 21,)) == '("é" * 21,)'


def test_lines_stay_within_their_width() -> None:
    deep = Call("Resource", ("order",), {"events": {Ask(LONG): "create"}, "no_op": Ask(LONG), "at": Code("HERE")})
    text = f"ORDER = {written({'a': {'b': deep}}, 0, 8)}\n"
    assert max(map(len, text.splitlines())) < 101
    made = eval(  # noqa: S307
        text.removeprefix("ORDER = "), {"Question": str, "Resource": lambda name, **named: (name, named), "HERE": 7}
    )
    assert made == {"a": {"b": ("order", {"events": {LONG: "create"}, "no_op": LONG, "at": 7})}}


def test_questions_and_calls_are_found_wherever_they_are() -> None:
    value = Call("A", (Ask("one"), [Call("B", (), {"x": {Ask("two"): (Ask("three"),)}})]), {})
    assert asked(value) == ["one", "two", "three"]
    assert called(value) == {"A", "B", "Question"}


def test_quotes_are_double_where_the_text_has_none() -> None:
    assert (quoted("a"), quoted("it's"), quoted('"')) == ('"a"', '"it\'s"', "'\"'")
