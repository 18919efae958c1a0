"""Every shape is a history of about the length asked for, healthy unless it is meant to be broken."""

import pytest
from lockstep.checks.judge import judge

from evidence.growth.shapes import SHAPES

BROKEN = {"lost", "disagreement", "phantoms"}


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_a_history_as_it_says(name: str) -> None:
    rows = SHAPES[name](400)
    assert 400 <= len(rows) < 1300
    assert [row.i for row in rows] == list(range(len(rows)))
    violated = {verdict.property for verdict in judge(rows) if verdict.outcome == "violated"}
    assert bool(violated) == (name in BROKEN), violated
