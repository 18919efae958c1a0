"""Values that differ are told field by field, and nothing of a field is lost where it begins to differ."""

from lockstep.history.differences import Difference, difference_lines, differences


def test_equal_values_differ_nowhere() -> None:
    assert differences({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}) == []


def test_only_the_fields_that_differ_are_told_by_their_paths() -> None:
    expected = {"id": "m1", "content": "one", "author": {"id": 7, "name": "Ana"}, "tags": ["a", "b"], "version": 1}
    received = {"id": "m1", "content": "0ne", "author": {"id": 7, "name": "Ben"}, "tags": ["a"], "extra": True}
    assert differences(expected, received) == [
        Difference("content", '"one"', '"0ne"'),
        Difference("author.name", '"Ana"', '"Ben"'),
        Difference("tags[1]", '"b"', "(not there)"),
        Difference("version", "1", "(not there)"),
        Difference("extra", "(not there)", "true"),
    ]


def test_each_field_takes_two_lines_below_each_other() -> None:
    assert difference_lines({"content": "one"}, {"content": "two"}) == [
        'content expected: "one"',
        '        received: "two"',
    ]


def test_kinds_are_told_apart() -> None:
    assert differences({"n": 1}, {"n": "1"}) == [Difference("n", "1", '"1"')]
    assert differences({"n": True}, {"n": 1}) == [Difference("n", "true", "1")]
    assert differences(None, []) == [Difference("the body", "null", "[]")]
    assert differences([1], [2]) == [Difference("the body[0]", "1", "2")]


def test_a_long_text_is_shown_where_it_begins_to_differ() -> None:
    (one,) = differences({"content": "x" * 500 + "one" + "y" * 500}, {"content": "x" * 500 + "two" + "y" * 500})
    assert "one" in one.expected
    assert "two" in one.received
    assert one.expected.startswith("...xxx")
    assert one.expected.endswith("yyy...")
    assert len(one.expected) < 80
