"""Leaks, and events after a revocation."""

from lockstep.history.rows import Fail, Grant, Info, Invoke

from tests.checks.builder import ROOM
from tests.evidence.oracle.opinion.stories import Told


def test_a_session_that_never_subscribed() -> None:
    story = Told()
    story.members("Ana")
    story.connect("Zoe")
    story.grant("Zoe")
    post = story.post("Ana", "hello")
    story.hear("Ana", post)
    story.hear("Zoe", post)
    assert story.quiet() == {"P19"}


def test_somebody_who_was_not_meant() -> None:
    story = Told()
    story.members("Ana", "Ben")
    post = story.ask("Ana", "for Ana", recipients=("Ana",))
    story.answer(post)
    story.hear("Ana", post)
    story.hear("Ben", post)
    assert story.quiet() == {"P19"}


def test_after_a_revocation_but_not_after_a_new_grant() -> None:
    for again, expected in ((False, {"P20"}), (True, set())):
        story = Told()
        story.members("Ana", "Ben")
        story.revoke("Ben")
        if again:
            story.grant("Ben")
            story.subscribe("Ben")
        post = story.post("Ana", "hello")
        story.hear("Ana", post)
        story.hear("Ben", post)
        assert story.quiet() == expected


def test_what_was_under_way_at_the_revocation_may_arrive() -> None:
    story = Told()
    story.members("Ana", "Ben")
    post = story.ask("Ana", "hello")
    story.revoke("Ben")
    story.answer(post)
    story.hear("Ana", post)
    story.hear("Ben", post)
    assert story.quiet() == set()


def test_a_grant_of_unknown_outcome_may_come_into_force_later() -> None:
    for answered, expected in ((Info, set()), (Fail, {"P20"})):
        story = Told()
        story.members("Ana", "Ben")
        story.add(Invoke(person="Root", w="w90", via="api", operation="add_member"))
        story.add(Grant(person="Ben", phase="requested", channel=ROOM, w="w90"))
        story.add(answered(person="Root", w="w90", status="503"))
        story.revoke("Ben")
        post = story.post("Ana", "hello")
        story.hear("Ana", post)
        story.hear("Ben", post)
        assert story.quiet() == expected
