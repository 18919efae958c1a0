"""Recoveries: without a gap, by reading, refused, too slow, or none at all."""

from typing import Any

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.string_description import StringDescription

from support.history.history import History
from support.history.rows import Position, Recovery, Resume, Resumed, Snapshot
from support.matchers.recovery import recovered_by_reading, recovered_without_gap, refused_for_good, times
from tests.matchers.told import ROOM, Told

BEN: dict[str, Any] = {"person": "Ben", "session": "Ben/laptop"}


def told(*stages: tuple[str, float], recovered: bool | None = True, read: bool = False) -> History:
    """Ben's return: its stages with their times in ms, what the server claimed, whether something was read."""
    made = Told()
    for stage, at_ms in stages:
        made.history.append(Recovery(stage=stage, t=int(at_ms * 1e6), reason="why", **BEN))
        if stage == "connected" and recovered is not None:
            claims = {ROOM: Resumed(recovered=recovered)}
            made.history.append(Resume(phase="done", claims=claims, t=int(at_ms * 1e6), **BEN))
        if stage == "connected" and read:
            row = Snapshot(
                operation="messages", since=0, status="200", position=Position("e", 1), t=int(at_ms * 1e6), **BEN
            )
            made.history.append(row)
    return made.history


RETURN = (("lost", 0), ("trying", 1_000), ("connected", 1_020), ("recovered", 1_050))


def wrong(matcher: BaseMatcher[History], history: History) -> str:
    """Why it does not match; empty where it does."""
    said = StringDescription()
    if not matcher.matches(history):
        matcher.describe_mismatch(history, said)
        assert str(said)
    return str(said)


def test_a_return_without_a_gap() -> None:
    assert wrong(recovered_without_gap("Ben/laptop", 60), told(*RETURN)) == ""
    assert "took 50 ms" in wrong(recovered_without_gap("Ben/laptop", 40), told(*RETURN))
    assert "could not give" in wrong(recovered_without_gap("Ben/laptop", 60), told(*RETURN, recovered=False))
    assert "could not give" in wrong(recovered_without_gap("Ben/laptop", 60), told(*RETURN, recovered=None))


def test_a_return_by_reading() -> None:
    matcher = recovered_by_reading("Ben/laptop", 60)
    assert wrong(matcher, told(*RETURN, recovered=False, read=True)) == ""
    assert "nothing was read" in wrong(matcher, told(*RETURN, recovered=False))
    assert "gave everything" in wrong(matcher, told(*RETURN))


def test_only_the_last_return_counts() -> None:
    history = told(*RETURN, ("lost", 2_000), ("trying", 2_001), ("gave up", 3_000))
    assert "it gave up (why)" in wrong(recovered_without_gap("Ben/laptop", 60), history)


def test_a_refusal_for_good() -> None:
    matcher = refused_for_good("Ben/laptop")
    assert wrong(matcher, told(("lost", 0), ("refused", 1))) == ""
    assert "it recovered" in wrong(matcher, told(*RETURN))
    assert "no connection was lost" in wrong(matcher, told())


def test_times_count_from_the_first_attempt() -> None:
    found = times(told(*RETURN), "Ben/laptop", 40, 1)
    assert [(one.budget, one.worst_ms, one.over) for one in found] == [("reconnect", 20, 0), ("resume", 50, 1)]
    assert times(told(("lost", 0)), "Ben/laptop", 40, 1) == []
