"""P1: deadlines (pauses, resumes, delays), coalescing, removals, and the many fates of a write."""

import pytest
from lockstep.history.rows import Close, Invoke, Ok, Promises, Revoke

from tests.checks.builder import BARE, NUMBERED, POSTED, ROOM, Post, Story
from tests.checks.properties.test_p01_no_loss import lost, p1, team

# the deadline


def test_the_tolerance_is_added_to_the_deadline() -> None:
    for tolerance, outcome in ((0.0, "violated"), (100.0, "holds")):
        story = team()
        post = story.post("Ana", "Hello", at=1)
        story.hear("Ana", post)
        story.hear("Ben", post, at=6.05)
        story.settle(7)
        assert p1(story.end(tolerance)).outcome == outcome


def test_a_declared_delay_is_added_to_the_deadline() -> None:
    story = team()
    story.fault("slow network", delay_ms=2000)
    post = story.post("Ana", "Hello", at=1)
    story.hear("Ana", post)
    story.hear("Ben", post, at=7.9)
    assert p1(story.rest(9)).outcome == "holds"


def test_a_pause_suspends_the_deadline() -> None:
    story = team()
    story.pause("Ben", at=1)
    post = story.post("Ana", "Hello", at=2)
    story.hear("Ana", post)
    story.go_on("Ben", at=20)
    story.hear("Ben", post, at=21)
    assert p1(story.rest(30)).outcome == "holds"


def test_the_deadline_counts_from_a_recovered_resume() -> None:
    for heard, outcome in ((22.0, "holds"), (26.0, "violated"), (None, "violated")):
        story = team()
        story.close("Ben", at=1)
        post = story.post("Ana", "Hello", at=2)
        story.hear("Ana", post)
        story.connect("Ben", at=20)
        story.resume("Ben", 0)
        if heard is not None:
            story.hear("Ben", post, at=heard)
        assert p1(story.rest(30)).outcome == outcome


def test_what_was_missed_without_a_recovered_resume_may_be_missing() -> None:
    never, refused, anew = team(), team(), team()
    for story in (never, refused, anew):
        story.close("Ben", at=1)
        lost(story)
    refused.connect("Ben", at=3)
    refused.resume("Ben", 0, recovered=False, end=1)
    anew.connect("Ben", at=3)
    anew.subscribe("Ben")
    for story in (never, refused, anew):
        assert p1(story.rest(30)).outcome == "holds"


def test_a_later_version_satisfies_what_may_coalesce() -> None:
    story = team()
    status = {"entity": "user:1", "kind": "user_status_updated", "coalesce": True, "durable": False}
    first = story.post("Ana", "away", version=1, **status)
    second = story.post("Ana", "busy", version=2, **status)
    story.hear("Ana", first)
    story.hear("Ana", second)
    story.hear("Ben", second)
    assert p1(story.rest(9)).outcome == "holds"
    missing = team()
    missing.hear("Ana", missing.post("Ana", "away", version=1, **status))
    assert p1(missing.rest(9)).outcome == "violated"


def test_an_earlier_version_satisfies_nothing() -> None:
    story = team()
    status = {"entity": "user:1", "kind": "user_status_updated", "coalesce": True}
    first = story.post("Ana", "away", version=1, **status)
    second = story.post("Ana", "busy", version=2, **status)
    for post in (first, second):
        story.hear("Ana", post)
    story.hear("Ben", first)
    assert p1(story.rest(9)).outcome == "violated"


def test_an_ephemeral_effect_is_owed_only_while_the_connection_stands() -> None:
    story = team()
    story.close("Ben", at=1)
    story.hear("Ana", story.post("Ana", "typing", at=2, kind="chatroom_typing", durable=False))
    story.connect("Ben", at=3)
    story.resume("Ben", 0)
    assert p1(story.rest(30)).outcome == "holds"
    connected = team()
    connected.hear("Ana", connected.post("Ana", "typing", kind="chatroom_typing", durable=False))
    assert p1(connected.rest(30)).outcome == "violated"


# writes


def test_an_event_before_the_answer_is_no_loss() -> None:
    story = team()
    post = story.ask("Ana", "Hello")
    story.accept(post)
    story.hear("Ben", post)
    story.hear("Ana", post)
    story.answer(post)
    verdict = p1(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 2)


def test_a_write_nobody_knows_of_and_nothing_shows_is_no_loss() -> None:
    story = team()
    story.lose(story.ask("Ana", "Hello"))
    assert p1(story.rest(9)).outcome == "not applicable"


@pytest.mark.parametrize("promises", [NUMBERED, BARE])
def test_a_write_nobody_knows_of_that_one_person_heard_must_reach_all(promises: Promises) -> None:
    story = team(promises)
    post = story.ask("Ana", "Hello")
    story.lose(post)
    story.hear("Ana", post)
    verdict = p1(story.rest(9))
    assert verdict.outcome == "violated"
    assert "Ben (laptop) never received" in verdict.witnesses[0].text
    assert "without a certain answer (timeout)" in verdict.witnesses[0].text


def test_a_write_nobody_knows_of_that_a_read_shows_must_reach_all() -> None:
    story = team()
    post = story.ask("Ana", "Hello")
    story.lose(post, entity=post.entity, version=post.version)
    story.read("Ana", post)
    assert len(p1(story.rest(9)).witnesses) == 2


def test_a_retried_write_is_one_write() -> None:
    story = team()
    post = story.ask("Ana", "Hello")
    story.lose(post)
    story.attempt(post, attempt=2)
    story.answer(post, attempt=2)
    story.hear("Ana", post)
    story.hear("Ben", post)
    verdict = p1(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 2)


def test_a_refused_write_owes_nothing() -> None:
    story = team()
    story.refuse(story.ask("Ana", "Hello"))
    assert p1(story.rest(9)).outcome == "not applicable"


def test_a_lost_marker_is_named_as_a_barrier() -> None:
    story = team()
    story.hear("Ana", story.post("Ana", "m", kind="marker", marker=True))
    verdict = p1(story.rest(9))
    assert "never received a marker of the suite (marker, number 1) that Ana wrote into" in verdict.witnesses[0].text


# by count


def test_identical_texts_are_counted() -> None:
    for heard, outcome in ((3, "holds"), (2, "violated")):
        story = team(BARE)
        posts = [story.post("Ana", "Hi", entity=None) for _ in range(3)]
        for post in posts:
            story.hear("Ana", post)
        for post in posts[:heard]:
            story.hear("Ben", post)
        verdict = p1(story.rest(9))
        assert (verdict.outcome, verdict.instances) == (outcome, 6)


def test_who_joined_between_two_identical_texts_must_hear_one() -> None:
    for heard, outcome in ((1, "holds"), (0, "violated")):
        story = Story(BARE)
        story.members("Ana")
        story.hear("Ana", story.post("Ana", "Hi", entity=None))
        story.members("Ben")
        second = story.post("Ana", "Hi", entity=None)
        story.hear("Ana", second)
        for _ in range(heard):
            story.hear("Ben", second)
        assert p1(story.rest(9)).outcome == outcome


def test_rooms_interleaved_do_not_stand_in_for_each_other() -> None:
    other = "chatroom:8"
    story = team(BARE)
    story.members("Ana", "Ben", channel=other)
    here, there = story.post("Ana", "Hi", entity=None), story.post("Ana", "Hi", other, entity=None)
    story.hear("Ben", there)
    story.hear("Ana", there)
    story.hear("Ana", here)
    story.hear("Ben", there)
    verdict = p1(story.rest(9))
    assert [witness.text[:26] for witness in verdict.witnesses] == ["Ben (laptop) never receive"]


def test_more_losses_than_shown_are_counted() -> None:
    story = team()
    for number in range(8):
        lost(story, f"Hello {number}")
    verdict = p1(story.rest(9))
    assert len(verdict.witnesses) == 5
    assert verdict.reason == "3 more like these"
    assert [f'"Hello {number}"' in witness.text for number, witness in enumerate(verdict.witnesses)] == [True] * 5


def test_an_effect_of_a_write_with_two_kinds_is_owed_twice() -> None:
    story = team()
    post = story.ask("Ana", "Hello")
    both = (post.effect(), post.effect(kind="chatroom_updated", entity=ROOM, version=2))
    story.add(Ok(person="Ana", w=post.w, status="201", entity=post.entity, version=1, effects=both))
    post.seq, post.epoch = 1, "e1"
    story.hear("Ana", post)
    story.hear("Ben", post)
    verdict = p1(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("violated", 4)
    assert POSTED not in verdict.witnesses[0].text
    assert isinstance(story.rows[verdict.witnesses[0].rows[2]], Invoke)


# removals


def removal(story: Story, person: str, *, known: bool = True) -> Post:
    """Root removes somebody from the room, which ends that person's right alone."""
    post = story.ask("Root", f"{person} left", operation="remove_member", kind="member_left", last=True)
    story.add(Revoke(person=person, phase="requested", channel=ROOM, w=post.w))
    if known:
        story.answer(post)
        story.add(Revoke(person=person, phase="done", channel=ROOM, w=post.w))
    return post


@pytest.mark.parametrize("told", [True, False])
def test_the_removal_of_another_is_not_owed_to_somebody_whose_own_right_ended_meanwhile(told: bool) -> None:
    story = Story(Promises(cause=True, markers=True))
    story.members("Ana", "Ben", "Cleo")
    first = removal(story, "Cleo", known=False)
    second = removal(story, "Ben")
    story.answer(first)
    story.add(Revoke(person="Cleo", phase="done", channel=ROOM, w=first.w))
    for post in (first, second):
        for who in ("Ana", "Cleo"):
            story.hear(who, post)
    if told:
        story.hear("Ben", second)
    assert p1(story.rest(9)).outcome == ("holds" if told else "violated")


@pytest.mark.parametrize(("code", "outcome"), [(4403, "violated"), (4408, "holds")])
def test_a_removal_is_not_owed_to_a_reader_that_was_closed_as_too_slow(code: int, outcome: str) -> None:
    story = team(Promises(cause=True, markers=True, slow_codes=(4408,)))
    story.members("Cleo")
    post = removal(story, "Cleo")
    story.hear("Cleo", post)
    story.hear("Ana", post)
    story.drop("Ben", code=code)
    assert p1(story.rest(9)).outcome == outcome


def test_a_removal_is_not_owed_to_a_connection_that_another_replaced() -> None:
    for replaced, outcome in ((True, "holds"), (False, "violated")):
        story = team(Promises(cause=True, markers=True))
        old = story.where("Ben")
        post = removal(story, "Ana")
        story.hear("Ana", post)
        if replaced:
            story.connect("Ben")
        story.add(Close(by="server", code=4409, **old))
        assert p1(story.rest(9)).outcome == outcome
