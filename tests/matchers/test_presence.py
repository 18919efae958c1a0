"""What was shown of somebody's presence."""

import pytest
from hamcrest import assert_that
from lockstep.history.rows import Recv
from lockstep.matchers.presence import shown_as, shown_nothing_of
from lockstep.matchers.received import Received

from tests.matchers.told import Told


def shown(*present: bool, person: str = "Cleo") -> Received:
    told = Told()
    for n, one in enumerate(present, start=1):
        recv = Recv(person="Ben", n=n, kind="told", entity=f"presence:{person}", payload={"present": one})
        told.history.append(recv)
    return Received(told.history, "Ben", 0)


@pytest.mark.parametrize("last", [True, False])
def test_the_same_said_again_is_nothing_and_anything_else_is_something(last: bool) -> None:
    again = shown(last, last)
    assert_that(Received(again.history, "Ben", 2), shown_nothing_of("Cleo"))
    changed = shown(last, last, not last, last)
    with pytest.raises(AssertionError, match="Ben saw"):
        assert_that(Received(changed.history, "Ben", 2), shown_nothing_of("Cleo"))


def test_the_last_word_counts() -> None:
    assert_that(shown(True, False), shown_as("Cleo", present=False))
    with pytest.raises(AssertionError, match="Ben saw present, then absent of Cleo"):
        assert_that(shown(True, False), shown_as("Cleo", present=True))


def test_silence_shows_nobody_as_anything() -> None:
    with pytest.raises(AssertionError, match="Ben saw nothing of Cleo"):
        assert_that(shown(), shown_as("Cleo", present=True))
    assert_that(shown(), shown_nothing_of("Cleo"))
    assert_that(shown(True, person="Ana"), shown_nothing_of("Cleo"))
    with pytest.raises(AssertionError, match="Ben saw absent of Cleo"):
        assert_that(shown(False), shown_nothing_of("Cleo"))
