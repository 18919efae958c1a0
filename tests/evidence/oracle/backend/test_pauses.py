"""A reader that pauses receives afterwards, and may be closed with the declared code."""

from lockstep.history.rows import Close, Continue, Pause, Promises, Recv

from tests.evidence.oracle.backend.scripts import BACK, joined, played


def test_a_paused_reader_receives_afterwards() -> None:
    pause = BACK | {"for": 400.0}
    rows = played(*joined("Ben/laptop"), ("pause", "Ben/laptop", pause), ("post", "Ana"))
    kinds = [type(row) for row in rows if isinstance(row, Pause | Continue) or (isinstance(row, Recv) and row.event)]
    assert kinds == [Pause, Continue, Recv]


def test_a_slow_reader_is_closed_with_the_declared_code() -> None:
    slow = BACK | {"slow": True}
    rows = played(*joined("Ben/laptop"), ("pause", "Ben/laptop", slow), promises=Promises(slow_codes=(4408,)))
    assert [row.code for row in rows if isinstance(row, Close)] == [4408]
