"""What stays when only so much can be shown."""

from lockstep.reporting.folding import shown_numbers


def test_what_is_always_kept_stays_beyond_the_limit() -> None:
    assert shown_numbers([True, False, True, True], 2) == {0, 2, 3}


def test_the_rest_that_is_nearest_stays() -> None:
    assert shown_numbers([False, False, False, True, False, False, False], 3) == {2, 3, 4}


def test_everything_stays_within_the_limit() -> None:
    assert shown_numbers([False] * 3, 5) == {0, 1, 2}
