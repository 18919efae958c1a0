"""Writes are taken once for a key, refused where they must be, and their outcome may stay unknown."""

from lockstep.history.rows import Fail, Info, Invoke, Ok, Promises, Recv

from tests.evidence.oracle.backend.scripts import WRITE, joined, played

_ALL = Promises(numbers=True, versions=True, cause=True, idempotency=True)


def test_a_key_is_taken_once() -> None:
    again = WRITE | {"outcome": "taken", "again": ["ok", "ok"]}
    rows = played(*joined("Ben/laptop"), ("post", "Ana", again), promises=_ALL)
    assert [type(row) for row in rows if isinstance(row, Ok | Info)] == [Info, Ok, Ok]
    assert {row.entity for row in rows if isinstance(row, Ok)} == {"message:1"}
    assert [row.cause for row in rows if isinstance(row, Recv) and row.event] == ["w2"]


def test_a_refused_write_causes_nothing() -> None:
    rows = played(*joined("Ben/laptop"), ("post", "Ana", WRITE | {"outcome": "refused"}))
    assert [row.status for row in rows if isinstance(row, Fail)] == ["429"]
    assert not [row for row in rows if isinstance(row, Recv) and row.event]


def test_edits_and_deletions_have_versions() -> None:
    rows = played(("post", "Ana"), ("edit", "Ben"), ("delete", "Ana"), ("edit", "Ben"))
    assert [(row.entity, row.version) for row in rows if isinstance(row, Ok)] == [
        ("message:1", 1),
        ("message:1", 2),
        ("message:1", 3),
        ("message:2", 1),
    ]


def test_without_a_right_it_is_refused() -> None:
    rows = played(("post", "Ana"), rights=True)
    assert [row.status for row in rows if isinstance(row, Fail)] == ["403"]


def test_a_status_may_be_overtaken_and_typing_has_no_entity() -> None:
    rows = played(("status", "Ana"), ("typing", "Ana"))
    effects = [effect for row in rows if isinstance(row, Ok) for effect in row.effects]
    assert [(one.entity, one.coalesce, one.durable) for one in effects] == [
        ("status:Ana", True, False),
        (None, False, False),
    ]
    assert all(row.sent for row in rows if isinstance(row, Invoke))


def test_what_goes_over_one_socket_is_taken_in_order() -> None:
    rows = played(*joined("Ana/laptop"), *[("post", "Ana")] * 30)
    sent = [row for row in rows if isinstance(row, Invoke) and row.via == "socket"]
    assert 0 < len(sent) < 30
    assert {row.conn for row in sent} == {"Ana/laptop#1"}
    over = {row.w for row in sent}
    assert [row.cause for row in rows if isinstance(row, Recv) and row.cause in over] == [row.w for row in sent]
