"""P10: all sessions receive the events they have in common in one order."""

import msgspec
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Promises

from tests.checks.builder import BARE, NUMBERED, ROOM, Post, Story

AGREED = msgspec.structs.replace(NUMBERED, agreement=True)
ALIKE = msgspec.structs.replace(BARE, agreement=True, delivery="at-least-once")


def p10(story: Story) -> Verdict:
    return story.verdicts()["P10"]


def team(promises: Promises = AGREED) -> Story:
    story = Story(promises)
    story.name(ROOM, "design")
    story.members("Ana", "Ben", "Cleo")
    return story


def side_by_side(story: Story, **fields: object) -> tuple[Post, Post]:
    one, two = story.ask("Ana", "one", **fields), story.ask("Cleo", "two", **fields)
    story.answer(one)
    story.answer(two)
    return one, two


def hear(story: Story, who: str, *posts: Post) -> None:
    for post in posts:
        story.hear(who, post)


def test_one_order_for_all_holds() -> None:
    story = team()
    one, two = side_by_side(story)
    for who in ("Ana", "Ben", "Cleo"):
        hear(story, who, two, one)
    verdict = p10(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 3)


def test_two_orders_are_a_violation_told_once() -> None:
    story = team()
    one, two = side_by_side(story)
    hear(story, "Ana", one, two)
    hear(story, "Ben", two, one)
    hear(story, "Cleo", one, two)
    verdict = p10(story.rest(9))
    assert (verdict.outcome, len(verdict.witnesses), len(verdict.witnesses[0].rows)) == ("violated", 1, 4)
    text = verdict.witnesses[0].text
    assert text.startswith('In chatroom "design" Ana (laptop) received "one"')
    assert 'but Ben (laptop) received "two"' in text


def test_two_devices_of_one_person_agree_too() -> None:
    story = team()
    story.members("Ben/phone")
    one, two = side_by_side(story)
    hear(story, "Ben", one, two)
    hear(story, "Ben/phone", two, one)
    assert p10(story.rest(9)).outcome == "violated"


def test_only_what_both_received_is_compared() -> None:
    story = team()
    one, two = side_by_side(story)
    three = story.post("Ana", "three")
    hear(story, "Ana", one, two, three)
    hear(story, "Ben", one, three)
    hear(story, "Cleo", two, three)
    verdict = p10(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 2)
    story = team()
    one, two = side_by_side(story)
    hear(story, "Ana", one)
    hear(story, "Ben", two)
    assert p10(story.rest(9)).outcome == "not applicable"


def test_channels_have_no_order_between_them() -> None:
    story = team()
    story.members("Ana", "Ben", channel="chatroom:8")
    here, there = story.post("Ana", "here"), story.post("Ana", "there", "chatroom:8")
    hear(story, "Ana", here, there)
    hear(story, "Ben", there, here)
    assert p10(story.rest(9)).outcome == "not applicable"


def test_repeats_redeliveries_and_events_alike_are_left_out() -> None:
    story = team()
    one, two = side_by_side(story)
    for who in ("Ana", "Ben"):
        hear(story, who, one, two)
    story.close("Ben")
    story.connect("Ben")
    story.resume("Ben", 0)
    hear(story, "Ben", one, two)
    assert p10(story.rest(9)).outcome == "holds"
    story = team(ALIKE)
    one, two = side_by_side(story, entity=None)
    hear(story, "Ana", one, two)
    story.hear("Ben", two)
    story.hear("Ben", one, redelivery="d1")
    assert p10(story.rest(9)).outcome == "not applicable"
    story = team(ALIKE)
    one, two, again = (story.post("Ana", text, entity=None) for text in ("Hi", "yo", "Hi"))
    hear(story, "Ana", one, two, again)
    hear(story, "Ben", two, one)
    assert p10(story.rest(9)).outcome == "not applicable"


def test_without_a_promise_it_does_not_apply() -> None:
    story = team(NUMBERED)
    one, two = side_by_side(story)
    hear(story, "Ana", one, two)
    hear(story, "Ben", two, one)
    assert "promises no common order" in p10(story.rest(9)).reason
