"""Judge and oracle agree on two thousand histories but for what is known, and a broken judge is noticed."""

import msgspec
import pytest
from lockstep.history.rows import AnyRow, Close, Open, Read

from evidence.oracle import comparison
from evidence.oracle.comparison import HEALTHY, Tally, compared, table
from evidence.oracle.mutations import MUTATIONS

KNOWN: dict[tuple[str, str], str] = {}
"""What judge and oracle are known to differ in: kind and property, and in which histories."""


@pytest.mark.parametrize("first", [50_000, 51_000, 52_000, 53_000])
def test_judge_and_oracle_agree(first: int) -> None:
    tally = Tally()
    seed = first
    while sum(tally.histories.values()) < 500:
        tally.add(compared(seed))
        seed += 1
    new = {
        (one.kind, one.promise, one.said, one.seed)
        for one in tally.mismatches
        if (one.kind, one.promise) not in KNOWN
    }
    assert not new
    assert tally.histories[HEALTHY] < 350  # the rest was broken


def test_a_judge_that_finds_nothing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "outcomes", _all_hold)
    tally = Tally()
    for seed in range(12):
        tally.add(compared(seed))
    changed = sum(tally.histories.values()) - tally.histories[HEALTHY]
    assert tally.wrong[HEALTHY] == 0
    assert sum(tally.wrong.values()) == changed > 0
    assert {one.said for one in tally.mismatches} == {"holds"}


def test_a_judge_that_cries_wolf_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "outcomes", lambda rows: dict.fromkeys(_all_hold(rows), "violated"))
    tally = compared(3)
    assert tally.wrong[HEALTHY] == 1
    assert {one.promise for one in tally.mismatches if one.kind == HEALTHY} == set(_all_hold([]))


def test_a_page_read_after_a_loss_may_leave_convergence_unknown() -> None:
    lost = Close(person="Ana", by="network", conn="Ana#1")
    frame = Open(person="Ana", phase="done", conn="Ana#1")
    page = Read(person="Ana", operation="messages", since=0, status="200", complete=False)
    assert comparison.paged([lost, page])
    assert comparison.paged([frame, page, lost])
    assert not comparison.paged([page, frame, lost])
    assert not comparison.paged([lost, msgspec.structs.replace(page, person="Ben")])
    assert not comparison.paged([lost, msgspec.structs.replace(page, complete=True)])


def test_the_table_has_a_line_for_every_kind() -> None:
    lines = table(compared(3)).splitlines()
    assert len(lines) == 2 + 1 + len(MUTATIONS) + 1
    assert lines[2].startswith("| healthy | nothing | 1 | ")


def _all_hold(rows: list[AnyRow]) -> dict[str, str]:
    return {f"P{number}": "holds" for number in range(1, 25) if number not in {15, 21}}
