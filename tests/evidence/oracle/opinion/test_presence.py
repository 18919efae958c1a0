"""Presence and status, misstated or not told."""

from typing import Any

from lockstep.history.rows import Promises

from evidence.oracle.opinion import broken
from evidence.oracle.setting import COMPANY
from tests.checks.builder import Post
from tests.evidence.oracle.opinion.stories import Told

_PROMISES = Promises(presence="company:", presence_ms=1000, cause=True, timers=("presence_changed",))


def _listening() -> Told:
    story = Told(_PROMISES)
    story.members("Ben", channel=COMPANY)
    story.grant("Ana", COMPANY)
    return story


def _told(story: Told, present: bool, at: float | None = None) -> None:
    fact = Post("", "Ana", COMPANY, "", kind="presence_changed", entity="presence:Ana", version=None)
    changes: dict[str, Any] = {
        "payload": {"present": present},
        "raw": None,
        "cause": None,
        "author": None,
        "sent": None,
    }
    story.hear("Ben", fact, at, durable=False, **changes)


def test_called_absent_while_connected() -> None:
    for present, expected in ((True, set()), (False, {"P22"})):
        story = _listening()
        story.connect("Ana")
        _told(story, True)
        _told(story, present, at=30)
        assert story.quiet() == expected


def test_a_coming_that_nobody_was_told() -> None:
    story = _listening()
    story.connect("Cleo")
    story.connect("Ana")
    _told(story, False)
    assert "P22" in story.quiet()


def test_a_going_that_nobody_was_told() -> None:
    for told, expected in ((True, set()), (False, {"P22"})):
        story = _listening()
        story.connect("Ana")
        _told(story, True)
        story.close("Ana")
        if told:
            _told(story, False)
        assert story.quiet() == expected


def test_a_status_that_nobody_set() -> None:
    for sent, expected in ((None, set()), ("asleep", {"P22"})):
        story = _listening()
        post = story.post("Ana", "busy", COMPANY, entity="status:Ana")
        story.hear("Ben", post, **({} if sent is None else {"sent": sent}))
        assert story.quiet() >= expected
        assert ("P22" in broken(story.rows)) == bool(expected)


def test_what_a_replaced_connection_brings_says_nothing_of_a_status() -> None:
    story = _listening()
    post = story.post("Ana", "busy", COMPANY, entity="status:Ana")
    old = story.where("Ben")["conn"]
    story.connect("Ben")
    story.hear("Ben", post, sent="asleep", conn=old)
    assert "P22" not in story.quiet()


def test_a_connection_that_made_no_round_trip_at_the_end_proves_nothing() -> None:
    for silent, expected in (((), {"P22"}), (("Ana/laptop#1",), set())):
        story = _listening()
        story.connect("Ana")
        _told(story, True)
        _told(story, False, at=30)
        story.settle(60, silent=silent)
        story.end()
        assert broken(story.rows) == expected
