"""P19: nobody receives what he may not hear."""

import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Grant, Invoke, Ok, Promises, Subscribe

from tests.checks.builder import NUMBERED, ROOM, Post, Story

HOME, ABROAD = "company:1", "company:2"


def p19(story: Story) -> Verdict:
    return story.verdicts()["P19"]


def team(promises: Promises = NUMBERED) -> Story:
    """Ana and Ben in the room; Cleo connected, of another company."""
    story = Story(promises)
    story.name(ROOM, "design")
    story.members("Ana", "Ben")
    story.members("Cleo", channel=ABROAD)
    return story


def test_who_may_hear_hears_and_who_may_not_does_not() -> None:
    story = team()
    post = story.post("Ana", "Hello")
    story.hear("Ana", post)
    story.hear("Ben", post)
    verdict = p19(story.rest(6))
    assert (verdict.outcome, verdict.instances) == ("holds", 3)  # two that heard, one that did not


def test_an_outsider_alone_is_an_instance() -> None:
    story = Story()
    story.members("Ana")
    story.connect("Cleo")
    story.post("Ana", "Hello")
    assert p19(story.rest(6)).instances == 1


def test_a_stranger_who_hears_is_a_leak() -> None:
    story = team()
    story.hear("Cleo", story.post("Ana", "secret", at=1))
    verdict = p19(story.rest(6))
    assert verdict.outcome == "violated"
    assert verdict.witnesses[0].text == (
        'Cleo (laptop) received "secret" (chatroom_message_received, number 1) that Ana posted to chatroom "design" '
        "at +1.000 s, answered +1.001 s, at +1.002 s, frame 1 of its connection, but Cleo had neither asked for that "
        "channel nor been joined to it."
    )


def test_that_nothing_leaked_is_unknown_without_a_barrier() -> None:
    story = team()
    story.post("Ana", "Hello")
    assert p19(story.end()).outcome == "unknown"
    silent = team()
    silent.post("Ana", "Hello")
    silent.settle(6, silent=("Cleo/laptop#1",))
    assert p19(silent.end()).outcome == "unknown"


def test_without_events_and_effects_there_is_nothing_to_leak() -> None:
    assert p19(team().rest(6)).outcome == "not applicable"


def test_subscribed_without_permission_is_a_leak() -> None:
    story = team()
    story.subscribe("Cleo", ROOM)
    story.hear("Cleo", story.post("Ana", "secret"))
    verdict = p19(story.rest(6))
    assert "Cleo was never before both subscribed to that channel and allowed" in verdict.witnesses[0].text


def test_permission_without_subscription_is_a_leak() -> None:
    story = team()
    story.grant("Cleo")
    story.hear("Cleo", story.post("Ana", "secret"))
    assert p19(story.rest(6)).outcome == "violated"


def test_what_the_server_joined_by_itself_is_subscribed() -> None:
    story = team()
    story.grant("Cleo")
    story.joined("Cleo")
    story.hear("Cleo", story.post("Ana", "Hello"))
    assert p19(story.rest(6)).outcome == "holds"


@pytest.mark.parametrize(("before", "outcome"), [(False, "holds"), (True, "violated")])
def test_what_the_server_joins_by_itself_may_have_been_joined_since_the_connection_was_asked_for(
    before: bool, outcome: str
) -> None:
    story = team()
    story.grant("Dan")
    if before:
        story.hear("Dan", story.post("Ana", "Hello"))
    story.connect("Dan")
    if not before:
        story.hear("Dan", story.post("Ana", "Hello"))
    story.joined("Dan")
    assert p19(story.rest(6)).outcome == outcome


def test_around_a_join_and_a_leave_nothing_is_a_leak() -> None:
    story = team()
    during = story.ask("Ana", "while Ben leaves")
    story.unsubscribe("Ben")
    story.answer(during)
    story.hear("Ben", during)
    story.add(Subscribe(phase="requested", channel=ROOM, **story.where("Ben")))
    early = story.post("Ana", "while Ben joins")
    story.hear("Ben", early)
    story.joined("Ben")
    assert p19(story.rest(6)).outcome == "holds"


def test_after_a_leave_what_is_written_later_is_a_leak() -> None:
    story = team()
    story.unsubscribe("Ben")
    story.hear("Ben", story.post("Ana", "he has left", at=1))
    verdict = p19(story.rest(6))
    assert verdict.outcome == "violated"
    assert "Ben was at no moment since +1.000 s both subscribed" in verdict.witnesses[0].text


def test_around_a_revocation() -> None:
    story = team()
    before = story.ask("Ana", "before")
    story.revoke("Ben")
    story.answer(before)
    story.hear("Ben", before)
    assert p19(story.rest(6)).outcome == "holds"


def test_after_a_revocation_only_grace_excuses() -> None:
    for grace_ms, outcome in ((0.0, "violated"), (50.0, "holds")):
        story = team(Promises(numbers=True, cause=True, grace_ms=grace_ms))
        story.revoke("Ben")
        story.hear("Ben", story.post("Ana", "after"))
        assert p19(story.rest(6)).outcome == outcome


def test_a_new_grant_does_not_revive_a_subscription() -> None:
    story = team()
    story.revoke("Ben")
    story.grant("Ben")
    story.hear("Ben", story.post("Ana", "he did not subscribe again"))
    assert p19(story.rest(6)).outcome == "violated"


def test_a_grant_counts_from_the_invoke_of_its_write() -> None:
    for heard_before_it, outcome in ((False, "holds"), (True, "violated")):
        story = team()
        story.connect("Dora")
        story.subscribe("Dora")
        post = story.ask("Ana", "Hello")
        if heard_before_it:
            story.hear("Dora", post)
        story.add(Invoke(person="Root", w="g", via="api", operation="add_member"))
        if not heard_before_it:
            story.hear("Dora", post)
        story.add(Ok(person="Root", w="g", status="201"))
        story.add(Grant(person="Dora", phase="done", channel=ROOM, w="g"))
        assert p19(story.rest(6)).outcome == outcome


def test_a_subscription_ends_with_its_connection() -> None:
    story = team()
    story.close("Ben")
    story.connect("Ben")
    story.hear("Ben", story.post("Ana", "he did not subscribe again"))
    assert p19(story.rest(6)).outcome == "violated"


def test_a_resume_brings_it_back_from_its_request_on() -> None:
    story = team()
    story.close("Ben")
    missed = story.post("Ana", "missed")
    story.connect("Ben")
    story.resume("Ben", 0)
    story.hear("Ben", missed)
    assert p19(story.rest(9)).outcome == "holds"


def test_a_replaced_connection_counts_here() -> None:
    story = team()
    first = story.where("Cleo")["conn"]
    story.connect("Cleo")
    story.hear("Cleo", story.post("Ana", "secret"), conn=first)
    assert p19(story.rest(6)).outcome == "violated"


def test_who_is_not_among_the_recipients_must_not_hear() -> None:
    story = team()
    story.hear("Ben", story.post("Ana", "for Ana", recipients=("Ana",)))
    assert "Ben is not among its recipients (Ana)" in p19(story.rest(9)).witnesses[0].text


def test_an_event_of_nobodys_write_in_a_channel_never_heard_is_a_leak() -> None:
    story = team()
    foreign = Post("x", "Mallory", HOME, "of another company", entity="message:9")
    story.hear("Cleo", foreign)
    verdicts = story.rest(6).verdicts()
    assert verdicts["P19"].outcome == "violated"
    assert verdicts["P3"].outcome == "violated"


def test_an_event_of_nobodys_write_in_a_channel_left_long_ago_is_no_leak() -> None:
    story = team()
    story.unsubscribe("Ben")
    story.hear("Ben", Post("x", "Mallory", ROOM, "boo", entity="message:9"))
    assert p19(story.rest(6)).outcome == "holds"


def test_strangers_in_a_shared_channel_are_no_leak() -> None:
    story = Story(Promises(shared=("lobby",)))
    story.members("Ana")
    story.connect("Cleo")
    story.subscribe("Cleo", "lobby")
    story.hear("Cleo", Post("x", "Mallory", "lobby", "hi"))
    assert p19(story.rest(6)).outcome == "holds"


def test_a_target_without_rights_is_judged_by_subscription_alone() -> None:
    story = Story(Promises())
    for who in ("Ana", "Ben"):
        story.connect(who)
    story.subscribe("Ana", "topic")
    story.add(Invoke(person="Ana", w="w", via="api", operation="publish", channel="topic", sent="s"))
    story.add(Ok(person="Ana", w="w", status="200"))
    post = Post("w", "Ana", "topic", "hi")
    story.hear("Ana", post)
    assert p19(story.rest(6)).outcome == "holds"
    story = Story(Promises())
    story.connect("Ben")
    story.hear("Ben", post)
    assert p19(story.rest(6)).outcome == "violated"
