"""P2: nobody receives an event twice, but for doubles that are promised and marked."""

import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Promises

from tests.checks.builder import BARE, NUMBERED, Story

AT_LEAST_ONCE = Promises(order="channel", markers=True, delivery="at-least-once")


def p2(story: Story) -> Verdict:
    return story.verdicts()["P2"]


def team(promises: Promises = NUMBERED) -> Story:
    story = Story(promises)
    story.members("Ana", "Ben")
    return story


def test_once_each_holds() -> None:
    story = team()
    post = story.post("Ana", "Hello")
    story.hear("Ana", post)
    story.hear("Ben", post)
    verdict = p2(story.rest(6))
    assert (verdict.outcome, verdict.instances) == ("holds", 2)


def test_twice_on_one_session_is_a_duplicate() -> None:
    story = team()
    post = story.post("Ana", "Hello", at=1)
    story.hear("Ben", post)
    story.hear("Ben", post, at=2)
    verdict = p2(story.rest(6))
    assert verdict.outcome == "violated"
    assert verdict.witnesses[0].text == (
        'Ben (laptop) received "Hello" (chatroom_message_received, number 1) that Ana posted to chatroom:7 at '
        "+1.000 s, answered +1.001 s, twice: at +1.002 s, frame 1 of its connection, and again at +2.000 s, frame 2 "
        "of its connection."
    )


def test_that_no_second_came_is_unknown_without_a_barrier() -> None:
    story = team()
    story.hear("Ben", story.post("Ana", "Hello"))
    assert p2(story.end()).outcome == "unknown"
    silent = team()
    silent.hear("Ben", silent.post("Ana", "Hello"))
    silent.settle(6, silent=("Ana/laptop#1",))
    verdict = p2(silent.end())
    assert verdict.outcome == "unknown"
    assert "Ana/laptop#1" in verdict.reason


def test_a_silent_connection_that_is_closed_can_bring_nothing_more() -> None:
    story = team()
    story.hear("Ben", story.post("Ana", "Hello"))
    story.drop("Ana")
    story.settle(6, silent=("Ana/laptop#1",))
    assert p2(story.end()).outcome == "holds"


def test_nothing_received_nothing_to_double() -> None:
    assert p2(team().rest(6)).outcome == "not applicable"


def test_two_devices_are_two_sessions() -> None:
    story = team()
    story.members("Ben/phone")
    post = story.post("Ana", "Hello")
    story.hear("Ben", post)
    story.hear("Ben/phone", post)
    assert p2(story.rest(6)).outcome == "holds"


def test_two_channels_and_two_versions_are_no_doubles() -> None:
    story = team()
    story.members("Ana", "Ben", channel="company:1")
    first = story.post("Ana", "room", entity="chatroom:7", version=2)
    second = story.post("Ana", "room", "company:1", entity="chatroom:7", version=2)
    third = story.post("Ana", "room", entity="chatroom:7", version=3)
    for post in (first, second, third):
        story.hear("Ben", post)
    assert p2(story.rest(6)).outcome == "holds"


def test_marked_redeliveries_are_legal_and_counted_where_promised() -> None:
    story = team(AT_LEAST_ONCE)
    post = story.post("Ana", "Hello")
    story.hear("Ben", post)
    story.hear("Ben", post, redelivery="d1")
    verdict = p2(story.rest(6))
    assert verdict.outcome == "holds"
    assert "1 doubles carried their redelivery mark" in verdict.reason


def test_an_unmarked_double_is_a_duplicate_even_where_at_least_once_is_promised() -> None:
    story = team(AT_LEAST_ONCE)
    post = story.post("Ana", "Hello")
    story.hear("Ben", post, redelivery="d1")
    story.hear("Ben", post)
    assert p2(story.rest(6)).outcome == "violated"


def test_a_mark_excuses_nothing_where_once_is_promised() -> None:
    story = team()
    post = story.post("Ana", "Hello")
    story.hear("Ben", post)
    story.hear("Ben", post, redelivery="d1")
    assert p2(story.rest(6)).outcome == "violated"


def test_a_double_over_a_reconnect_is_a_duplicate() -> None:
    story = team()
    post = story.post("Ana", "Hello")
    story.hear("Ben", post)
    story.close("Ben")
    story.connect("Ben")
    story.resume("Ben", 1)
    story.hear("Ben", post)
    verdict = p2(story.rest(9))
    assert verdict.outcome == "violated"
    assert "another connection than the first" in verdict.witnesses[0].text


def test_repeats_that_a_resume_asked_for_are_legal() -> None:
    story = team()
    posts = [story.post("Ana", f"Hello {number}") for number in (1, 2, 3)]
    for post in posts[:2]:
        story.hear("Ben", post)
    story.close("Ben")
    story.connect("Ben")
    story.resume("Ben", 0)
    for post in posts:
        story.hear("Ben", post)
    assert p2(story.rest(9)).outcome == "holds"


def test_what_arrives_on_a_replaced_connection_does_not_count() -> None:
    story = team()
    first = story.where("Ben")["conn"]
    story.connect("Ben")
    story.subscribe("Ben")
    post = story.post("Ana", "Hello")
    story.hear("Ben", post, conn=first)
    story.hear("Ben", post)
    assert p2(story.rest(9)).outcome == "holds"


def test_identical_texts_are_told_apart_by_count() -> None:
    for copies, outcome in ((2, "holds"), (3, "violated")):
        story = team(BARE)
        posts = [story.post("Ana", "Hi", entity=None) for _ in range(2)]
        for _ in range(copies):
            story.hear("Ben", posts[0])
        assert p2(story.rest(9)).outcome == outcome


def test_a_double_before_its_like_is_written_is_a_double_not_an_early_event() -> None:
    story = team(BARE)
    post = story.post("Ana", "Hi", entity=None)
    story.hear("Ben", post)
    story.hear("Ben", post)
    story.hear("Ben", story.post("Ana", "Hi", entity=None))
    verdicts = story.rest(9).verdicts()
    assert verdicts["P2"].outcome == "violated"
    assert verdicts["P5"].outcome == "holds"


def test_an_edit_received_twice_without_versions_is_a_double() -> None:
    story = team(BARE)
    posts = [
        story.post("Ana", text, entity="message:1", operation="edit_message", kind="edited")
        for text in ("one", "two")
    ]
    story.hear("Ben", posts[0])
    story.hear("Ben", posts[0])
    story.hear("Ben", posts[1])
    assert {name: outcome for name, outcome in story.rest(9).alarms().items() if name != "P1"} == {"P2": "violated"}


def test_what_a_timer_sends_by_itself_is_no_double_of_a_write() -> None:
    for timers, outcome in ((("typing",), "holds"), ((), "violated")):
        story = team(Promises(cause=True, timers=timers))
        typed = story.post("Ana", "", kind="typing", entity=None, version=None, at=1)
        story.hear("Ben", typed)
        story.hear("Ben", typed, at=5, cause=None)
        assert p2(story.rest(9)).outcome == outcome


@pytest.mark.parametrize("marked", [1, 2])
@pytest.mark.parametrize("redelivery", ["d1", None])
def test_a_marked_double_between_two_equal_texts(marked: int, redelivery: str | None) -> None:
    story = team(Promises(order="channel", markers=True, delivery="at-least-once"))
    first, second = (story.post("Ana", "Hi", entity=None) for _ in range(2))
    for place, post in enumerate((first, first, second)):
        story.hear("Ben", post, redelivery=redelivery if place == marked else None)
    story.hear("Ana", first)
    story.hear("Ana", second)
    alarms = story.rest(9).alarms()
    assert alarms == ({} if redelivery else {"P2": "violated"})


def test_a_marked_event_may_be_the_only_one_that_came() -> None:
    story = team(Promises(order="channel", markers=True, delivery="at-least-once"))
    first, second = (story.post("Ana", "Hi", entity=None) for _ in range(2))
    for who in ("Ana", "Ben"):
        story.hear(who, first)
        story.hear(who, second, redelivery="d1")
    assert story.rest(9).alarms() == {}
