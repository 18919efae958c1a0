"""P10: all sessions receive the events they have in common in one order."""

import random
from itertools import combinations

import msgspec
import pytest
from lockstep.checks.properties.p10_agreement import _pairs
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Promises

from tests.checks.builder import BARE, NUMBERED, ROOM, Post, Story

AGREED = msgspec.structs.replace(NUMBERED, agreement=True)
ORDER = msgspec.structs.replace(AGREED, numbers=False)
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
    story = team(ORDER)
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
    story = team(ORDER)
    one, two = side_by_side(story)
    three = story.post("Ana", "three")
    hear(story, "Ana", one, two, three)
    hear(story, "Ben", one, three)
    hear(story, "Cleo", two, three)
    verdict = p10(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 2)
    story = team(ORDER)
    one, two = side_by_side(story)
    hear(story, "Ana", one)
    hear(story, "Ben", two)
    assert p10(story.rest(9)).outcome == "not applicable"


def test_channels_have_no_order_between_them() -> None:
    story = team(ORDER)
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
    story = team(BARE)
    one, two = side_by_side(story, entity=None)
    hear(story, "Ana", one, two)
    hear(story, "Ben", two, one)
    assert "promises no common order" in p10(story.rest(9)).reason


def heard_by_all(story: Story, *posts: Post) -> None:
    for who in ("Ana", "Ben", "Cleo"):
        hear(story, who, *posts)


def test_one_event_in_another_epoch_is_a_violation_told_once() -> None:
    story = team(NUMBERED)
    posts = [story.post("Ana", f"Hello {number}") for number in range(1, 6)]
    hear(story, "Ana", *posts)
    for number, post in enumerate(posts, 1):
        story.hear("Ben", post, epoch="e9" if number == 3 else "e1")
    verdict = p10(story.rest(9))
    assert (verdict.outcome, verdict.instances, len(verdict.witnesses)) == ("violated", 5, 1)
    assert "number 3 of epoch e9: one event has one position" in verdict.witnesses[0].text


def test_numbers_all_one_higher_for_one_listener_are_a_violation() -> None:
    story = team(NUMBERED)
    posts = [story.post("Ana", f"Hello {number}") for number in range(1, 6)]
    hear(story, "Ana", *posts)
    for post in posts:
        story.hear("Ben", post, seq=(post.seq or 0) + 1)
    verdict = p10(story.rest(9))
    assert (verdict.outcome, len(verdict.witnesses)) == ("violated", 5)


def test_two_events_at_one_position_are_a_violation() -> None:
    story = team(NUMBERED)
    one, two = story.post("Ana", "one"), story.post("Ana", "two")
    story.hear("Ana", one)
    story.hear("Ben", two, seq=1)
    verdict = p10(story.rest(9))
    assert verdict.outcome == "violated"
    assert "one position is of one event" in verdict.witnesses[0].text


def test_another_position_in_a_repeat_is_a_violation_but_the_same_holds() -> None:
    for seq, outcome in ((1, "holds"), (2, "violated")):
        story = team(NUMBERED)
        one, two, three = (story.post("Ana", text) for text in ("one", "two", "three"))
        heard_by_all(story, one, two, three)
        story.close("Ben")
        story.connect("Ben")
        story.resume("Ben", 0)
        story.hear("Ben", one, seq=seq)
        assert p10(story.rest(9)).outcome == outcome


def test_a_new_epoch_for_everybody_holds() -> None:
    story = team(NUMBERED)
    heard_by_all(story, story.post("Ana", "one"), story.post("Ana", "two"))
    anew = story.post("Ana", "anew")
    anew.seq, anew.epoch = 1, "e2"
    heard_by_all(story, anew)
    assert story.rest(9).alarms() == {}


def test_a_number_that_a_subscription_had_passed_is_a_violation() -> None:
    for seq, outcome in ((3, "holds"), (2, "violated")):
        story = team(NUMBERED)
        heard_by_all(story, story.post("Ana", "one"), story.post("Ana", "two"))
        story.members("Dan")  # from number 2 on
        late = story.post("Ana", "late")
        for who in ("Ana", "Ben", "Cleo", "Dan"):
            story.hear(who, late, seq=seq)
        story.hear("Ana", late, seq=seq)
        verdict = p10(story.rest(9))
        assert verdict.outcome == outcome
    assert "the channel's position was said to be 2 already" in " ".join(one.text for one in verdict.witnesses)


def test_a_write_under_way_when_the_position_was_told_holds() -> None:
    story = team(NUMBERED)
    one = story.ask("Ana", "one")
    story.accept(one)
    story.members("Dan")
    story.answer(one)
    heard_by_all(story, one)
    assert p10(story.rest(9)).outcome == "holds"


def test_a_cycle_over_three_sessions_is_a_violation() -> None:
    story = team(ORDER)
    one, two = side_by_side(story)
    three = story.post("Ben", "three")
    hear(story, "Ana", one, two)
    hear(story, "Ben", two, three)
    hear(story, "Cleo", three, one)
    verdict = p10(story.rest(9))
    assert (verdict.outcome, len(verdict.witnesses), len(verdict.witnesses[0].rows)) == ("violated", 1, 6)
    assert 'but Cleo (laptop) received "three"' in verdict.witnesses[0].text


def test_three_sessions_in_a_row_hold() -> None:
    story = team(ORDER)
    one, two = side_by_side(story)
    three = story.post("Ben", "three")
    hear(story, "Ana", one, two)
    hear(story, "Ben", two, three)
    hear(story, "Cleo", one, three)
    verdict = p10(story.rest(9))
    assert verdict.outcome == "not applicable"  # no two of them have two events in common


@pytest.mark.parametrize("seed", range(30))
def test_neighbours_in_common_are_counted_as_pair_by_pair(seed: int) -> None:
    dice = random.Random(seed)
    orders = [dice.sample(range(8), dice.randrange(8)) for _ in range(dice.randrange(6))]
    sessions = [dice.randrange(1, 4) for _ in orders]
    each = [set(order) for n, order in zip(sessions, orders, strict=True) for _ in range(n)]
    assert _pairs(sessions, orders) == sum(max(0, len(one & other) - 1) for one, other in combinations(each, 2))
