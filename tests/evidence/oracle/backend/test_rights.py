"""Grants and revocations are recorded, take effect and are announced."""

from lockstep.history.rows import Grant, Info, Recv, Revoke, Subscribe

from tests.evidence.oracle.backend.scripts import joined, played


def _right(does: str, outcome: str = "ok") -> tuple[object, ...]:
    return (does, "Ben", {"outcome": outcome})


def test_a_right_is_granted_and_revoked() -> None:
    rows = played(_right("grant"), *joined("Ben/laptop"), _right("revoke"), ("subscribe", "Ben/laptop"), rights=True)
    assert [row.phase for row in rows if isinstance(row, Grant)][-1] == "done"
    assert [row.phase for row in rows if isinstance(row, Revoke)] == ["requested", "done"]
    assert [row.phase for row in rows if isinstance(row, Subscribe)] == ["requested", "done", "requested", "refused"]


def test_nothing_arrives_after_a_revocation() -> None:
    rows = played(
        _right("grant"), ("grant", "Ana", {}), *joined("Ben/laptop"), _right("revoke"), ("post", "Ana"), rights=True
    )
    assert [row.kind for row in rows if isinstance(row, Recv) and row.event and row.kind != "member_left"] == []


def test_a_grant_of_unknown_outcome_is_recorded_as_requested() -> None:
    rows = played(_right("grant", "taken"), *joined("Ben/laptop"), rights=True)
    assert [row.phase for row in rows if isinstance(row, Grant)] == ["requested"]
    assert any(isinstance(row, Info) for row in rows)


def test_refused_rights_say_so() -> None:
    rows = played(_right("grant"), _right("revoke", "refused"), rights=True)
    assert [row.phase for row in rows if isinstance(row, Revoke)] == ["requested", "refused"]
