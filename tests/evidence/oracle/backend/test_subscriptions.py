"""Subscriptions are confirmed with a position, refused without a right, and ended."""

from lockstep.history.rows import Position, Recv, Subscribe, Unsubscribe

from tests.evidence.oracle.backend.scripts import joined, played


def test_confirmed_with_a_position_and_ended() -> None:
    rows = played(("post", "Ana"), *joined("Ben/laptop"), ("unsubscribe", "Ben/laptop"))
    assert [row.position for row in rows if isinstance(row, Subscribe)] == [None, Position("e1", 1)]
    assert [row.phase for row in rows if isinstance(row, Unsubscribe)] == ["requested", "done"]


def test_refused_without_a_right() -> None:
    rows = played(*joined("Ben/laptop"), rights=True)
    assert [row.phase for row in rows if isinstance(row, Subscribe)] == ["requested", "refused"]


def test_a_confirmation_does_not_overtake_an_event_of_the_subscription_before() -> None:
    holds = {"what": "holds", "for": 2000.0, "delay": 0, "all": False}
    again = (("unsubscribe", "Ben/laptop"), ("subscribe", "Ben/laptop"))
    rows = played(*joined("Ben/laptop"), ("fault", "Ben/laptop", holds), ("post", "Ana"), *again)
    kept = [row for row in rows if (isinstance(row, Recv) and row.event) or isinstance(row, Subscribe)]
    assert [type(row) for row in kept[2:]] == [Subscribe, Recv, Subscribe]
