"""Every shape is a history of about the length asked for, healthy unless it is meant to be broken, and judging twice
as many rows takes twice the work, be they broken or not. Work is counted in lines of the checks, which no busy
machine changes."""

import sys
from itertools import cycle
from types import FrameType
from typing import Any

import pytest
from lockstep.checks.judge import judge
from lockstep.history.rows import AnyRow

from evidence.growth.breaks import BREAKS
from evidence.growth.shapes import SHAPES

BROKEN = {"lost", "disagreement", "phantoms"}


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_a_history_as_it_says(name: str) -> None:
    rows = SHAPES[name](400)
    assert 400 <= len(rows) < 1300
    assert [row.i for row in rows] == list(range(len(rows)))
    violated = {verdict.property for verdict in judge(rows) if verdict.outcome == "violated"}
    assert bool(violated) == (name in BROKEN), violated


@pytest.mark.parametrize("name", SHAPES)
def test_twice_as_many_rows_are_twice_the_work(name: str) -> None:
    half, whole = (SHAPES[name](rows) for rows in (700, 1400))
    growth = (lines(whole) / lines(half)) / (len(whole) / len(half))
    assert growth < 1.15


@pytest.mark.parametrize(("name", "way"), list(zip(SHAPES, cycle(BREAKS), strict=False)))
def test_twice_as_many_broken_rows_are_twice_the_work(name: str, way: str) -> None:
    half, whole = (BREAKS[way](SHAPES[name](rows)) for rows in (700, 1400))
    growth = (lines(whole) / lines(half)) / (len(whole) / len(half))
    assert growth < 1.15


def lines(rows: list[AnyRow]) -> int:
    """How many lines of the checks judging these rows runs through, each as often as it runs."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if "/lockstep/checks/" not in frame.f_code.co_filename:
            return None
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        judge(rows)
    finally:
        sys.settrace(before)
    return count
