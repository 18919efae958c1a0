"""The rate limit."""

import pytest
from lockstep.reference.errors import RefusedError
from lockstep.reference.limits import RateLimit

from tests.reference.conftest import Time


def test_a_second_s_worth_is_free_then_the_rate_holds_for_each_alone() -> None:
    time = Time()
    limit = RateLimit(2, time)
    for _ in range(2):
        limit.take("ana")
    with pytest.raises(RefusedError) as refused:
        limit.take("ana")
    assert (refused.value.status, refused.value.details) == (429, {"retryAfterS": 1})
    limit.take("ben")
    time.now += 0.5
    limit.take("ana")
    with pytest.raises(RefusedError):
        limit.take("ana")


def test_a_slow_rate_lets_one_through_and_says_how_long_to_wait() -> None:
    limit = RateLimit(0.1, Time())
    limit.take("ana")
    with pytest.raises(RefusedError) as refused:
        limit.take("ana")
    assert refused.value.details == {"retryAfterS": 10}


def test_zero_is_no_limit() -> None:
    limit = RateLimit(0, Time())
    for _ in range(10_000):
        limit.take("ana")


def test_who_is_away_long_enough_is_forgotten() -> None:
    time = Time()
    limit = RateLimit(1, time)
    for number in range(1_000):
        limit.take(str(number))
    time.now += 1
    limit.take("last")
    assert len(limit._buckets) == 1
