"""Integration events: who had to hear of what, and whether they did."""

from pathlib import Path

from lockstep.management.executions.events import events_of

from tests.checks.builder import Story
from tests.management.executions.test_evidence import written


def began(scenario: str, attempt: int) -> float:
    assert (scenario, attempt) == ("0123456789ab", 1)
    return 1_000.0


def posted() -> tuple[Story, dict[str, object]]:
    story = Story()
    story.members("Ana", "Ben", "Cleo")
    return story, {"post": story.post("Ana", "Hello")}


def test_what_was_heard_in_time(tmp_path: Path) -> None:
    story, made = posted()
    for who in ("Ana", "Ben", "Cleo"):
        story.hear(who, made["post"])
    story.rest(at=10)
    found = events_of(written(tmp_path, story.rows), "t1", began)
    assert [(one.user_id, one.status) for one in found] == [
        ("Ana", "PROCESSED"), ("Ben", "PROCESSED"), ("Cleo", "PROCESSED")
    ]  # fmt: skip
    one = found[1]
    assert (one.event_type, one.source, one.target) == ("chatroom_message_received", "API", "WEBSOCKET")
    assert (one.resource_type, one.resource_id, one.processing_time, one.retry_count) == ("message", "1", 2.0, 0)
    assert one.event_data["author"] == "Ana"
    assert one.timestamp.timestamp() == 1_000 + 0.022
    assert len({one.id for one in found}) == 3


def test_what_was_lost_or_late(tmp_path: Path) -> None:
    story, made = posted()
    story.hear("Ana", made["post"])
    story.hear("Ben", made["post"], at=7)
    story.rest(at=10)
    found = events_of(written(tmp_path, story.rows), "t1", began)
    assert [(one.user_id, one.status) for one in found] == [
        ("Ana", "PROCESSED"), ("Ben", "FAILED"), ("Cleo", "FAILED")
    ]  # fmt: skip
    assert "later than the deadline" in found[1].error_message
    assert found[2].error_message.startswith("Cleo (laptop) never received")


def test_what_is_still_waited_for(tmp_path: Path) -> None:
    story, made = posted()
    story.hear("Ana", made["post"])
    story.post("Ben", "fence", marker=True)
    found = events_of(written(tmp_path, story.rows), "t1", began)
    assert [(one.user_id, one.status) for one in found] == [
        ("Ana", "PROCESSED"), ("Ben", "PROCESSING"), ("Cleo", "PROCESSING")
    ]  # fmt: skip


def test_repeated_writes(tmp_path: Path) -> None:
    story = Story()
    story.members("Ana")
    post = story.ask("Ana", "Hello")
    story.attempt(post, attempt=2)
    story.answer(post, attempt=2)
    story.hear("Ana", post)
    found = events_of(written(tmp_path, story.rest(at=10).rows), "t1", began)
    assert [one.retry_count for one in found] == [1]


def test_no_history(tmp_path: Path) -> None:
    assert events_of(tmp_path, "t1", began) == []
