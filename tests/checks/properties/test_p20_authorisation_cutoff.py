"""P20: once a right is revoked, its channel falls silent on every connection of that person."""

import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Fail, Grant, Info, Invoke, Promises

from tests.checks.builder import NUMBERED, ROOM, Post, Story

PATIENT = Promises(numbers=True, versions=True, cause=True, order="channel", markers=True, grace_ms=500)


def p20(story: Story) -> Verdict:
    return story.verdicts()["P20"]


def team(promises: Promises = NUMBERED) -> Story:
    story = Story(promises)
    story.members("Ana", "Ben")
    return story


def removed(promises: Promises = NUMBERED) -> tuple[Story, Post]:
    """Ben is removed, and Ana goes on writing."""
    story = team(promises)
    story.revoke("Ben", at=1)
    post = story.post("Ana", "among ourselves", at=2)
    story.hear("Ana", post)
    return story, post


def test_silence_after_a_revocation_holds() -> None:
    story, _ = removed()
    verdict = p20(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 1)


def test_what_was_written_after_the_revocation_must_not_arrive() -> None:
    story, post = removed()
    story.name(ROOM, "design")
    story.hear("Ben", post, at=2.5)
    verdict = p20(story.rest(9))
    assert (verdict.outcome, len(verdict.witnesses)) == ("violated", 1)
    assert verdict.witnesses[0].text == (
        'Ben (laptop) received "among ourselves" (chatroom_message_received, number 1) that Ana posted to chatroom '
        '"design" at +2.000 s, answered +2.001 s, at +2.500 s, frame 1 of its connection, but Ben\'s right to '
        'chatroom "design" had been revoked by +1.003 s.'
    )


def test_every_connection_of_the_person_counts() -> None:
    story = team()
    story.members("Ben/phone")
    story.revoke("Ben")
    post = story.post("Ana", "among ourselves")
    story.hear("Ana", post)
    first = story.where("Ben")["conn"]
    story.connect("Ben")
    story.hear("Ben", post, conn=first)
    story.hear("Ben/phone", post)
    assert len(p20(story.rest(9)).witnesses) == 2


def test_a_later_connection_is_replayed_nothing() -> None:
    story = team()
    post = story.post("Ana", "before")
    story.hear("Ana", post)
    story.close("Ben")
    story.revoke("Ben")
    story.connect("Ben")
    story.resume("Ben", 0)
    story.hear("Ben", post)
    verdict = p20(story.rest(9))
    assert verdict.outcome == "violated"
    assert "on a connection asked for at" in verdict.witnesses[0].text


def test_a_resume_that_is_given_nothing_holds() -> None:
    story = team()
    story.hear("Ana", story.post("Ana", "before"))
    story.close("Ben")
    story.revoke("Ben")
    story.connect("Ben")
    story.resume("Ben", 0, recovered=False)
    verdict = p20(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 1)


def test_what_was_already_under_way_may_still_arrive() -> None:
    story = team()
    post = story.post("Ana", "just before")
    story.revoke("Ben")
    story.hear("Ben", post)
    story.hear("Ana", post)
    assert p20(story.rest(9)).outcome == "not applicable"


def test_grace_is_granted_and_no_more() -> None:
    for at, outcome in ((1.3, "not applicable"), (1.7, "violated")):
        story = team(PATIENT)
        story.revoke("Ben", at=1)
        post = story.post("Ana", "so soon", at=at)
        story.hear("Ben", post)
        story.hear("Ana", post)
        assert p20(story.rest(9)).outcome == outcome


def test_who_is_granted_the_channel_again_hears_it() -> None:
    story, _ = removed()
    story.grant("Ben")
    story.subscribe("Ben")
    post = story.post("Ana", "welcome back")
    story.hear("Ana", post)
    story.hear("Ben", post)
    assert story.rest(9).alarms() == {}


def test_a_revocation_that_was_refused_or_never_answered_cuts_nothing() -> None:
    for row in ("requested", "refused"):
        story, post = removed()
        story.hear("Ben", post)
        for one in story.rows:
            if getattr(one, "phase", "") == "done" and type(one).__name__ == "Revoke":
                one.phase = row
        assert p20(story.rest(9)).outcome == "not applicable"


def test_other_channels_go_on() -> None:
    story = team()
    story.members("Ana", "Ben", channel="chatroom:8")
    story.revoke("Ben")
    post = story.post("Ana", "elsewhere", "chatroom:8")
    story.hear("Ben", post)
    story.hear("Ana", post)
    assert story.rest(9).alarms() == {}


def test_silence_is_unknown_without_a_barrier() -> None:
    story, _ = removed()
    assert p20(story.end()).outcome == "unknown"
    story, _ = removed()
    story.settle(9, silent=(story.where("Ben")["conn"],))
    assert p20(story.end()).outcome == "unknown"


def test_nobody_removed_nothing_to_judge() -> None:
    story = team()
    story.hear("Ben", story.post("Ana", "Hello"))
    assert p20(story.rest(9)).outcome == "not applicable"


@pytest.mark.parametrize(("outcome", "expected"), [("unknown", "not applicable"), ("refused", "violated")])
def test_a_grant_of_unknown_outcome_may_come_into_force_after_a_later_revocation(outcome: str, expected: str) -> None:
    story = team()
    story.add(Invoke(person="Root", w="w90", via="api", operation="add_member"))
    story.add(Grant(person="Ben", phase="requested", channel=ROOM, w="w90"))
    if outcome == "unknown":
        story.add(Info(person="Root", w="w90", status="timeout"))
    else:
        story.add(Fail(person="Root", w="w90", status="409"))
        story.add(Grant(person="Ben", phase="refused", channel=ROOM, w="w90"))
    story.revoke("Ben")
    post = story.post("Ana", "later")
    story.hear("Ana", post)
    story.hear("Ben", post)
    assert p20(story.rest(9)).outcome == expected
