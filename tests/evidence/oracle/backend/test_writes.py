"""Writes are taken once for a key, may be refused, and their outcome may stay unknown."""

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


def test_what_goes_over_one_socket_is_taken_in_order() -> None:
    rows = played(*joined("Ana/laptop"), *[("post", "Ana")] * 30)
    sent = [row for row in rows if isinstance(row, Invoke) and row.via == "socket"]
    assert 0 < len(sent) < 30
    assert {row.conn for row in sent} == {"Ana/laptop#1"}
    over = {row.w for row in sent}
    assert [row.cause for row in rows if isinstance(row, Recv) and row.cause in over] == [row.w for row in sent]
