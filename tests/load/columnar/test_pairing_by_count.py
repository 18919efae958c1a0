"""Frames without version and cause: which write of their entity each is of."""

import pytest
from lockstep.history.rows import Promises
from lockstep.load.columnar.columns import UNKNOWN, Columns
from lockstep.load.columnar.pairing_by_count import CountedFrames

from tests.load.ledger import Run


def edits(promises: Promises | None = None, *, times: int = 3) -> Columns:
    """So many writes of one entity, each received by both; nothing but their content tells them apart."""
    run = Run([[0], [0]], Promises() if promises is None else promises)
    for _ in range(times):
        run.post(0, 0)
    columns = run.end()
    for values in (columns.f_version, columns.w_version, columns.f_cause, columns.f_seq, columns.f_epoch):
        values[:] = -1
    columns.f_entity[:], columns.w_entity[:] = columns.f_entity[0], columns.w_entity[0]
    return columns


def forget(columns: Columns, w: int) -> Columns:
    columns.w_state[w], columns.w_status[w] = UNKNOWN, 503
    columns.w_entity[w], columns.w_digest[w] = -1, 0
    return columns


def found(columns: Columns, *, causes: bool = False) -> list[int]:
    counted = CountedFrames(columns, columns.w_kind(), causes=causes)
    writes = counted.writes_of(range(len(columns.f_kind)))
    return [writes[frame] for frame in range(len(columns.f_kind))]


def test_each_is_of_the_write_of_its_content() -> None:
    columns = edits()
    columns.f_digest[:] = columns.f_digest[::-1].copy()
    assert found(columns) == [2, 1, 0]


def test_without_content_they_are_in_order() -> None:
    columns = edits()
    columns.f_digest[:] = 0
    assert found(columns) == [0, 1, 2]


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_what_is_of_no_other_is_of_one_nobody_knows_of(lost: int) -> None:
    assert found(forget(edits(), lost)) == [0, 1, 2]


def test_where_causes_are_promised_it_is_of_no_nameless_one() -> None:
    assert found(forget(edits(), 0), causes=True) == [2, 1, 2]


def test_an_entity_that_no_write_names_has_no_write() -> None:
    columns = edits(times=1)
    counted = CountedFrames(forget(columns, 0), columns.w_kind(), causes=False)
    assert counted.writes_of([0]) == {}
