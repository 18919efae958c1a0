"""A mismatch is reduced to what shows it."""

import pytest
from lockstep.history.rows import AnyRow, Recv

from evidence.oracle import comparison, reduction
from evidence.oracle.comparison import HEALTHY, Mismatch
from evidence.oracle.plan import planned
from evidence.oracle.reduction import fewest, reduced, renumbered, simplest


def test_fewest_leaves_what_is_needed() -> None:
    assert list(fewest(range(40), lambda some: {7, 23} <= set(some))) == [7, 23]
    assert list(fewest([1], lambda _some: True)) == []


def test_a_healthy_history_with_an_alarm_is_reduced_to_few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "outcomes", _wrong_on_messages)
    monkeypatch.setattr(reduction, "outcomes", _wrong_on_messages)
    rows = reduced(Mismatch(HEALTHY, "P1", "violated", planned(11), 11))
    assert _wrong_on_messages(rows)["P1"] == "violated"
    assert len(rows) < 25
    assert [row.i for row in rows] == list(range(len(rows)))


def test_a_missed_mutation_is_reduced_and_still_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "outcomes", lambda _rows: {"P13": "holds"})
    monkeypatch.setattr(reduction, "outcomes", lambda _rows: {"P13": "holds"})
    rows = reduced(Mismatch("malformed", "P13", "holds", planned(11), 11))
    assert comparison.broken(rows) == {"P13"}
    assert len(rows) < 8


def test_the_simplest_plan_has_no_promise_that_is_not_needed() -> None:
    plan = simplest(planned(11), lambda _plan: True)
    assert (plan.setting.promises.numbers, plan.setting.promises.cause, plan.setting.rights) == (False, False, False)


def test_renumbered_copies() -> None:
    rows = [Recv(n=9, kind="pong", conn="a"), Recv(n=9, kind="pong", conn="b"), Recv(n=9, kind="pong", conn="a")]
    made = renumbered(list(rows))
    assert [(row.i, row.n) for row in made if isinstance(row, Recv)] == [(0, 1), (1, 1), (2, 2)]
    assert rows[0].n == 9


def _wrong_on_messages(rows: list[AnyRow]) -> dict[str, str]:
    heard = any(isinstance(row, Recv) and row.kind == "chatroom_message_received" for row in rows)
    return {"P1": "violated" if heard else "holds"}
