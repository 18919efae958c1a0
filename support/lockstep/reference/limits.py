"""The rate limit: a token bucket per person, or per address before login, refilled at `rate_per_s`.

A bucket holds the tokens of one second, and at least one; full buckets are discarded.
"""

import time
from collections.abc import Callable
from math import ceil

from lockstep.reference.errors import RefusedError

_FORGET_FROM = 1_000


class RateLimit:
    """Counts the requests of each person or address."""

    def __init__(self, per_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`per_s` 0 means no limit."""
        self._per_s = per_s
        self._size = max(1.0, per_s)
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, who: str) -> None:
        """Count one request. Raises RefusedError (429, `retryAfterS`)."""
        if not self._per_s:
            return
        now = self._clock()
        held, since = self._buckets.get(who, (self._size, now))
        held = min(self._size, held + (now - since) * self._per_s)
        if held < 1:
            wait = ceil((1 - held) / self._per_s)
            raise RefusedError(429, "rate_limited", f"Too many requests; try again in {wait} s.", retryAfterS=wait)
        self._buckets[who] = (held - 1, now)
        if len(self._buckets) > _FORGET_FROM:
            self._forget(now)

    def _forget(self, now: float) -> None:
        full = [who for who, (held, at) in self._buckets.items() if held + (now - at) * self._per_s >= self._size]
        for who in full:
            del self._buckets[who]
