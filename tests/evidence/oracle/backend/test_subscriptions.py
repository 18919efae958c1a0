"""Subscriptions are confirmed with a position, refused without a right, and ended."""

from lockstep.history.rows import Position, Subscribe, Unsubscribe

from tests.evidence.oracle.backend.scripts import joined, played


def test_confirmed_with_a_position_and_ended() -> None:
    rows = played(("post", "Ana"), *joined("Ben/laptop"), ("unsubscribe", "Ben/laptop"))
    assert [row.position for row in rows if isinstance(row, Subscribe)] == [None, Position("e1", 1)]
    assert [row.phase for row in rows if isinstance(row, Unsubscribe)] == ["requested", "done"]


def test_refused_without_a_right() -> None:
    rows = played(*joined("Ben/laptop"), rights=True)
    assert [row.phase for row in rows if isinstance(row, Subscribe)] == ["requested", "refused"]
