"""P23: who pauses gets everything afterwards or is closed with the declared code; who goes silent is noticed."""

import msgspec
import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Close, Fault, Promises, Recv, Send

from tests.checks.builder import NUMBERED, ROOM, Post, Story

SLOW = msgspec.structs.replace(NUMBERED, slow_codes=(4408,), notice_ms=2_000, presence="user:")
ABSENT = {"entity": "presence:Ben", "version": None, "kind": "user_presence_changed", "durable": False, "cause": None}


def p23(story: Story) -> Verdict:
    return story.verdicts()["P23"]


def team(promises: Promises = SLOW) -> Story:
    story = Story(promises)
    story.name(ROOM, "design")
    story.members("Ana", "Ben")
    return story


def paused(*texts: str) -> tuple[Story, list[Post]]:
    """Ben pauses, and Ana posts meanwhile."""
    story = team()
    story.pause("Ben")
    posts = [story.post("Ana", text) for text in texts]
    for post in posts:
        story.hear("Ana", post)
    return story, posts


def silent(until: float | None = 10, **changes: object) -> Story:
    """Ben is half-open from +1 s."""
    story = team(msgspec.structs.replace(SLOW, **changes))
    where = {"person": "Ben", "session": "Ben/laptop"}
    story.add(Fault(name="half-open", phase="start", does=("holds",), **where), 1)
    if until is not None:
        story.add(Fault(name="half-open", phase="end", does=("holds",), **where), until)
    return story


def test_what_waited_is_received_afterwards() -> None:
    story, posts = paused("one", "two")
    story.go_on("Ben")
    for post in posts:
        story.hear("Ben", post)
    verdict = p23(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 2)
    assert story.alarms() == {}


def test_a_reader_closed_with_the_declared_code_was_told() -> None:
    story, _ = paused("one", "two")
    story.go_on("Ben")
    story.drop("Ben", code=4408)
    assert p23(story.rest(9)).outcome == "holds"
    assert "P23" not in story.alarms()


def test_a_reader_for_whom_nothing_waited_is_no_instance() -> None:
    story = team()
    story.pause("Ben")
    story.go_on("Ben")
    assert p23(story.rest(9)).outcome == "not applicable"


def test_an_event_left_out_is_a_violation() -> None:
    story, posts = paused("one", "two", "three")
    story.go_on("Ben", at=1)
    story.hear("Ben", posts[0])
    story.hear("Ben", posts[2])
    verdict = p23(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("violated", 3)
    text = verdict.witnesses[0].text
    assert text.startswith("Ben (laptop) paused from +0.")
    assert 'was not closed with 4408, and never received "two" (chatroom_message_received, number 2)' in text
    assert 'that Ana posted to chatroom "design"' in text
    assert 'It should have come before "three"' in text


def test_the_last_events_left_out_are_a_violation_once_the_deadline_is_over() -> None:
    story, posts = paused("one", "two")
    story.go_on("Ben", at=1)
    story.hear("Ben", posts[0])
    assert p23(story.rest(9)).outcome == "violated"


def test_without_a_barrier_what_did_not_come_is_unknown() -> None:
    story, _ = paused("one")
    story.go_on("Ben")
    verdict = p23(story.end())
    assert (verdict.outcome, verdict.instances) == ("unknown", 1)


def test_looking_that_ended_early_leaves_it_unknown() -> None:
    story, _ = paused("one")
    story.go_on("Ben")
    assert p23(story.rest(2)).outcome == "unknown"


def test_who_never_went_on_reading_is_unknown() -> None:
    story, _ = paused("one")
    verdict = p23(story.rest(9))
    assert (verdict.outcome, verdict.reason) == ("unknown", "Ben (laptop) never resumed reading")


@pytest.mark.parametrize("code", [None, 1000, 1008])
def test_a_reader_closed_without_the_declared_code_is_a_violation(code: int | None) -> None:
    story, _ = paused("one")
    story.go_on("Ben")
    story.drop("Ben", code=code)
    verdict = p23(story.rest(9))
    assert verdict.outcome == "violated"
    how = "without a code" if code is None else f"with {code}"
    assert f"Ben (laptop) paused at +0.016 s and was closed {how} at +0." in verdict.witnesses[0].text
    assert '"one" (chatroom_message_received, number 1) that Ana posted' in verdict.witnesses[0].text


@pytest.mark.parametrize("code", [4401, 1001, 1012, 1011])
def test_a_close_for_another_reason_is_no_instance(code: int) -> None:
    story, _ = paused("one")
    story.drop("Ben", code=code)
    assert p23(story.rest(9)).outcome == "not applicable"


def test_a_close_without_a_code_after_a_long_pause_may_have_noticed_a_silent_peer() -> None:
    story, _ = paused("one")
    story.go_on("Ben", at=3)
    story.drop("Ben")
    assert p23(story.rest(9)).outcome == "not applicable"


def test_a_close_by_a_declared_fault_is_no_instance() -> None:
    story, _ = paused("one")
    story.add(Fault(name="reset", phase="start", does=("loses",), person="Ben"))
    story.drop("Ben")
    assert p23(story.rest(9)).outcome == "not applicable"


def test_a_reader_who_had_everything_before_his_connection_broke_is_no_violation() -> None:
    story, posts = paused("one")
    story.go_on("Ben")
    story.hear("Ben", posts[0])
    story.drop("Ben")
    assert p23(story.rest(9)).outcome in {"holds", "not applicable"}


def test_our_own_close_is_no_violation() -> None:
    story, _ = paused("one")
    story.close("Ben")
    assert p23(story.rest(9)).outcome == "not applicable"


def test_a_target_without_declared_codes_is_not_judged() -> None:
    story = team(NUMBERED)
    story.pause("Ben")
    assert p23(story.rest(9)).outcome == "not applicable"


def test_a_silent_peer_who_is_closed_in_time_was_noticed() -> None:
    story = silent(None)
    story.drop("Ben", at=4)
    story.settle(10)
    assert p23(story.end()).outcome == "holds"


def test_a_silent_peer_who_is_told_absent_in_time_was_noticed() -> None:
    story = silent(None)
    story.add(Recv(n=9, channel=ROOM, payload={"present": False}, **ABSENT, **story.where("Ana")), 3)
    story.settle(10)
    assert p23(story.end()).outcome == "holds"


def test_a_silence_shorter_than_promised_is_no_instance() -> None:
    story = silent(2)
    assert p23(story.rest(20)).outcome == "not applicable"


def test_a_silent_peer_of_whom_nothing_is_told_is_unknown() -> None:
    verdict = p23(silent().rest(20))
    assert (verdict.outcome, verdict.instances) == ("unknown", 1)


def test_a_silent_peer_who_is_still_sent_new_events_was_not_noticed() -> None:
    story = silent()
    post = story.post("Ana", "still there?", at=9)
    story.hear("Ben", post, at=11)
    verdict = p23(story.rest(20))
    assert verdict.outcome == "violated"
    text = verdict.witnesses[0].text
    assert text.startswith('Ben (laptop) went silent at +1.000 s, and was still sent "still there?"')
    assert "after +8.000 s, by when a silent peer must have been noticed" in text


def test_a_silent_peer_whose_command_is_answered_late_was_not_noticed() -> None:
    story = silent()
    story.add(Send(kind="ping", ref="r9", **story.where("Ben")), 11)
    story.control("Ben", ref="r9")
    assert p23(story.rest(20)).outcome == "violated"


def test_what_was_sent_before_he_had_to_be_noticed_says_nothing() -> None:
    story = silent()
    post = story.post("Ana", "early", at=2)
    story.hear("Ben", post, at=11)
    assert p23(story.rest(20)).outcome == "unknown"


@pytest.mark.parametrize(("recovered", "outcome"), [(True, "holds"), (False, "violated")])
def test_a_paused_reader_cut_off_and_resumed_with_everything_was_served(recovered: bool, outcome: str) -> None:
    story, posts = paused("one", "two")
    story.drop("Ben")
    story.connect("Ben")
    story.resume("Ben", 0, recovered=recovered)
    if recovered:
        for post in posts:
            story.hear("Ben", post)
    assert p23(story.rest(9)).outcome == outcome


@pytest.mark.parametrize(("at", "outcome"), [(0.5, "violated"), (1.5, "not applicable")])
def test_a_connection_that_breaks_owes_only_what_was_under_way_during_the_pause(at: float, outcome: str) -> None:
    story = team()
    story.pause("Ben", at=0.2)
    if at > 1:
        story.go_on("Ben", at=1)
    post = story.post("Ana", "later", at=at)
    story.hear("Ana", post)
    story.drop("Ben", at=1.6)
    assert p23(story.rest(9)).outcome == outcome


@pytest.mark.parametrize(("subscribed", "outcome"), [(True, "violated"), (False, "not applicable")])
def test_a_connection_owes_nothing_that_only_the_one_it_replaced_was_subscribed_to(
    subscribed: bool, outcome: str
) -> None:
    story = team()
    old = story.where("Ben")["conn"]
    story.connect("Ben")
    if subscribed:
        story.subscribe("Ben")
    story.pause("Ben")
    post = story.post("Ana", "one")
    story.hear("Ana", post)
    story.hear("Ben", post, conn=old)
    story.go_on("Ben")
    story.add(Close(by="server", code=4409, **(story.where("Ben") | {"conn": old})))
    story.drop("Ben")
    assert p23(story.rest(9)).outcome == outcome
