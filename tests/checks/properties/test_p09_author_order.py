"""P9: what one person wrote to a channel arrives in the order he wrote it."""

import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Promises

from tests.checks.builder import BARE, NUMBERED, ROOM, Post, Story

BY_AUTHOR = Promises(order="author", cause=True)
ORDERED = [NUMBERED, BARE, BY_AUTHOR]


def p9(story: Story) -> Verdict:
    return story.verdicts()["P9"]


def team(promises: Promises = NUMBERED) -> Story:
    story = Story(promises)
    story.members("Ana", "Ben", "Cleo")
    return story


def post(story: Story, person: str, text: str, **fields: object) -> Post:
    entity = {} if story.promises.versions else {"entity": None}
    return story.post(person, text, **(entity | fields))


def hear(story: Story, *heard: Post) -> Story:
    for one in heard:
        story.hear("Ben", one)
    return story


@pytest.mark.parametrize("promises", ORDERED)
def test_in_the_order_written_holds(promises: Promises) -> None:
    story = team(promises)
    verdict = p9(hear(story, *(post(story, "Ana", text) for text in ("one", "two", "three"))).rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 2)


@pytest.mark.parametrize("promises", ORDERED)
def test_the_other_way_round_is_a_violation(promises: Promises) -> None:
    story = team(promises)
    one, two = post(story, "Ana", "one"), post(story, "Ana", "two")
    verdict = p9(hear(story, two, one).rest(9))
    assert (verdict.outcome, len(verdict.witnesses)) == ("violated", 1)
    assert '"one"' in verdict.witnesses[0].text
    assert verdict.witnesses[0].text.endswith(": Ana wrote them the other way round.")


def test_another_persons_writes_are_not_his() -> None:
    story = team(BY_AUTHOR)
    one, two = post(story, "Ana", "one"), post(story, "Cleo", "two")
    assert hear(story, two, one).rest(9).alarms().get("P9") is None
    verdict = p9(story)
    assert (verdict.outcome, verdict.instances) == ("not applicable", 0)


def test_interleaved_authors_and_channels_hold() -> None:
    story = team()
    story.members("Ben", channel="chatroom:8")
    one, other = post(story, "Ana", "one"), post(story, "Cleo", "other")
    elsewhere = story.post("Ana", "elsewhere", "chatroom:8")
    two = post(story, "Ana", "two")
    verdict = p9(hear(story, elsewhere, one, other, two).rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 1)


def test_writes_side_by_side_have_no_order() -> None:
    story = team(BARE)
    one, two = story.ask("Ana", "one", entity=None), story.ask("Ana", "two", entity=None)
    story.answer(one)
    story.answer(two)
    assert p9(hear(story, two, one).rest(9)).outcome == "not applicable"


def test_kinds_have_no_order_between_them_unless_promised() -> None:
    for promises, outcome in ((BARE, "not applicable"), (NUMBERED, "violated")):
        story = team(promises)
        one, two = post(story, "Ana", "one"), post(story, "Ana", "two", kind="chatroom_pinned")
        assert p9(hear(story, two, one).rest(9)).outcome == outcome


def test_writes_nobody_knows_of_and_events_alike_are_left_out() -> None:
    story = team(BARE)
    lost = story.ask("Ana", "one", entity=None)
    story.lose(lost)
    assert p9(hear(story, post(story, "Ana", "two"), lost).rest(9)).outcome == "not applicable"
    story = team(BARE)
    first, middle = post(story, "Ana", "Hi"), post(story, "Ana", "yo")
    post(story, "Ana", "Hi")
    assert p9(hear(story, middle, first).rest(9)).outcome == "not applicable"


def test_repeats_and_marked_redeliveries_keep_no_order() -> None:
    story = team()
    one, two = post(story, "Ana", "one"), post(story, "Ana", "two")
    hear(story, one, two)
    story.close("Ben")
    story.connect("Ben")
    story.resume("Ben", 0)
    assert p9(hear(story, one, two).rest(9)).outcome == "holds"
    story = team(Promises(order="channel", cause=True, delivery="at-least-once"))
    one, two = post(story, "Ana", "one"), post(story, "Ana", "two")
    story.hear("Ben", two)
    story.hear("Ben", one, redelivery="d1")
    assert p9(story.rest(9)).outcome == "not applicable"


def test_without_a_promise_it_does_not_apply() -> None:
    story = team(Promises(cause=True))
    one, two = post(story, "Ana", "one"), post(story, "Ana", "two")
    assert "promises neither" in p9(hear(story, two, one).rest(9)).reason
    assert one.channel == ROOM
