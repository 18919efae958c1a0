"""Losses, lateness, repeats and paused readers, each with its benign twin."""

from lockstep.history.rows import Promises

from evidence.oracle.opinion import broken
from tests.checks.builder import NUMBERED
from tests.evidence.oracle.opinion.stories import Told


def test_a_loss_and_none() -> None:
    for lost in (True, False):
        story = Told()
        story.members("Ana", "Ben")
        post = story.post("Ana", "hello")
        story.hear("Ana", post)
        if not lost:
            story.hear("Ben", post)
        assert story.quiet() == ({"P1"} if lost else set())


def test_lost_to_somebody_who_left_although_a_later_event_came() -> None:
    story = Told()
    story.members("Ana", "Ben")
    first, second = story.post("Ana", "one"), story.post("Ana", "two")
    story.hear("Ana", first)
    story.hear("Ana", second)
    story.hear("Ben", second)
    story.unsubscribe("Ben")
    assert "P1" in story.quiet()


def test_late_unless_the_reader_paused() -> None:
    for paused in (False, True):
        story = Told()
        story.members("Ben")
        if paused:
            story.pause("Ben")
            story.go_on("Ben")
        post = story.post("Ana", "hello")
        story.hear("Ben", post, at=20)
        assert story.quiet() == (set() if paused else {"P1", "P24"})


def test_a_repeat_unless_it_is_marked() -> None:
    for delivery, mark, expected in (
        ("once", None, {"P2"}),
        ("at-least-once", None, {"P2"}),
        ("at-least-once", "r", set()),
    ):
        story = Told(Promises(cause=True, delivery=delivery))
        story.members("Ben")
        post = story.post("Ana", "hello")
        story.hear("Ben", post)
        story.hear("Ben", post, redelivery=mark)
        assert story.quiet() == expected


def test_a_paused_reader_that_never_received() -> None:
    story = Told(Promises(cause=True, slow_codes=(4408,)))
    story.members("Ben")
    story.pause("Ben")
    story.post("Ana", "hello")
    story.go_on("Ben")
    assert story.quiet() == {"P1", "P23"}


def test_nothing_is_lost_without_a_barrier() -> None:
    story = Told(NUMBERED)
    story.members("Ben")
    story.post("Ana", "hello")
    story.end()
    assert broken(story.rows) == set()
