"""Spans of time answer as a walk over all of them would."""

import random

import pytest
from lockstep.checks.facts.spans import Held, Rising, Span, Touching


def spans(dice: random.Random) -> list[Span]:
    starts = [dice.randrange(50) for _ in range(dice.randrange(12))]
    return [(start, start + dice.randrange(-1, 15)) for start in starts]


@pytest.mark.parametrize("seed", range(50))
def test_spans_that_touch_a_time(seed: int) -> None:
    dice = random.Random(seed)
    found = [(start, max(start, end)) for start, end in spans(dice)]
    touching = Touching(found)
    for since in range(-1, 70):
        for until in (since, since + dice.randrange(10)):
            assert touching.any(since, until) == any(start <= until and end >= since for start, end in found)
            held = [t for t in range(since, until + 1) if any(start <= t <= end for start, end in found)]
            assert touching.first(since, until) == min(held, default=None)


@pytest.mark.parametrize("seed", range(50))
def test_spans_that_hold_a_moment(seed: int) -> None:
    found = spans(random.Random(seed))
    held = Held(found)
    for t in [*range(-1, 70), 3, 3, 20]:
        assert held.at(t) == tuple(place for place, (start, end) in enumerate(found) if start <= t <= end)


def test_a_moment_costs_no_more_for_a_long_history() -> None:
    held = Held([(n * 10, n * 10 + 9) for n in range(10_000)])
    assert held.at(50_005) == (5_000,)
    assert max(map(len, held._nodes.values())) == 1


@pytest.mark.parametrize("seed", range(20))
def test_the_first_that_reaches_a_limit(seed: int) -> None:
    dice = random.Random(seed)
    values = [dice.randrange(20) for _ in range(dice.randrange(10))]
    rising = Rising(values)
    for limit in range(22):
        reaching = [place for place, value in enumerate(values) if value >= limit]
        assert rising.first(limit) == min(reaching, default=len(values))
