"""Rates and sizes: what is within passes, what is beyond is refused, and time heals."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI, Request
from lockstep.management.answers import RefusedError, answer_failures
from lockstep.management.limits import LimitedBody, Rate

from tests.management.serving import served


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_rate_allows_its_burst_then_refuses_and_tells_when_to_try_again() -> None:
    rate = Rate(0.5, 3, clock := Clock())
    for _ in range(3):
        rate.take("ana")
    with pytest.raises(RefusedError) as refused:
        rate.take("ana")
    assert (refused.value.status, refused.value.retry_after) == (429, 2)
    rate.take("ben")
    clock.now += 2
    rate.take("ana")
    with pytest.raises(RefusedError):
        rate.take("ana")


def test_a_rate_of_none_is_no_limit() -> None:
    rate = Rate(0, 1, Clock())
    for _ in range(50):
        rate.take("ana")


def test_who_has_not_been_seen_for_long_is_forgotten() -> None:
    rate = Rate(1, 2, clock := Clock())
    for number in range(1_000):
        rate.take(f"somebody {number}")
    clock.now += 60
    rate.take("ana")
    assert len(rate._buckets) == 1


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    app = FastAPI()
    answer_failures(app)
    app.add_middleware(LimitedBody, largest=100)

    @app.post("/api/v1/size")
    async def size(request: Request) -> int:
        return len(await request.body())

    with served(app) as client:
        yield client


def test_a_body_within_the_limit_passes(client: httpx.Client) -> None:
    assert client.post("/size", content=b"x" * 100).json() == 100


def test_a_body_beyond_the_limit_is_413(client: httpx.Client) -> None:
    answer = client.post("/size", content=b"x" * 101)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_body_that_does_not_tell_its_length_is_413_as_soon_as_it_shows(client: httpx.Client) -> None:
    assert client.post("/size", content=iter([b"x" * 60, b"x" * 60])).status_code == 413
    assert client.post("/size", content=iter([b"x" * 60, b"x" * 40])).json() == 100
