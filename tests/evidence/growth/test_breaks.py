"""A broken history is one still: its rows are numbered, and properties are violated by it."""

from collections import Counter

import pytest
from lockstep.checks.judge import judge
from lockstep.history.rows import Recv

from evidence.growth.breaks import BREAKS
from evidence.growth.shapes import SHAPES

BREAKS_WHAT = {
    "lost": {"P1"}, "silent": {"P1"}, "doubled": {"P2"}, "swapped": {"P7", "P8"}, "delayed": {"P7", "P10", "P11"},
    "reversed order": {"P7", "P10", "P11"}, "changed contents": {"P12"}, "misnumbered": {"P10"},
    "misdirected": {"P1", "P2"}, "stale": {"P14"}, "refused": {"P4"},
}  # fmt: skip
HARMLESS = {"unanswered", "nameless"}  # nobody knows more than before


@pytest.mark.parametrize("way", BREAKS)
def test_a_broken_history_is_still_one_and_violates_what_it_should(way: str) -> None:
    rows = BREAKS[way](SHAPES["reads" if way == "stale" else "one channel"](400))
    assert [row.i for row in rows] == list(range(len(rows)))
    assert [row.t for row in rows] == sorted(row.t for row in rows)
    violated = {verdict.property for verdict in judge(rows) if verdict.outcome == "violated"}
    assert BREAKS_WHAT.get(way, set()) <= violated
    assert set(BREAKS) == BREAKS_WHAT.keys() | HARMLESS


@pytest.mark.parametrize("way", ["swapped", "delayed", "reversed order"])
def test_a_change_of_order_keeps_every_event(way: str) -> None:
    rows = SHAPES["one channel"](400)
    before, after = (
        Counter((row.conn, row.seq) for row in some if isinstance(row, Recv)) for some in (rows, BREAKS[way](rows))
    )
    assert before == after
