"""What a history in the making still waits for."""

from lockstep.checks.facts.sessions import MS
from lockstep.checks.live_history.pending_deliveries import Outstanding, outstanding

from tests.checks.builder import Story

NOTHING = Outstanding(0, 0)


def team() -> Story:
    story = Story()
    story.members("Ana", "Ben")
    return story


def test_what_was_not_heard_is_outstanding_until_its_deadline() -> None:
    story = team()
    post = story.post("Ana", "Hello")
    answered = story.rows[-1].t
    assert outstanding(story.rows, 20) == Outstanding(2, answered + 5020 * MS)
    story.hear("Ana", post)
    assert outstanding(story.rows, 0) == Outstanding(1, answered + 5000 * MS)
    story.hear("Ben", post)
    assert outstanding(story.rows, 0) == NOTHING


def test_the_latest_deadline_counts() -> None:
    story = team()
    story.post("Ana", "one")
    story.post("Ana", "two")
    assert outstanding(story.rows, 0) == Outstanding(4, story.rows[-1].t + 5000 * MS)


def test_nobody_waits_for_who_left_closed_or_stopped_reading() -> None:
    left, closed, paused = team(), team(), team()
    paused.pause("Ben")
    for story in (left, closed, paused):
        story.hear("Ana", story.post("Ana", "Hello"))
    left.unsubscribe("Ben")
    closed.close("Ben")
    for story in (left, closed, paused):
        assert outstanding(story.rows, 0) == NOTHING


def test_what_may_coalesce_or_was_refused_is_not_waited_for() -> None:
    story = team()
    story.post("Ana", "away", coalesce=True)
    story.refuse(story.ask("Ana", "no"))
    story.lose(story.ask("Ana", "perhaps"))
    assert outstanding(story.rows, 0) == NOTHING


def test_an_unknown_write_that_somebody_heard_is_waited_for() -> None:
    story = team()
    post = story.ask("Ana", "perhaps")
    story.lose(post)
    heard = story.hear("Ana", post)
    assert outstanding(story.rows, 0) == Outstanding(1, heard.t + 5000 * MS)


def test_a_write_still_in_flight_is_not_waited_for() -> None:
    story = team()
    story.ask("Ana", "on its way")
    assert outstanding(story.rows, 0) == NOTHING
