"""P1: every effect reaches every session that must hear it, in time; late and lost are told apart."""

import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Close, Fault, Promises, Revoke

from tests.checks.builder import BARE, NUMBERED, ROOM, Post, Story

UNORDERED = Promises(versions=True, cause=True, markers=True)


def p1(story: Story) -> Verdict:
    return story.verdicts()["P1"]


def team(promises: Promises = NUMBERED) -> Story:
    story = Story(promises)
    story.name(ROOM, "design")
    story.members("Ana", "Ben")
    return story


def lost(story: Story, text: str = "Hello", **fields: object) -> None:
    """Ana posts and hears it; Ben does not."""
    story.hear("Ana", story.post("Ana", text, **fields))


# holds, violated, unknown, not applicable


def test_everybody_hears() -> None:
    story = team()
    for text in ("Hello 1", "Hello 2"):
        post = story.post("Ana", text)
        story.hear("Ana", post)
        story.hear("Ben", post)
    verdict = p1(story.rest(6))
    assert (verdict.outcome, verdict.instances) == ("holds", 4)
    assert verdict.looked_ms is not None


def test_an_event_that_never_came_is_lost_and_told_in_full() -> None:
    story = team()
    for number in (1, 2, 3):
        post = story.post("Ana", f"Hello {number}", at=number)
        story.hear("Ana", post)
        if number != 2:
            story.hear("Ben", post)
    verdict = p1(story.rest(8.4))
    assert (verdict.outcome, verdict.instances) == ("violated", 6)
    assert len(verdict.witnesses) == 1
    assert verdict.witnesses[0].text == (
        'Ben (laptop) never received "Hello 2" (chatroom_message_received, number 2) that Ana posted to chatroom '
        '"design" at +2.000 s, answered +2.001 s; looked until +8.400 s. Ben did receive numbers 1 and 3 of that '
        "channel."
    )


def test_an_event_after_the_deadline_is_late_not_lost() -> None:
    story = team()
    post = story.post("Ana", "Hello", at=1)
    story.hear("Ana", post)
    story.hear("Ben", post, at=6.5)
    verdict = p1(story.rest(7))
    assert verdict.outcome == "violated"
    assert "late: at +6.500 s, frame 1 of its connection, 499.0 ms after the deadline" in verdict.witnesses[0].text


def test_absence_is_unknown_without_an_end() -> None:
    story = team()
    lost(story)
    story.settle(6)
    verdict = p1(story)
    assert verdict.outcome == "unknown"
    assert "no end" in verdict.reason


def test_absence_is_unknown_where_nothing_was_settled_after_the_last_write() -> None:
    story = team()
    story.settle(6)
    lost(story)
    verdict = p1(story.end())
    assert verdict.outcome == "unknown"
    assert "nothing was settled after the last write" in verdict.reason
    assert verdict.looked_ms is None


def test_absence_is_unknown_on_a_silent_connection_only() -> None:
    story = team()
    lost(story)
    story.settle(6, silent=("Ben/laptop#1",))
    verdict = p1(story.end())
    assert verdict.outcome == "unknown"
    assert "Ben (laptop) made no round trip" in verdict.reason
    other = team()
    lost(other)
    other.settle(6, silent=("Ana/laptop#1",))
    assert p1(other.end()).outcome == "violated"


def test_absence_is_unknown_where_looking_ended_before_the_deadline() -> None:
    story = team(UNORDERED)
    lost(story)
    story.settle(1, how="markers")
    verdict = p1(story.end())
    assert verdict.outcome == "unknown"
    assert "before the deadline" in verdict.reason


def test_absence_is_unknown_for_who_never_went_on_reading() -> None:
    story = team()
    story.pause("Ben")
    lost(story)
    verdict = p1(story.rest(20))
    assert verdict.outcome == "unknown"
    assert "never resumed reading" in verdict.reason


def test_without_effects_there_is_nothing_to_lose() -> None:
    story = team()
    assert p1(story.rest(6)).outcome == "not applicable"


# who must hear


def test_who_joined_after_the_invoke_may_miss_it() -> None:
    story = Story()
    story.members("Ana")
    post = story.ask("Ana", "Hello")
    story.members("Ben")
    story.answer(post)
    story.hear("Ana", post)
    verdict = p1(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 1)


def test_who_leaves_before_the_deadline_may_miss_it() -> None:
    story = team()
    lost(story)
    story.unsubscribe("Ben")
    verdict = p1(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 1)


def test_who_is_revoked_before_the_deadline_may_miss_it() -> None:
    story = team()
    lost(story)
    story.revoke("Ben")
    assert p1(story.rest(9)).outcome == "holds"


def test_a_loss_shortly_before_a_leave_shows_by_a_later_event() -> None:
    story = team()
    lost(story)
    story.hear("Ben", story.post("Ana", "after it"))
    story.unsubscribe("Ben")
    verdict = p1(story.rest(9))
    assert verdict.outcome == "violated"
    assert 'It should have come before "after it"' in verdict.witnesses[0].text


def test_a_loss_shortly_before_a_leave_shows_by_a_marker() -> None:
    story = team(BARE)
    lost(story, entity=None)
    story.hear("Ben", story.post("Ana", "m", marker=True, entity=None))
    story.unsubscribe("Ben")
    verdict = p1(story.rest(9))
    assert verdict.outcome == "violated"


def test_a_higher_number_shows_a_loss_too() -> None:
    story = team()
    first, second = story.ask("Ana", "one"), story.ask("Ana", "two")
    story.answer(first)
    story.answer(second)
    story.hear("Ana", first)
    story.hear("Ana", second)
    story.hear("Ben", second)
    story.unsubscribe("Ben")
    assert p1(story.rest(9)).outcome == "violated"


def test_a_later_event_is_no_proof_where_no_order_is_promised() -> None:
    story = team(UNORDERED)
    lost(story)
    story.hear("Ben", story.post("Ana", "after it"))
    story.unsubscribe("Ben")
    verdict = p1(story.rest(9))
    assert (verdict.outcome, len(verdict.witnesses)) == ("violated", 1)  # only what Ana did not hear of "after it"
    assert verdict.witnesses[0].text.startswith('Ana (laptop) never received "after it"')


def test_a_later_event_is_no_proof_across_kinds_unless_promised() -> None:
    promises = Promises(order="channel", versions=True, cause=True)
    story = team(promises)
    lost(story)
    post = story.post("Ana", "pinned", kind="chatroom_pinned")
    story.hear("Ana", post)
    story.hear("Ben", post)
    story.unsubscribe("Ben")
    assert p1(story.rest(9)).outcome == "holds"


def test_a_later_event_by_the_same_subscription_is_proof_even_while_it_ends() -> None:
    for grace_ms, outcome in ((0.0, "violated"), (50.0, "holds")):
        story = team(Promises(numbers=True, versions=True, cause=True, grace_ms=grace_ms))
        lost(story)
        late = story.post("Ana", "after it")
        story.hear("Ana", late)
        story.unsubscribe("Ben")
        story.hear("Ben", late)
        assert p1(story.rest(9)).outcome == outcome


def test_a_later_event_by_a_new_subscription_is_no_proof() -> None:
    story = team()
    lost(story)
    late = story.post("Ana", "after it")
    story.hear("Ana", late)
    story.unsubscribe("Ben")
    story.subscribe("Ben")
    story.hear("Ben", late)
    assert p1(story.rest(9)).outcome == "holds"


def test_named_recipients_only() -> None:
    story = team()
    post = story.post("Ana", "for Ana", recipients=("Ana",))
    story.hear("Ana", post)
    verdict = p1(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 1)


def test_a_named_recipient_who_does_not_hear_is_a_loss() -> None:
    story = team()
    story.post("Ana", "for Ben", recipients=("Ben",))
    verdict = p1(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("violated", 1)


def test_every_device_must_hear() -> None:
    story = team()
    story.members("Ben/phone")
    post = story.post("Ana", "Hello")
    story.hear("Ana", post)
    story.hear("Ben", post)
    verdict = p1(story.rest(9))
    assert verdict.outcome == "violated"
    assert verdict.witnesses[0].text.startswith("Ben (phone) never received")


def deletion(story: Story, *, last: bool) -> Story:
    """Ana deletes the room, which ends everybody's right to it; Ana hears of it."""
    post = story.ask("Ana", "gone", operation="delete_chatroom", kind="chatroom_deleted", last=last)
    story.add(Revoke(person="Ben", phase="requested", channel=ROOM, w=post.w))
    story.answer(post)
    story.add(Revoke(person="Ben", phase="done", channel=ROOM, w=post.w))
    story.hear("Ana", post)
    return story


def test_the_last_effect_is_owed_to_those_whose_right_it_ends() -> None:
    assert p1(deletion(team(), last=True).rest(9)).outcome == "violated"
    assert p1(deletion(team(), last=False).rest(9)).outcome == "holds"


def test_the_last_effect_is_owed_though_the_server_then_closes_on_purpose() -> None:
    story = deletion(team(), last=True)
    story.drop("Ben", code=4403)
    assert p1(story.rest(9)).outcome == "violated"


def test_the_last_effect_is_not_owed_to_who_closed_or_left_in_the_meantime() -> None:
    closed, left = deletion(team(), last=True), deletion(team(), last=True)
    closed.close("Ben")
    left.unsubscribe("Ben")
    assert p1(closed.rest(9)).outcome == "holds"
    assert p1(left.rest(9)).outcome == "holds"


def test_what_only_a_replaced_connection_brought_is_not_lost() -> None:
    story = team()
    first = story.where("Ben")["conn"]
    missed = story.post("Ana", "while Ben reconnects")
    story.hear("Ana", missed)
    story.connect("Ben")
    story.hear("Ben", missed, conn=first)
    story.resume("Ben", 1)
    after = story.post("Ana", "after it")
    story.hear("Ana", after)
    story.hear("Ben", after)
    assert story.rest(9).alarms() == {}


def status(story: Story, who: str = "Ana", **fields: object) -> Post:
    """A status that was asked for; a later one satisfies it."""
    told = {"entity": "status:ana", "kind": "status_updated", "coalesce": True, "version": None} | fields
    return story.ask(who, "busy", **told)


@pytest.mark.parametrize("heard", [0, 1])
def test_one_event_after_two_equal_statuses_is_the_newest(heard: int) -> None:
    story = team(Promises(order="channel", markers=True))
    first, second = status(story), status(story)
    story.answer(first)
    story.answer(second)
    if heard:
        story.hear("Ana", second)
        story.hear("Ben", second)
    assert p1(story.rest(9)).outcome == ("holds" if heard else "violated")


def test_an_event_between_two_equal_statuses_is_the_first() -> None:
    story = team(Promises(order="channel", markers=True))
    first = status(story)
    story.answer(first)
    for who in ("Ana", "Ben"):
        story.hear(who, first)
    story.answer(status(story))
    assert p1(story.rest(9)).outcome == "violated"


@pytest.mark.parametrize(("together", "outcome"), [(True, "holds"), (False, "violated")])
def test_of_two_concurrent_statuses_either_may_be_the_later(together: bool, outcome: str) -> None:
    story = team(Promises(cause=True, markers=True))
    first = status(story)
    if not together:
        story.answer(first)
    second = status(story, "Ben")
    story.answer(second)
    if together:
        story.answer(first)
    story.hear("Ben", second)
    story.hear("Ben", first)
    story.hear("Ana", first)
    assert p1(story.rest(9)).outcome == outcome


@pytest.mark.parametrize(("others", "outcome"), [(True, "holds"), (False, "violated")])
def test_numbers_that_others_received_decide_which_write_an_event_is(others: bool, outcome: str) -> None:
    story = Story(Promises(numbers=True, order="channel", markers=True))
    story.members("Ana")
    first = story.post("Ana", "Hi", entity=None)
    story.members("Ben")
    second = story.ask("Ana", "Hi", entity=None)
    story.lose(second)
    third = story.post("Ana", "Hi", entity=None)
    for post in (first, second, third) if others else (second, third):
        story.hear("Ana", post)
    story.hear("Ben", second)
    if others:
        story.hear("Ben", third)
    assert p1(story.rest(9)).outcome == outcome


def test_the_same_text_twice_with_the_second_answer_lost() -> None:
    story = Story(Promises(numbers=True, order="channel", markers=True))
    story.members("Ana")
    first = story.post("Ana", "Hi", entity=None)
    story.members("Ben")
    second = story.ask("Ana", "Hi", entity=None)
    story.lose(second)
    story.hear("Ana", first)
    story.hear("Ana", second)
    story.hear("Ben", second)
    assert story.rest(9).alarms() == {}


@pytest.mark.parametrize(("late", "outcome"), [(True, "holds"), (False, "violated")])
def test_a_leak_after_a_revocation_proves_no_loss(late: bool, outcome: str) -> None:
    story = team()
    under_way = story.ask("Ana", "under way")
    story.accept(under_way)
    if late:
        story.revoke("Ben")
    later = story.post("Ana", "later")
    for post in (under_way, later):
        story.hear("Ana", post)
    story.hear("Ben", later)
    if not late:
        story.revoke("Ben")
    story.answer(under_way)
    verdicts = story.rest(9).verdicts()
    assert verdicts["P1"].outcome == outcome
    assert verdicts["P19"].outcome == ("violated" if late else "holds")


@pytest.mark.parametrize(("at", "outcome"), [(4, "holds"), (6, "violated")])
def test_a_delay_goes_on_until_its_queue_is_empty(at: float, outcome: str) -> None:
    story = team()
    story.fault("slow", 3_000, at=1)
    story.add(Fault(name="slow", phase="end"), at=2)
    post = story.post("Ana", "behind the queue", at=at)
    story.hear("Ana", post)
    story.hear("Ben", post, at=at + 6)
    assert p1(story.rest(20)).outcome == outcome


@pytest.mark.parametrize(("version", "outcome"), [(2, "holds"), (None, "violated")])
def test_a_later_status_of_unknown_outcome_satisfies_by_what_its_event_tells(
    version: int | None, outcome: str
) -> None:
    story = team(Promises(versions=True, markers=True))
    first = status(story, version=1)
    second = status(story, version=2)
    story.answer(first)
    story.lose(second)
    for who in ("Ana", "Ben"):
        story.hear(who, second, version=version, **({} if version else {"entity": "status:ben"}))
    assert p1(story.rest(9)).outcome == outcome


def test_a_status_of_unknown_outcome_is_satisfied_by_a_later_one() -> None:
    for satisfied, outcome in ((True, "holds"), (False, "violated")):
        story = team(Promises(cause=True, markers=True))
        first = status(story)
        story.hear("Ana", first)
        second = status(story)
        story.answer(second)
        for who in ("Ana", "Ben") if satisfied else ("Ana",):
            story.hear(who, second)
        story.lose(first)
        assert p1(story.rest(9)).outcome == outcome


@pytest.mark.parametrize(("count", "outcome"), [(1, "holds"), (0, "violated")])
def test_of_equal_ephemeral_events_the_one_in_the_gap_is_not_due(count: int, outcome: str) -> None:
    story = Story(Promises(numbers=True, order="channel", markers=True))
    story.members("Ana", "Ben")
    story.drop("Ben")
    typing = {"entity": None, "kind": "typing_started", "durable": False}
    story.post("Ana", "typing", **typing)
    story.connect("Ben")
    story.resume("Ben", 0)
    again = story.post("Ana", "typing", **typing)
    for who in ("Ana", "Ana", *["Ben"] * count):
        story.hear(who, again)
    assert p1(story.rest(9)).outcome == outcome


def test_a_pause_goes_on_when_a_superseded_connection_closes() -> None:
    for closes in (True, False):
        story = team()
        old = story.where("Ben")
        story.connect("Ben")
        story.subscribe("Ben")
        story.pause("Ben", at=1)
        if closes:
            story.add(Close(by="server", code=4409, **old), 2)
        post = story.post("Ana", "Hello", at=3)
        story.hear("Ana", post)
        story.go_on("Ben", at=20)
        story.hear("Ben", post)
        story.settle(30)
        assert story.end(tolerance_ms=5).alarms() == {}
