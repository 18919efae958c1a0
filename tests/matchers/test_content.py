"""Text is unaltered or not, code point by code point, and the first difference is named."""

import re

import pytest
from hamcrest import assert_that
from lockstep.history.rows import Shown
from lockstep.matchers.content import difference, received_unaltered, shown_unaltered
from lockstep.matchers.received import Received

from tests.matchers.told import Told


@pytest.mark.parametrize(
    ("written", "found", "told"),
    [
        ("\u00e5", "a\u030a", "U+0061 LATIN SMALL LETTER A instead of U+00E5 LATIN SMALL LETTER A WITH RING ABOVE"),
        ("a ", "a", "the end instead of U+0020 SPACE at character 2 (1 characters instead of 2)"),
        ("a", "a\u200b", "U+200B ZERO WIDTH SPACE instead of the end at character 2"),
        ("a\x00", "a\ufffd", "U+FFFD REPLACEMENT CHARACTER instead of U+0000 without a name"),
    ],
)
def test_the_first_difference_is_named(written: str, found: str, told: str) -> None:
    told_ben = Told()
    told_ben.listen()
    told_ben.hear(found)
    assert told in difference(written, found)
    with pytest.raises(AssertionError, match=re.escape(told)):
        assert_that(Received(told_ben.history, "Ben", 0), received_unaltered(written))
    with pytest.raises(AssertionError, match="at character"):
        assert_that((Shown(entity="message:1", payload={"content": found}),), shown_unaltered(written))


def test_what_is_the_same_matches_beside_others() -> None:
    told = Told()
    told.listen()
    told.hear("before")
    told.hear("\u202eשלום")
    assert_that(Received(told.history, "Ben", 0), received_unaltered("\u202eשלום"))
    assert_that((Shown(entity="message:1", payload={"content": ""}),), shown_unaltered(""))


def test_where_nothing_was_heard_or_read_nothing_matches() -> None:
    with pytest.raises(AssertionError, match="there was no text"):
        assert_that(Received(Told().history, "Ben", 0), received_unaltered(""))
    with pytest.raises(AssertionError, match="there was no text"):
        assert_that((Shown(entity="message:1", payload=None),), shown_unaltered("None"))


def test_only_the_field_asked_for_counts() -> None:
    shown = (Shown(entity="user:1", payload={"fullName": "李雷", "content": "other"}),)
    assert_that(shown, shown_unaltered("李雷", "fullName"))
    with pytest.raises(AssertionError, match="instead of"):
        assert_that(shown, shown_unaltered("李雷"))
