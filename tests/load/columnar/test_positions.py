"""Positions on columns: where they differ, and which epochs came back; the judge's tests compare them with rows."""

import numpy as np
from lockstep.history.rows import Position, Subscribe
from lockstep.load.columnar.columns import Columns
from lockstep.load.columnar.joined import Joined
from lockstep.load.columnar.positions import Positions

from tests.load.ledger import Run


def columns(posts: int = 3, listeners: int = 2) -> Columns:
    run = Run([[0] for _ in range(listeners)])
    for _ in range(posts):
        run.post(0, 0)
    return run.end()


def positions(of: Columns) -> Positions:
    return Positions(Joined(of))


def test_where_all_agree_every_further_reception_is_an_instance() -> None:
    found = positions(columns())
    assert found.disagreements() == (3, [])
    assert found.returns(set()) == []


def test_two_events_at_one_position_are_found_once() -> None:
    wrong = columns()
    wrong.f_seq[2] = wrong.f_seq[1]
    count, found = positions(wrong).disagreements()
    assert (count, len(found)) == (3, 1)


def test_a_number_that_a_subscription_had_passed_is_found_once_an_event() -> None:
    wrong = columns()
    row = next(row for row in wrong.rows if isinstance(row, Subscribe) and row.position is not None)
    row.position = Position("e1", 2)
    assert len(positions(wrong).disagreements()[1]) == 2


def test_an_epoch_that_came_back_is_found_unless_it_is_known() -> None:
    wrong = columns(posts=5)
    wrong.texts.append("e9")
    wrong.f_epoch[2] = len(wrong.texts) - 1
    (place,) = positions(wrong).returns(set())
    assert wrong.f_seq[wrong.a_frame[place]] == 4
    assert positions(wrong).returns({("chatroom:0", int(wrong.f_epoch[0]))}) == []


def test_an_answer_that_names_an_epoch_that_was_left_is_found_as_a_row() -> None:
    run = Run([[0], [0]])
    for _ in range(3):
        run.post(0, 0)
    run.row(Subscribe(phase="requested", channel="chatroom:0"), 1)
    run.row(Subscribe(phase="done", channel="chatroom:0", position=Position("e1", 3)), 1)
    wrong = run.end()
    wrong.texts.append("e9")
    wrong.f_epoch[wrong.f_seq == 3] = len(wrong.texts) - 1
    (place,) = positions(wrong).returns(set())
    assert isinstance(wrong.rows[-1 - place], Subscribe)


def test_a_run_without_arrivals_states_nothing() -> None:
    empty = Run([[0]]).end()
    assert not np.any(empty.a_t)
    assert positions(empty).disagreements() == (0, [])
