"""From when to when a session was certainly entitled."""

from evidence.oracle.opinion.facts import Facts
from evidence.oracle.opinion.stretches import stretches
from tests.evidence.oracle.opinion.stories import Told


def _bounds(story: Told) -> list[tuple[int, bool, bool]]:
    """Where each stretch begins, whether it is over, and whether a resume continued it."""
    return [(one.first, one.last < len(story.rows), one.resumed) for one in stretches(Facts(story.rows))]


def test_from_the_acknowledgement_to_the_request_to_end() -> None:
    story = Told()
    story.members("Ben")
    joined = story.rows[-1].i
    assert _bounds(story) == [(joined, False, False)]
    story.unsubscribe("Ben")
    assert _bounds(story) == [(joined, True, False)]


def test_a_revocation_ends_it_at_its_invoke() -> None:
    story = Told()
    story.members("Ben")
    joined = story.rows[-1].i
    story.revoke("Ben")
    assert [one.last for one in stretches(Facts(story.rows))] == [joined + 1]


def test_a_resume_that_recovered_continues_it() -> None:
    for recovered in (True, False):
        story = Told()
        story.members("Ben")
        joined = story.rows[-1].i
        story.drop("Ben")
        story.connect("Ben")
        story.resume("Ben", 0, recovered=recovered)
        again = story.rows[-1].i
        assert _bounds(story) == [(joined, True, False), (joined if recovered else again, False, recovered)]


def test_without_a_right_there_is_none() -> None:
    story = Told()
    story.grant("Ana")
    story.connect("Ben")
    story.subscribe("Ben")
    assert _bounds(story) == []
