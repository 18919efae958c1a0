"""What was shown of somebody's presence."""

import pytest
from hamcrest import assert_that

from support.history.rows import Recv
from support.matchers.heard import Heard
from support.matchers.presence import shown_as, shown_nothing_of
from tests.matchers.told import Told


def shown(*present: bool, user: int = 4) -> Heard:
    told = Told()
    for n, one in enumerate(present, start=1):
        payload = {"userId": user, "present": one}
        told.history.append(Recv(person="Ben", n=n, kind="user_presence_changed", payload=payload, durable=False))
    return Heard(told.history, "Ben", 0)


def test_the_last_word_counts() -> None:
    assert_that(shown(True, False), shown_as("user:4", "Cleo", present=False))
    with pytest.raises(AssertionError, match="Ben was shown present, then absent of Cleo"):
        assert_that(shown(True, False), shown_as("user:4", "Cleo", present=True))


def test_silence_shows_nobody_as_anything() -> None:
    with pytest.raises(AssertionError, match="Ben was shown nothing of Cleo"):
        assert_that(shown(), shown_as("user:4", "Cleo", present=True))
    assert_that(shown(), shown_nothing_of("user:4", "Cleo"))
    assert_that(shown(True, user=9), shown_nothing_of("user:4", "Cleo"))
    with pytest.raises(AssertionError, match="Ben was shown absent of Cleo"):
        assert_that(shown(False), shown_nothing_of("user:4", "Cleo"))
