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


def test_the_network_cuts_nobody_who_pauses_or_has_just_read_on() -> None:
    pause = BACK | {"for": 50.0}
    for later, closed in ((0, 0), (30, 1)):
        acts = [*joined("Ben/laptop"), ("pause", "Ben/laptop", pause), *[("post", "Ana")] * later]
        rows = played(*acts, ("cut", "Ben/laptop"))
        assert len([row for row in rows if isinstance(row, Close)]) == closed


def test_who_is_already_cut_does_not_pause() -> None:
    rows = played(*joined("Ben/laptop"), ("cut", "Ben/laptop", BACK | {"unnoticed": 400}), ("pause", "Ben/laptop"))
    assert [type(row) for row in rows if isinstance(row, Pause | Close)] == [Close]
