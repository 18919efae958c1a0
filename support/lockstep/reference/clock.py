"""The backend's time: seconds since 1970 internally, UTC with milliseconds externally."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], float]


class LeapingClock:
    """A clock that can be put forward, so that tests need not wait for long durations."""

    def __init__(self, clock: Clock) -> None:
        """Like `clock`, until it is put forward."""
        self._clock = clock
        self._ahead_s = 0.0

    def __call__(self) -> float:
        """The time now."""
        return self._clock() + self._ahead_s

    def leap(self, seconds: float) -> None:
        """Put the clock forward."""
        self._ahead_s += seconds


def timestamp(seconds: float) -> str:
    """A time as in representations, such as 2026-11-22T17:58:01.123Z."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
