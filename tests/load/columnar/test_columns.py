"""Columnar histories: what is saved is what is loaded, and what is none is refused."""

import itertools
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from lockstep.history.rows import Recv
from lockstep.load.columnar.as_rows import rows_of
from lockstep.load.columnar.columns import load

from tests.load.ledger import Run, healthy


def test_a_history_survives_its_file(tmp_path: Path) -> None:
    columns = healthy(3)
    columns.save(tmp_path / "load.npz")
    again = load(tmp_path / "load.npz")
    for field in fields(columns):
        mine, its = getattr(columns, field.name), getattr(again, field.name)
        assert np.array_equal(mine, its) if isinstance(mine, np.ndarray) else mine == its, field.name


def test_another_file_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", x=np.zeros(3))
    with pytest.raises(ValueError, match="no columnar history"):
        load(tmp_path / "other.npz")


def test_one_message_to_many_is_one_frame() -> None:
    run = Run([[0]] * 20)
    run.post(0, 0)
    columns = run.end()
    assert (len(columns.f_kind), len(columns.a_t)) == (1, 20)


def test_rows_are_in_order_of_time_and_numbered() -> None:
    rows = rows_of(healthy(4))
    assert [row.i for row in rows] == list(range(len(rows)))
    assert all(one.t <= other.t for one, other in itertools.pairwise(rows))
    first = next(row for row in rows if isinstance(row, Recv))
    assert first.session == f"{first.person}/load"
    assert first.n == 1
