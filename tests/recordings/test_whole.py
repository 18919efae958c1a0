"""Blocks that are not interrupted halfway tell when the outermost has ended, each thread for itself."""

import threading

import pytest
from lockstep.recordings.whole import Whole


def test_the_end_of_the_outermost_is_told() -> None:
    whole, told = Whole(), list[int]()
    whole.on_left = lambda: told.append(whole.inside)
    with whole:
        with whole:
            assert whole.inside == 2
        assert told == []
    assert told == [0]


def test_one_that_breaks_tells_nothing() -> None:
    whole, told = Whole(), list[int]()
    whole.on_left = lambda: told.append(1)
    with pytest.raises(LookupError), whole:
        raise LookupError
    assert (whole.inside, told) == (0, [])


def test_another_thread_has_its_own() -> None:
    whole, found = Whole(), list[int]()
    with whole:
        thread = threading.Thread(target=lambda: found.append(whole.inside))
        thread.start()
        thread.join()
    assert found == [0]
