"""Time as the backend tells it: seconds since 1970 inside, UTC with milliseconds outside."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], float]


class LeapingClock:
    """A clock that can be put forward, so that what takes long need not be waited for."""

    def __init__(self, clock: Clock) -> None:
        """As `clock`, until it leaps."""
        self._clock = clock
        self._ahead_s = 0.0

    def __call__(self) -> float:
        """The time now."""
        return self._clock() + self._ahead_s

    def leap(self, seconds: float) -> None:
        """Put the clock forward."""
        self._ahead_s += seconds


def timestamp(seconds: float) -> str:
    """A time as representations tell it, such as 2026-11-22T17:58:01.123Z."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
