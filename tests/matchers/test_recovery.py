"""Recoveries: without a gap, by reading, refused, too slow, or none at all."""

from typing import Any

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.string_description import StringDescription
from lockstep.history.history import History
from lockstep.history.rows import Position, Read, Recovery, Resume, Resumed, Snapshot
from lockstep.matchers.recovery import (
    converged_within,
    recovered_by_reading,
    recovered_without_gap,
    refused_for_good,
    times,
)

from tests.checks.properties.test_p18_convergence import away, back
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
    assert "could not deliver" in wrong(recovered_without_gap("Ben/laptop", 60), told(*RETURN, recovered=False))
    assert "could not deliver" in wrong(recovered_without_gap("Ben/laptop", 60), told(*RETURN, recovered=None))


def test_a_read_without_a_position_counts_as_one() -> None:
    history = told(*RETURN, recovered=False)
    history.append(Read(operation="messages", since=0, status="200", channel=ROOM, t=1_030_000_000, **BEN))
    assert wrong(recovered_by_reading("Ben/laptop", 60), history) == ""


def test_a_read_of_something_else_does_not() -> None:
    history = told(*RETURN, recovered=False)
    history.append(Read(operation="me", since=0, status="200", t=1_030_000_000, **BEN))
    assert "nothing was read" in wrong(recovered_by_reading("Ben/laptop", 60), history)


def test_a_return_by_reading() -> None:
    matcher = recovered_by_reading("Ben/laptop", 60)
    assert wrong(matcher, told(*RETURN, recovered=False, read=True)) == ""
    assert "nothing was read" in wrong(matcher, told(*RETURN, recovered=False))
    assert "delivered all" in wrong(matcher, told(*RETURN))


def test_only_the_last_return_counts() -> None:
    history = told(*RETURN, ("lost", 2_000), ("trying", 2_001), ("gave up", 3_000))
    assert "it gave up (why)" in wrong(recovered_without_gap("Ben/laptop", 60), history)


def test_a_refusal_for_good() -> None:
    matcher = refused_for_good("Ben/laptop")
    assert wrong(matcher, told(("lost", 0), ("refused", 1))) == ""
    assert "it recovered" in wrong(matcher, told(*RETURN))
    assert "no connection was lost" in wrong(matcher, told())


def test_times_count_from_the_first_attempt() -> None:
    found = times(told(*RETURN), 40, 1)
    assert [(one.budget, one.worst_ms, one.over) for one in found] == [("reconnect", 20, 0), ("resume", 50, 1)]
    assert times(told(("lost", 0)), 40, 1) == []


def missed(heard_ms: float | None) -> History:
    """Ben's return, a second after his connection broke, and when he received what Ana had posted meanwhile."""
    story, posts = away()
    story.add(Recovery(stage="trying", **story.where("Ben")), 1)
    back(story)
    for post in posts if heard_ms is not None else []:
        story.hear("Ben", post, at=1 + (heard_ms or 0) / 1000)
    history = History()
    for row in story.rows:
        history.append(row)
    return history


def test_who_knows_everything_is_up_to_date_within_a_budget_or_too_late() -> None:
    assert wrong(converged_within("Ben/laptop", 50), missed(40)) == ""
    assert "took 60 ms until it received the last of 2 changes" in wrong(
        converged_within("Ben/laptop", 50), missed(60)
    )
    assert "did not receive every change" in wrong(converged_within("Ben/laptop", 50), missed(None))
    assert "did not receive every change" in wrong(converged_within("Ana/laptop", 50), missed(40))


def test_the_time_to_converge_is_measured_with_the_others() -> None:
    [converge] = [one for one in times(missed(60), 40, 1) if one.budget == "converge"]
    assert (converge.worst_ms, converge.over, converge.deliveries) == (60, 1, 1)
    assert [one for one in times(missed(None), 40, 1) if one.budget == "converge"] == []
