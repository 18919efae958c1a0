"""P11: what a person had received before writing precedes what he wrote."""

import msgspec
import pytest
from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.properties import p11_causal_order
from lockstep.checks.properties.p11_causal_order import check
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Promises

from evidence.growth.breaks import BREAKS
from evidence.growth.shapes import SHAPES
from tests.checks.builder import BARE, NUMBERED, ROOM, Post, Story

CAUSAL = msgspec.structs.replace(BARE, causal="channel")
ACROSS = msgspec.structs.replace(BARE, causal="across")
OTHER = "chatroom:8"


def p11(story: Story) -> Verdict:
    return story.verdicts()["P11"]


def team(promises: Promises = CAUSAL) -> Story:
    story = Story(promises)
    story.name(ROOM, "design")
    story.members("Ana", "Ben", "Cleo")
    return story


def question_and_answer(story: Story, channel: str = ROOM) -> tuple[Post, Post]:
    """Ana asks, and Ben, who has received it, answers in `channel`."""
    question = story.post("Ana", "question", entity=None)
    story.hear("Ben", question)
    answer = story.post("Ben", "answer", channel, entity=None)
    return question, answer


def hear(story: Story, *posts: Post) -> Story:
    for post in posts:
        story.hear("Cleo", post)
    return story


def test_the_question_before_the_answer_holds() -> None:
    story = team()
    verdict = p11(hear(story, *question_and_answer(story)).rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 1)


def test_the_answer_before_the_question_is_a_violation() -> None:
    story = team()
    question, answer = question_and_answer(story)
    verdict = p11(hear(story, answer, question).rest(9))
    assert (verdict.outcome, len(verdict.witnesses), len(verdict.witnesses[0].rows)) == ("violated", 1, 4)
    text = verdict.witnesses[0].text
    assert text.startswith('Ben received "question" (chatroom_message_received) of chatroom "design" at')
    assert "but Cleo (laptop) received that at" in text


def test_any_device_of_the_author_counts() -> None:
    story = team()
    story.members("Ben/phone")
    question = story.post("Ana", "question", entity=None)
    story.hear("Ben/phone", question)
    answer = story.post("Ben", "answer", entity=None)
    assert p11(hear(story, answer, question).rest(9)).outcome == "violated"


def test_what_the_author_had_not_received_has_no_order() -> None:
    story = team()
    question = story.post("Ana", "question", entity=None)
    other = story.post("Ben", "something else", entity=None)
    story.hear("Ben", question)
    assert p11(hear(story, other, question).rest(9)).outcome == "not applicable"


@pytest.mark.parametrize(("promises", "outcome"), [(CAUSAL, "not applicable"), (ACROSS, "violated")])
def test_across_channels_only_where_promised(promises: Promises, outcome: str) -> None:
    story = team(promises)
    story.members("Ben", "Cleo", channel=OTHER)
    question, answer = question_and_answer(story, OTHER)
    assert p11(hear(story, answer, question).rest(9)).outcome == outcome


def test_who_was_not_there_from_the_beginning_may_hear_it_otherwise() -> None:
    story = team()
    question, answer = question_and_answer(story)
    story.members("Dan")
    story.hear("Dan", answer)
    story.hear("Dan", question)
    assert p11(story.rest(9)).outcome == "not applicable"


def test_a_chain_is_found_at_its_wrong_link() -> None:
    story = team()
    story.members("Dan")
    question, answer = question_and_answer(story)
    story.hear("Cleo", answer)
    thanks = story.post("Cleo", "thanks", entity=None)
    for post in (answer, thanks, question):
        story.hear("Dan", post)
    verdict = p11(story.rest(9))
    assert verdict.outcome == "violated"
    assert {len(witness.rows) for witness in verdict.witnesses} == {4}


@pytest.mark.parametrize(("first", "outcome"), [("a", "holds"), ("b", "violated")])
def test_the_authors_own_reception_need_not_have_been_due(first: str, outcome: str) -> None:
    story = Story(msgspec.structs.replace(CAUSAL, order="author"))
    story.members("Ana", "Zoe")
    story.connect("Ben")
    story.grant("Ben")
    a = story.ask("Ana", "a", entity=None)
    story.subscribe("Ben")
    story.hear("Ben", a)
    story.answer(a)
    b = story.post("Ben", "b", entity=None)
    for who, post in (("Ana", a), ("Ana", b), ("Ben", b)):
        story.hear(who, post)
    for post in (a, b) if first == "a" else (b, a):
        story.hear("Zoe", post)
    assert p11(story.rest(9)).outcome == outcome


@pytest.mark.parametrize("promises", [ACROSS, CAUSAL])
@pytest.mark.parametrize("first", ["asked", "thanked"])
def test_a_chain_through_a_channel_that_the_listener_does_not_hear(promises: Promises, first: str) -> None:
    story = Story(promises)
    story.members("Ana", "Ben", "Dan")
    story.members("Ben", "Cleo", channel=OTHER)
    asked = story.post("Ana", "asked", entity=None)
    story.hear("Ben", asked)
    passed_on = story.post("Ben", "passed on", OTHER, entity=None)
    story.hear("Cleo", passed_on)
    thanked = story.post("Cleo", "thanked", entity=None)
    for post in (asked, thanked) if first == "asked" else (thanked, asked):
        story.hear("Dan", post)
    verdict = p11(story.rest(9))
    if promises is CAUSAL:
        assert verdict.outcome == "not applicable"
    else:
        assert verdict.outcome == ("holds" if first == "asked" else "violated")
    if verdict.outcome == "violated":
        assert [len(witness.rows) for witness in verdict.witnesses] == [6]
        assert 'Cleo received "passed on"' in verdict.witnesses[0].text


def test_repeats_and_marked_redeliveries_are_left_out() -> None:
    story = team(msgspec.structs.replace(NUMBERED, causal="channel"))
    question = story.post("Ana", "question")
    story.hear("Ben", question)
    answer = story.post("Ben", "answer")
    hear(story, question, answer)
    story.close("Cleo")
    story.connect("Cleo")
    story.resume("Cleo", 0)
    assert p11(hear(story, question, answer).rest(9)).outcome == "holds"
    story = team(msgspec.structs.replace(CAUSAL, delivery="at-least-once"))
    question, answer = question_and_answer(story)
    story.hear("Cleo", answer)
    story.hear("Cleo", question, redelivery="d1")
    assert p11(story.rest(9)).outcome == "not applicable"


def test_without_a_promise_it_does_not_apply() -> None:
    story = team(BARE)
    question, answer = question_and_answer(story)
    assert "promises no causal order" in p11(hear(story, answer, question).rest(9)).reason


@pytest.mark.parametrize("break_", ["delayed", "lost"])
@pytest.mark.parametrize("name", ["lost", "crossing channels", "many authors"])
def test_chains_that_are_searched_for_one_by_one_are_the_same(
    name: str, break_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairing = Pairing(Facts(BREAKS[break_](SHAPES[name](400))))
    together = check(pairing)
    monkeypatch.setattr(p11_causal_order, "_LINKS", 1)
    monkeypatch.setattr(p11_causal_order, "_SEARCHES", 1_000)
    assert check(pairing) == together


def test_where_no_wrong_link_was_searched_for_a_longer_chain_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    story = team()
    story.members("Dan", "Zoe")
    question = story.post("Ana", "question", entity=None)
    aside = story.post("Ana", "aside", entity=None)
    story.hear("Cleo", question)
    passed_on = story.post("Cleo", "passed on", entity=None)
    story.hear("Ben", passed_on)
    answer = story.post("Ben", "answer", entity=None)
    story.hear("Zoe", aside)
    story.hear("Zoe", answer)
    thanks = story.post("Zoe", "thanks", entity=None)
    for post in (answer, thanks, question):
        story.hear("Dan", post)
    pairing = Pairing(Facts(story.rest(9).rows))
    assert [len(witness.rows) for witness in check(pairing).witnesses] == [6]
    monkeypatch.setattr(p11_causal_order, "_LINKS", 1)
    monkeypatch.setattr(p11_causal_order, "_SEARCHES", 1)
    assert [len(witness.rows) for witness in check(pairing).witnesses] == [8]


@pytest.mark.parametrize("name", ["lost", "crossing channels", "many authors"])
@pytest.mark.parametrize("block", [1, 7])
def test_events_are_looked_for_in_blocks_with_the_same_verdict(
    name: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairing = Pairing(Facts(SHAPES[name](900)))
    whole = check(pairing)
    monkeypatch.setattr(p11_causal_order, "_BLOCK", block)
    assert check(pairing) == whole
