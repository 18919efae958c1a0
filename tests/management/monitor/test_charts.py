"""Times as people read them, and drawings that stay within their box."""

from pathlib import Path

import pytest
from lockstep.management.monitor.board import Board
from lockstep.management.monitor.charts import HEIGHT, WIDTH, ago, clock, drawn, drawn_again, long, trend_bars
from lockstep.reporting.runs.run_history import Outcome, Trend
from lockstep.reporting.runs.store_report import attempt_of
from lockstep.store import Run

from tests.management.monitor.service import Service, begin, fail, finish
from tests.reporting.made import scenario


def test_times() -> None:
    assert [long(one) for one in (0.254, 12.3, 187, 3723)] == ["0.25 s", "12 s", "3:07 min", "1:02:03 h"]
    assert clock(3723.9) == "01:02:03"
    assert [ago(0, one) for one in (5, 600, 10_000, 864_000, -1)] == [
        "5 seconds ago",
        "10 minutes ago",
        "3 hours ago",
        "10 days ago",
        "0 seconds ago",
    ]


def test_the_timeline_has_a_bar_where_each_attempt_was(tmp_path: Path) -> None:
    service, board = Service(tmp_path), Board()
    for tells in (begin, fail, finish):
        tells(service)
    for event in service.events:
        board.take(event)
    bars = drawn(board)
    assert [round(bar.x / WIDTH * 4.2, 1) for bar in bars] == [0.1, 1.5, 3.9]
    assert [round(bar.width / WIDTH * 4.2, 1) for bar in bars] == [1.3, 2.3, 0.0]
    assert all(bar.x >= 0 and bar.width > 0 and bar.x + bar.width <= WIDTH for bar in bars)
    assert drawn(Board()) == []


def test_a_run_in_the_store_has_the_same_timeline() -> None:
    told = Run(id="r", started=100.0, duration=10.0)
    attempts = [
        attempt_of("r", scenario(started=started, duration=duration))
        for started, duration in ((100.0, 5.0), (105.0, 0.0), (109.0, 3.0))
    ]
    assert [(bar.x, bar.width) for bar in drawn_again(told, attempts)] == [(0.0, 500.0), (500.0, 4.0), (900.0, 100.0)]


@pytest.mark.parametrize("runs", [1, 3, 200])
def test_a_trend_shows_the_newest_runs_as_high_as_they_took_long(runs: int) -> None:
    outcomes = tuple(
        Outcome(run=str(number), started="", status="passed", duration=float(number)) for number in range(runs)
    )
    made = Trend(scenario="a", title="t", place="p", runs=runs, passed=runs, flakiness=0.0, outcomes=outcomes)
    bars = trend_bars(made)
    assert bars[-1].of == outcomes[-1]
    assert all(0 < bar.height <= HEIGHT and bar.x + bar.width <= WIDTH for bar in bars)
    assert runs == 1 or bars[-1].height == HEIGHT


def test_a_trend_without_runs_has_no_bars() -> None:
    assert trend_bars(Trend(scenario="a", title="t", place="p", runs=0, passed=0, flakiness=0.0, outcomes=())) == []
