"""Shares that are merged are the run that they are shares of, to the nanosecond, whatever the other clock says."""

import copy
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from lockstep.history.rows import Grant, Settled
from lockstep.load.columnar.columns import Columns
from lockstep.load.columnar.judge import judge
from lockstep.load.columnar.merged import merged
from lockstep.load.results.figures import figures

from tests.load.ledger import MS, Run

APART = 77_000 * MS


def whole() -> Columns:
    run = Run([[0], [1], [0], [1], [0], [1]])
    for number in range(40):
        run.post(number % 6, number % 2, hear=number != 30)
    columns = run.end()
    columns.w_due = columns.w_sent - 500
    return columns


def share(columns: Columns, number: int, shift: int = 0) -> Columns:
    """What one of two generators would have written down, by a clock of its own."""
    c = copy.deepcopy(columns)
    channel = c.texts.index(f"chatroom:{number}")
    mine = c.w_channel == channel
    for name in ("w_sent", "w_answered", "w_state", "w_status", "w_entity", "w_word", "w_version"):
        setattr(c, name, np.where(mine, getattr(c, name), 0 if name in {"w_state", "w_status"} else -1))
    frames = np.flatnonzero(c.f_channel == channel)
    for field in fields(c):
        if field.name.startswith("f_"):
            setattr(c, field.name, getattr(c, field.name)[frames])
    received = np.isin(c.a_frame, frames)
    c.a_t, c.a_conn = c.a_t[received], c.a_conn[received]
    c.a_frame = np.searchsorted(frames, c.a_frame[received])
    c.rows = [row for row in c.rows if row.person is None or int(row.person.split()[1]) % 2 == number]
    for row in c.rows:
        row.t += shift
        if isinstance(row, Settled):
            row.since += shift
            row.answered = tuple(name for name in row.answered if int(name.split("/")[0].split()[1]) % 2 == number)
    order = [*reversed(range(len(c.texts)))] if number else list(range(len(c.texts)))
    place = {old: new for new, old in enumerate(order)} | {-1: -1}
    indices = {"w_person", "w_channel", "w_operation", "w_entity", "w_word", "f_kind", "f_channel", "f_entity",
               "f_epoch", "f_schema", "a_conn"}  # fmt: skip
    moved: dict[str, Any] = {
        name: np.array([place[int(index)] for index in getattr(c, name)], dtype=np.int64) for name in indices
    }
    for name in ("w_due", "w_sent", "w_answered", "a_t"):
        values = getattr(c, name)
        moved[name] = np.where(values >= 0, values + shift, values)
    effects = {place[operation]: place[kind] for operation, kind in c.effects.items()}
    return replace(c, texts=[c.texts[old] for old in order], effects=effects, **moved)


def told(columns: Columns) -> list[tuple[str, str, int, int]]:
    return [(one.property, one.outcome, one.instances, len(one.witnesses)) for one in judge(columns)]


def test_what_is_merged_is_what_was_divided() -> None:
    one = whole()
    start = one.header.t
    found = merged([share(one, 0), share(one, 1, APART)], [start, start + APART])
    for name in ("w_due", "w_sent", "w_answered", "w_state", "w_version", "w_digest", "a_t"):
        assert getattr(found, name).tolist() == getattr(one, name).tolist(), name
    for name in ("w_person", "w_channel", "w_operation", "w_entity", "a_conn"):
        mine = [found.text(index) for index in getattr(found, name)]
        assert mine == [one.text(index) for index in getattr(one, name)], name
    assert found.f_cause[found.a_frame].tolist() == one.f_cause[one.a_frame].tolist()
    assert found.f_seq[found.a_frame].tolist() == one.f_seq[one.a_frame].tolist()
    rows = [row for row in one.rows if not isinstance(row, Grant)]
    assert [(row.t, type(row)) for row in found.rows if not isinstance(row, Grant)] == [(r.t, type(r)) for r in rows]
    assert [row.i for row in found.rows] == list(range(len(found.rows)))


def test_it_is_judged_and_measured_as_the_whole_and_the_lost_delivery_stays_lost() -> None:
    one = whole()
    start = one.header.t
    found = merged([share(one, 0), share(one, 1, -APART // 1_000)], [start, start - APART // 1_000])
    assert told(found) == told(one)
    assert ("P1", "violated") in {verdict[:2] for verdict in told(found)}
    mine, its = figures(found, start, 0, 1), figures(one, start, 0, 1)
    for name, values in its.samples.items():
        assert sorted(mine.samples[name].tolist()) == sorted(values.tolist()), name


def test_a_right_that_both_wrote_down_is_there_once_and_before_everything() -> None:
    one = whole()
    parts = [share(one, 0), share(one, 1)]
    for part, t in zip(parts, (9_000, 5_000), strict=True):
        right = Grant(person="User 0", phase="done", channel="company:1", w="set-up")
        right.t = one.header.t + t
        part.rows.append(right)
    rows = merged(parts, [0, 0]).rows
    rights = [place for place, row in enumerate(rows) if isinstance(row, Grant)]
    assert rights == list(range(1, 8))
    assert {rows[place].t for place in rights} == {rows[0].t}


def test_without_a_fence_in_each_there_is_none() -> None:
    one = whole()
    parts = [share(one, 0), share(one, 1)]
    parts[1].rows = [row for row in parts[1].rows if not isinstance(row, Settled)]
    assert not any(isinstance(row, Settled) for row in merged(parts, [0, 0]).rows)


def test_histories_of_different_plans_are_not_merged() -> None:
    one = whole()
    other = replace(one, w_due=one.w_due[:-1])
    with pytest.raises(ValueError, match="not shares of one plan"):
        merged([one, other], [0, 0])
