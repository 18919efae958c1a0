"""P8: numbers have no gap inside a stretch of certain subscription and permission."""

import msgspec
import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Position, Subscribe

from tests.checks.builder import BARE, NUMBERED, ROOM, Post, Story


def p8(story: Story) -> Verdict:
    return story.verdicts()["P8"]


def team() -> Story:
    story = Story()
    story.members("Ana", "Ben")
    return story


def posts(story: Story, count: int = 4) -> list[Post]:
    return [story.post("Ana", f"Hello {number}") for number in range(1, count + 1)]


def hear(story: Story, *heard: Post) -> Story:
    for post in heard:
        story.hear("Ben", post)
    return story


def test_without_a_gap_it_holds() -> None:
    story = team()
    verdict = p8(hear(story, *posts(story)).rest(6))
    assert (verdict.outcome, verdict.instances) == ("holds", 4)


def test_a_skip_is_told_with_both_neighbours() -> None:
    story = team()
    one, _, _, four = posts(story)
    verdict = p8(hear(story, one, four).rest(6))
    assert verdict.outcome == "violated"
    assert 'after "Hello 1" (chatroom_message_received, number 1)' in verdict.witnesses[0].text
    assert "numbers 2 to 3 were skipped" in verdict.witnesses[0].text


def test_backwards_is_told_apart_from_a_skip() -> None:
    story = team()
    one, two, three, four = posts(story)
    verdict = p8(hear(story, one, three, two, four).rest(6))
    assert [witness.text.rpartition(": ")[2] for witness in verdict.witnesses] == [
        "number 2 was skipped.",
        "backwards, 4 was next.",
    ]


def test_a_number_far_too_high_is_told_once() -> None:
    story = team()
    one, two, three, four = posts(story)
    story.hear("Ben", one)
    story.hear("Ben", two, seq=1002)
    verdict = p8(hear(story, three, four).rest(6))
    assert [witness.text.rpartition(": ")[2] for witness in verdict.witnesses] == [
        "numbers 2 to 1001 were skipped.",
        "backwards, 1003 was next.",
    ]


def test_the_first_number_follows_the_position_of_the_subscription() -> None:
    story = Story()
    story.members("Ana")
    posts(story, 2)
    story.members("Ben")
    _, four = posts(story, 2)
    verdict = p8(hear(story, four).rest(6))
    assert verdict.outcome == "violated"
    assert "as the first after subscribing" in verdict.witnesses[0].text
    assert "from position 2 on: number 3 was skipped" in verdict.witnesses[0].text


def test_an_event_before_the_acknowledgement_of_the_subscription_is_no_gap() -> None:
    story = Story()
    story.members("Ana")
    story.connect("Ben")
    story.grant("Ben")
    story.add(Subscribe(phase="requested", channel=ROOM, **story.where("Ben")))
    one, two = posts(story, 2)
    story.hear("Ben", one)
    story.add(Subscribe(phase="done", channel=ROOM, position=Position("e1", 0), **story.where("Ben")))
    assert p8(hear(story, two).rest(6)).outcome == "holds"


def test_a_subscription_without_position_begins_anywhere() -> None:
    story = Story()
    story.members("Ana")
    posts(story, 2)
    story.connect("Ben")
    story.grant("Ben")
    story.add(Subscribe(phase="requested", channel=ROOM, **story.where("Ben")))
    story.add(Subscribe(phase="done", channel=ROOM, **story.where("Ben")))
    verdict = p8(hear(story, *posts(story, 2)).rest(6))
    assert (verdict.outcome, verdict.instances) == ("holds", 1)


def test_an_event_without_its_number_cannot_be_judged() -> None:
    story = team()
    one, two = posts(story, 2)
    story.hear("Ben", one)
    story.hear("Ben", two, seq=None)
    assert p8(story.rest(6)).outcome == "unknown"


def test_without_numbers_or_events_it_does_not_apply() -> None:
    bare = Story(BARE)
    bare.members("Ana", "Ben")
    assert "promises no numbers" in p8(hear(bare, bare.post("Ana", "Hi")).rest(6)).reason
    assert p8(team().rest(6)).outcome == "not applicable"


def test_a_leave_and_a_new_join_may_leave_numbers_out() -> None:
    story = team()
    hear(story, *posts(story, 1))
    story.unsubscribe("Ben")
    posts(story, 3)
    story.subscribe("Ben")
    assert p8(hear(story, *posts(story, 2)).rest(6)).outcome == "holds"


def test_events_after_the_request_to_leave_are_not_judged() -> None:
    story = team()
    one, _, three = posts(story, 3)
    story.hear("Ben", one)
    story.unsubscribe("Ben")
    story.hear("Ben", three)
    assert p8(story.rest(6)).outcome == "holds"


def test_a_revocation_and_a_new_grant_may_leave_numbers_out() -> None:
    story = team()
    hear(story, *posts(story, 1))
    story.revoke("Ben")
    posts(story, 2)
    story.grant("Ben")
    story.subscribe("Ben")
    assert p8(hear(story, *posts(story, 1)).rest(6)).outcome == "holds"


def test_a_recovered_resume_must_not_leave_numbers_out() -> None:
    for skipped, outcome in ((0, "holds"), (1, "violated")):
        story = team()
        hear(story, *posts(story, 1))
        story.close("Ben")
        missed = posts(story, 3)
        story.connect("Ben")
        story.resume("Ben", 1)
        assert p8(hear(story, *missed[skipped:]).rest(9)).outcome == outcome


def test_a_resume_not_recovered_begins_after_the_position_named() -> None:
    for end, outcome in ((3, "holds"), (2, "violated")):
        story = team()
        hear(story, *posts(story, 1))
        story.close("Ben")
        posts(story, 2)
        story.connect("Ben")
        story.resume("Ben", 1, recovered=False, end=end)
        assert p8(hear(story, *posts(story, 1)).rest(9)).outcome == outcome


def test_repeats_that_a_resume_asked_for_are_not_judged_here() -> None:
    story = team()
    one, two, three = posts(story, 3)
    hear(story, one, two)
    story.close("Ben")
    story.connect("Ben")
    story.resume("Ben", 0)
    assert p8(hear(story, one, two, three).rest(9)).outcome == "holds"


def test_a_duplicate_is_not_judged_here() -> None:
    story = team()
    one, two, three = posts(story, 3)
    assert p8(hear(story, one, two, one, two, three).rest(6)).outcome == "holds"


def test_another_epoch_begins_anew() -> None:
    story = team()
    hear(story, *posts(story, 2))
    story.hear("Ben", story.post("Ana", "anew"), seq=1, epoch="e2")
    story.hear("Ben", story.post("Ana", "anew 2"), seq=2, epoch="e2")
    assert p8(story.rest(6)).outcome == "holds"


def test_interleaved_rooms_have_numbers_of_their_own() -> None:
    story = team()
    story.members("Ana", "Ben", channel="chatroom:8")
    here, there = posts(story, 2), [story.post("Ana", f"there {n}", "chatroom:8") for n in (1, 2)]
    assert p8(hear(story, here[0], there[0], there[1], here[1]).rest(6)).outcome == "holds"


def test_a_number_meant_for_another_person_is_no_gap() -> None:
    story = team()
    one = story.post("Ana", "for all")
    two = story.post("Ana", "for Ana", recipients=("Ana",))
    three = story.post("Ana", "for all again")
    for post in (one, two, three):
        story.hear("Ana", post)
    assert p8(hear(story, one, three).rest(9)).outcome == "holds"


def test_an_event_that_went_into_another_epoch_leaves_a_gap() -> None:
    story = team()
    five = posts(story, 5)
    hear(story, *five[:2])
    story.hear("Ben", five[2], epoch="e9")
    verdict = p8(hear(story, *five[3:]).rest(6))
    assert (verdict.outcome, len(verdict.witnesses)) == ("violated", 1)
    assert "number 3 was skipped" in verdict.witnesses[0].text


@pytest.mark.parametrize(("seq", "outcome"), [(1, "holds"), (3, "violated")])
def test_an_epoch_begins_where_the_target_says(seq: int, outcome: str) -> None:
    story = Story(msgspec.structs.replace(NUMBERED, first_number=1))
    story.members("Ana", "Ben")
    hear(story, *posts(story, 2))
    story.hear("Ben", story.post("Ana", "anew"), seq=seq, epoch="e2")
    verdict = p8(story.rest(6))
    assert verdict.outcome == outcome
    if outcome == "violated":
        assert "as the first of epoch e2: numbers 1 to 2 were skipped" in verdict.witnesses[0].text


def test_what_was_under_way_in_the_old_epoch_is_no_gap() -> None:
    story = team()
    hear(story, *posts(story, 1))
    story.close("Ben")
    missed = posts(story, 1)
    story.connect("Ben")
    story.resume("Ben", 1, recovered=False, end=0)
    story.add(Subscribe(phase="done", channel=ROOM, position=Position("e2", 0), **story.where("Ben")))
    hear(story, *missed)
    story.hear("Ben", story.post("Ana", "anew"), seq=1, epoch="e2")
    story.hear("Ben", story.post("Ana", "anew 2"), seq=2, epoch="e2")
    assert p8(story.rest(9)).outcome == "holds"


@pytest.mark.parametrize(("recipients", "outcome"), [(("Zoe",), "holds"), (("Ben",), "violated"), (None, "violated")])
def test_a_number_of_an_event_for_others_that_reached_nobody_is_no_gap(recipients: object, outcome: str) -> None:
    story = team()
    story.post("Ana", "whispered", recipients=recipients)
    for who in ("Ana", "Ben"):
        story.hear(who, story.post("Ana", f"for {who}", recipients=(who,)))
    assert p8(story.rest(6)).outcome == outcome


def test_one_event_for_others_explains_one_number_only() -> None:
    for skipped, outcome in ((1, "holds"), (2, "violated")):
        story = team()
        story.post("Ana", "whispered", recipients=("Zoe",))
        post = story.post("Ana", "said", seq=1 + skipped, epoch="e1")
        story.hear("Ana", post)
        story.hear("Ben", post)
        assert p8(story.rest(6)).outcome == outcome
