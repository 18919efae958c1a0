"""Figures: latencies count from when a write was due, and who was not there is left out of them."""

import numpy as np
from lockstep.history.rows import Close, Fault, Open
from lockstep.load.results.figures import figures

from tests.load.ledger import MS, Run, without


def test_latencies_count_from_due_times() -> None:
    run = Run([[0], [0]])
    start = run.t
    w = run.post(0, 0)
    columns = run.end()
    columns.w_due[w] = start
    columns.w_sent[w], columns.w_answered[w] = start + 2 * MS, start + 5 * MS
    columns.a_t[:] = [start + 4 * MS, start + 9 * MS]
    found = figures(columns, start, 0.0, 1.0)
    assert found.samples["api"].tolist() == [5.0]
    assert found.samples["lag"].tolist() == [2.0]
    assert found.samples["delivery"].tolist() == [0.0, 4.0]
    assert found.samples["end_to_end"].tolist() == [4.0, 9.0]


def test_what_never_came_is_infinite() -> None:
    run = Run([[0], [0]])
    run.post(0, 0)
    found = figures(without(run.end(), 1), 0, 0.0, 1.0)
    assert np.isinf(found.samples["delivery"]).tolist() == [False, True]
    assert (found.owed, found.received) == (2, 1)


def test_a_write_without_an_answer_is_infinite_and_an_error() -> None:
    run = Run([[0]])
    w = run.post(0, 0)
    run.tape.outcome(w, run.tick(), 3, 0, "timeout")
    found = figures(run.end(), 0, 0.0, 1.0)
    assert np.isinf(found.samples["api"]).all()
    assert found.errors == {"timeout": 1}
    assert found.error_share == 1


def test_the_warm_up_is_left_out() -> None:
    run = Run([[0]])
    start = run.t
    run.post(0, 0)
    run.tick(2_000 * MS)
    run.post(0, 0)
    found = figures(run.end(), start, 1.0, 3.0)
    assert (found.measured, found.owed) == (1, 1)
    assert [second.due for second in found.series] == [1, 0, 1]


def test_who_was_away_is_left_out_of_the_times() -> None:
    run = Run([[0], [0]])
    positions = run.leave(1)
    run.post(0, 0)
    run.come(1, positions)
    run.post(0, 0)
    columns = run.end()
    assert len(columns.a_t) == 4
    assert figures(columns, 0, 0.0, 1.0).owed == 3


def test_connections_are_timed() -> None:
    found = figures(Run([[0], [0]]).end(), 0, 0.0, 1.0)
    assert len(found.samples["connect"]) == 2
    assert np.all(found.samples["connect"] > 0)


def test_a_connection_that_ended_owes_nothing_more() -> None:
    run = Run([[0], [0]])
    run.row(Close(by="server", code=1011), 1)
    run.listening.discard(1)
    run.post(0, 0)
    assert figures(run.end(), 0, 0.0, 1.0).owed == 1


def test_a_return_counts_until_all_is_resumed_and_the_first_connection_is_none() -> None:
    run = Run([[0], [0]])
    since = run.leave(1)
    run.post(0, 0)
    run.come(1, since)
    assert len(figures(run.end(), 0, 0.0, 1.0).samples["recovery"]) == 1


def test_a_return_of_many_attempts_counts_from_the_first_or_from_the_end_of_the_fault() -> None:
    def took(ns: int, *, fault: bool) -> float:
        run = Run([[0], [0]])
        if fault:
            run.row(Fault(name="backend killed", phase="start"))
        since = run.leave(1)
        run.row(Open(phase="requested"), 1)
        run.row(Open(phase="refused"), 1)
        run.conns[1] += 1
        run.tick(7 * MS)
        if fault:
            run.row(Fault(name="backend killed", phase="end", evidence="it was"))
        run.tick(ns)
        run.come(1, since)
        found = figures(run.end(), 0, 0.0, 1.0).samples
        assert len(found["connect"]) == (3 if fault else 4)  # what was asked for during a fault is not timed
        [value] = found["recovery"]
        return float(value)

    assert 3 < took(3 * MS, fault=True) < 4
    assert 10 < took(3 * MS, fault=False) < 11


def test_a_return_that_is_never_answered_is_infinite() -> None:
    run = Run([[0], [0]])
    run.leave(1)
    run.row(Open(phase="requested"), 1)
    run.row(Open(phase="refused"), 1)
    assert figures(run.end(), 0, 0.0, 1.0).samples["recovery"].tolist() == [np.inf]
