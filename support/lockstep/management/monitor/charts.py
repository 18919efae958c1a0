"""Formats times for the monitor's pages, and computes their charts: a run's timeline, a scenario's trend.

Charts are numbers for SVG attributes, in units of a view box `WIDTH` wide: pages must not contain inline styles.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from lockstep.management.monitor.board import Attempt, Board
from lockstep.reporting.runs.run_history import Outcome, Trend
from lockstep.store import Attempt as Stored
from lockstep.store import Run

WIDTH = 1_000.0
HEIGHT = 60.0
NARROWEST = 4.0
NEWEST = 60


class Bar(NamedTuple):
    """An attempt on the timeline: the start and width of its bar."""

    of: Attempt | Stored
    x: float
    width: float


class Column(NamedTuple):
    """A run of a scenario: the position, width and height of its column (from `HEIGHT` upwards)."""

    of: Outcome
    x: float
    width: float
    height: float


def drawn(board: Board) -> list[Bar]:
    """The timeline of finished attempts, one line each."""
    end = board.newest if board.ended is None else board.ended
    return [_bar(one, one.began - board.began, one.duration, end - board.began) for one in board.over]


def drawn_again(run: Run, attempts: Iterable[Stored]) -> list[Bar]:
    """The timeline of a run in the store."""
    return [_bar(one, one.started - run.started, one.duration, run.duration) for one in attempts]


def _bar(of: Attempt | Stored, began: float, duration: float, whole: float) -> Bar:
    """A bar within the box, wide enough to be visible."""
    of_all = WIDTH / max(whole, 0.001)
    x = min(max(0.0, began * of_all), WIDTH - NARROWEST)
    return Bar(of, round(x, 1), round(min(max(NARROWEST, duration * of_all), WIDTH - x), 1))


def trend_bars(trend: Trend) -> list[Column]:
    """The newest runs of a scenario, oldest first; the height shows the duration."""
    outcomes = trend.outcomes[-NEWEST:]
    longest = max((one.duration for one in outcomes), default=0.0) or 1.0
    width = min(40.0, WIDTH / len(outcomes)) if outcomes else 0.0
    return [
        Column(one, round(number * width, 1), round(width * 0.8, 1),
               round(max(NARROWEST, one.duration / longest * HEIGHT), 1))
        for number, one in enumerate(outcomes)
    ]  # fmt: skip


def long(seconds: float) -> str:
    """A duration: 0.25 s, 12 s, 3:07 min, 1:02:03 h."""
    if seconds < 10:
        return f"{seconds:.2f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02} min"
    return f"{whole // 3600}:{whole % 3600 // 60:02}:{whole % 60:02} h"


def clock(seconds: float) -> str:
    """A time of day, UTC."""
    return f"{datetime.fromtimestamp(seconds, UTC):%H:%M:%S}"


def ago(seconds: float, now: float) -> str:
    """The age in words, as one number and a unit."""
    gone = max(0.0, now - seconds)
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if gone >= 2 * size:
            return f"{gone / size:.0f} {unit} ago"
    return f"{gone:.0f} seconds ago"
