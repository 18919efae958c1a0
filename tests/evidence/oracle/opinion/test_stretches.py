"""From when to when a session was certainly entitled."""

from lockstep.history.rows import Fault, Subscribe, Unsubscribe

from evidence.oracle.opinion.facts import Facts
from evidence.oracle.opinion.stretches import stretches
from tests.checks.builder import ROOM
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


def test_a_request_to_end_it_that_crosses_the_acknowledgement_leaves_nothing_certain() -> None:
    story = Told()
    story.connect("Ben")
    story.grant("Ben")
    where = story.where("Ben")
    story.add(Subscribe(phase="requested", channel=ROOM, **where))
    story.add(Unsubscribe(phase="requested", channel=ROOM, **where))
    story.joined("Ben")
    story.add(Unsubscribe(phase="done", channel=ROOM, **where))
    assert _bounds(story) == []
    story.subscribe("Ben")
    assert _bounds(story) == [(story.rows[-1].i, False, False)]


def test_a_lost_connection_ends_it_at_the_last_frame_also_where_a_revocation_came_before() -> None:
    for lost, end in ((True, "frame"), (False, "revocation")):
        story = Told()
        story.members("Ben")
        frame = story.hear("Ben", story.post("Ana", "hello"))
        story.revoke("Ben")
        revoked = frame.i + 1
        if lost:
            story.drop("Ben")
        else:
            story.close("Ben")
        assert [one.last for one in stretches(Facts(story.rows))] == [frame.i if end == "frame" else revoked]


def test_nothing_is_certain_on_a_connection_of_which_a_fault_lost_something() -> None:
    story = Told()
    story.connect("Ben")
    story.grant("Ben")
    where = {"person": "Ben", "session": "Ben/laptop"}
    for phase in ("start", "end"):
        story.add(Fault(name="loses", phase=phase, does=("loses",), evidence="seen", **where))
    story.subscribe("Ben")
    assert _bounds(story) == []
    story.connect("Ben")
    story.subscribe("Ben")
    assert _bounds(story) == [(story.rows[-1].i, False, False)]
