"""Closing reads: every list before the first act, and at the end what everybody may see."""

from typing import Any

from lockstep.history.rows import AnyRow, Closing, Promises, Read, Settled, Snapshot

from evidence.oracle.setting import ROOMS
from tests.evidence.oracle.backend.scripts import WRITE, joined, played


def _looks(rows: list[AnyRow], *, opening: bool = False) -> list[Any]:
    looks = [row for row in rows if isinstance(row, Read | Snapshot) and row.closing is not None]
    return [row for row in looks if row.closing is not None and row.closing.opening is opening]


def test_everybody_reads_every_list_at_the_end() -> None:
    acts = [*joined("Ana/laptop", "Ben/laptop"), *[("post", "Ana")] * 5, ("delete", "Ana")]
    rows = played(*acts, closing=True)
    settled = next(row.i for row in rows if isinstance(row, Settled))
    closing = _looks(rows)
    assert min(row.i for row in closing) > settled
    for person in ("Ana", "Ben"):
        lists = [row for row in closing if row.person == person and row.closing.place == ROOMS[0]]
        pages = [row for row in lists if row.closing.holds]
        assert sum(len(row.shows) for row in pages) == 4
        assert [row.closing.page for row in pages] == list(range(1, len(pages) + 1))
        assert [row.closing.more for row in pages] == [True] * (len(pages) - 1) + [False]
        assert [row.count for row in lists if row.closing.counts] == [4]
    single = [row for row in closing if row.closing.entity]
    assert all((row.status == "200") is (not row.absent) is bool(row.shows) for row in single)


def test_somebody_reads_every_list_before_the_first_act() -> None:
    rows = played(*joined("Ana/laptop"), ("post", "Ana", WRITE | {"text": "first"}), closing=True)
    opening = _looks(rows, opening=True)
    assert [(row.closing.place, row.shows) for row in opening] == [(room, ()) for room in ROOMS]


def test_somebody_without_a_right_is_told_nothing() -> None:
    rows = played(("grant", "Ana"), *joined("Ana/laptop", "Ben/laptop"), ("post", "Ana"), closing=True, rights=True)
    assert {(row.person, row.status == "200", bool(row.shows)) for row in _looks(rows) if _is_of_the_first(row)} == {
        ("Ana", True, True),
        ("Ben", False, False),
    }


def _is_of_the_first(row: Any) -> bool:
    closing: Closing = row.closing
    return closing.place == ROOMS[0] and bool(closing.holds)


def test_without_ids_nothing_can_be_read() -> None:
    rows = played(*joined("Ana/laptop"), ("post", "Ana"), closing=True, ids=False, promises=Promises())
    assert _looks(rows) == _looks(rows, opening=True) == []
