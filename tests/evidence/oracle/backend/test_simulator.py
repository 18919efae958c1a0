"""Histories are well formed, healthy by the second opinion, and have everything in them."""

from itertools import pairwise

import msgspec
from lockstep.history.rows import AnyRow, Recv

from evidence.oracle.backend.simulator import simulate
from evidence.oracle.opinion import broken
from evidence.oracle.plan import planned

_ROWS = {
    "Header", "Invoke", "Ok", "Fail", "Info", "Send", "Read", "Snapshot", "Open", "Close", "Subscribe", "Unsubscribe",
    "Grant", "Revoke", "Resume", "Recv", "Pause", "Continue", "Fault", "Settled", "End", "Recovery",
}  # fmt: skip


def test_histories_are_well_formed_and_of_every_sort() -> None:
    seen: set[str] = set()
    for seed in range(150):
        rows = simulate(planned(seed))
        seen |= {type(row).__name__ for row in rows}
        assert [row.i for row in rows] == list(range(len(rows)))
        assert all(one.t < other.t for one, other in pairwise(rows))
        frames: dict[str | None, int] = {}
        for row in rows:
            if isinstance(row, Recv):
                frames[row.conn] = frames.get(row.conn, 0) + 1
                assert row.n == frames[row.conn]
        assert not broken(rows)
    assert seen == _ROWS


def test_rows_are_rows_of_a_history_file() -> None:
    rows = simulate(planned(4))
    assert msgspec.json.decode(msgspec.json.encode(rows), type=list[AnyRow]) == rows


def test_the_same_plan_gives_the_same_history() -> None:
    assert simulate(planned(9)) == simulate(planned(9))
