"""Time as the backend tells it: seconds since 1970 inside, UTC with milliseconds outside."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], float]


def told(seconds: float) -> str:
    """A time as representations tell it, such as 2026-11-22T17:58:01.123Z."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
