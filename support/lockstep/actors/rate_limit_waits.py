"""Waiting where a backend documents a limit on requests (`RateLimit`): a request that it rejects is made again later.

Without a documented limit an answer is an answer. What was waited is kept, to be told.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from lockstep.clients.api import Exchange
from lockstep.targets.declarations import RateLimit

T = TypeVar("T")


class RateLimitWaits:
    """How often, and how long altogether, one person waited."""

    def __init__(self) -> None:
        """Not at all."""
        self.times = 0
        self.seconds = 0.0

    async def patiently(
        self,
        limit: RateLimit | None,
        once: Callable[[], Awaitable[tuple[T, float | None]]],
        status: Callable[[T], str],
    ) -> T:
        """Make a request, again while its status is that of the limit; `once` also returns what the server says of
        how long to wait, in seconds. After `at_most_s` the last answer counts."""
        began = time.monotonic()
        while True:
            answer, told = await once()
            if limit is None or status(answer) not in limit.statuses:
                return answer
            wait = limit.wait_s if told is None else told
            if time.monotonic() + wait - began > limit.at_most_s:
                return answer
            self.times += 1
            self.seconds += wait
            await asyncio.sleep(wait)  # the documented time is the rule itself


def retry_after_s(taken: Sequence[Exchange]) -> float | None:
    """The seconds that the last answer names in `Retry-After`; None where it names none, or a date."""
    told = taken[-1].headers.get("retry-after", "") if taken else ""
    try:
        return max(0.0, float(told))
    except ValueError:
        return None
