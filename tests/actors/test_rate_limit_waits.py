"""A documented limit on requests is waited out, and told; without one an answer is an answer."""

import asyncio
from collections.abc import Iterator

import pytest
from lockstep.actors.rate_limit_waits import RateLimitWaits, retry_after_s
from lockstep.clients.api import Exchange
from lockstep.targets.declarations import RateLimit

SOON = RateLimit(wait_s=0.01, at_most_s=5)


def made(limit: RateLimit | None, *statuses: str, told: float | None = None) -> tuple[str, RateLimitWaits]:
    waits, answers = RateLimitWaits(), iter(statuses)

    async def once(answers: Iterator[str] = answers) -> tuple[str, float | None]:
        return next(answers), told

    return asyncio.run(waits.patiently(limit, once, str)), waits


def test_a_request_is_made_again_until_the_limit_lets_it_through() -> None:
    answer, waits = made(SOON, "429", "429", "201")
    assert (answer, waits.times) == ("201", 2)
    assert waits.seconds == pytest.approx(0.02)


def test_what_the_server_says_counts() -> None:
    _, waits = made(RateLimit(wait_s=60), "429", "201", told=0.0)
    assert (waits.times, waits.seconds) == (1, 0.0)


@pytest.mark.parametrize("limit", [None, RateLimit(statuses=frozenset({"503"}))])
def test_without_a_documented_limit_the_answer_counts(limit: RateLimit | None) -> None:
    assert made(limit, "429")[0] == "429"


def test_after_the_time_the_last_answer_counts() -> None:
    answer, waits = made(RateLimit(wait_s=10, at_most_s=1), "429")
    assert (answer, waits.times) == ("429", 0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("2", 2.0), ("0.5", 0.5), ("-1", 0.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("", None)],
)
def test_retry_after(header: str, seconds: float | None) -> None:
    exchange = Exchange("GET", "/", None, 429, None, {"retry-after": header}, "", None, 0, 0)
    assert retry_after_s([exchange]) == seconds
    assert retry_after_s([]) is None
