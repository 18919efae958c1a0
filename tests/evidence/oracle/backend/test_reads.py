"""Reads show what is there; snapshots say where the channel is; without a right nothing is shown."""

from lockstep.history.rows import Position, Promises, Read, Snapshot

from tests.evidence.oracle.backend.scripts import played


def test_a_read_and_a_page() -> None:
    rows = played(
        ("post", "Ana"), ("post", "Ana"), ("post", "Ana"), ("read", "Ben", {}), ("read", "Ben", {"page": 2})
    )
    looks = [row for row in rows if isinstance(row, Read)]
    assert [(len(row.shows), row.complete) for row in looks] == [(3, True), (2, False)]
    assert all(row.since < row.t for row in looks)


def test_a_snapshot_has_a_position_where_there_are_numbers() -> None:
    rows = played(("post", "Ana"), ("snapshot", "Ben", {}))
    assert [row.position for row in rows if isinstance(row, Snapshot)] == [Position("e1", 1)]
    plain = played(("post", "Ana"), ("snapshot", "Ben", {}), promises=Promises())
    assert [type(row) for row in plain if isinstance(row, Read | Snapshot)] == [Read]


def test_without_a_right_a_read_is_refused() -> None:
    rows = played(("read", "Ben", {}), rights=True)
    assert [(row.status, row.shows, row.complete) for row in rows if isinstance(row, Read)] == [("403", (), False)]
