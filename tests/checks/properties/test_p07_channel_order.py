"""P7: the events of a channel arrive in their order, by number or by acceptance."""

import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Position, Promises, Subscribe

from tests.checks.builder import BARE, NUMBERED, ROOM, Post, Story

ACROSS = Promises(order="channel", across_kinds=True)


def p7(story: Story) -> Verdict:
    return story.verdicts()["P7"]


def team(promises: Promises = NUMBERED) -> Story:
    story = Story(promises)
    story.members("Ana", "Ben")
    return story


def posts(story: Story, count: int = 3) -> list[Post]:
    entity = {} if story.promises.versions else {"entity": None}
    return [story.post("Ana", f"Hello {number}", **entity) for number in range(1, count + 1)]


def hear(story: Story, *heard: Post) -> Story:
    for post in heard:
        story.hear("Ben", post)
    return story


@pytest.mark.parametrize("promises", [NUMBERED, BARE])
def test_in_order_holds(promises: Promises) -> None:
    story = team(promises)
    verdict = p7(hear(story, *posts(story)).rest(6))
    assert (verdict.outcome, verdict.instances) == ("holds", 2)


@pytest.mark.parametrize("promises", [NUMBERED, BARE, ACROSS])
def test_out_of_order_is_a_violation(promises: Promises) -> None:
    story = team(promises)
    one, two, three = posts(story)
    verdict = p7(hear(story, one, three, two).rest(6))
    assert (verdict.outcome, len(verdict.witnesses)) == ("violated", 1)
    assert '"Hello 2"' in verdict.witnesses[0].text
    assert '"Hello 3"' in verdict.witnesses[0].text


def test_an_event_without_its_number_cannot_be_judged() -> None:
    story = team()
    one, two = posts(story, 2)
    story.hear("Ben", one)
    story.hear("Ben", two, seq=None)
    verdict = p7(story.rest(6))
    assert verdict.outcome == "unknown"
    assert "1 durable events carried no number" in verdict.reason


def test_without_a_promise_or_a_second_event_it_does_not_apply() -> None:
    story = team(Promises())
    assert "promises neither" in p7(hear(story, *posts(story)).rest(6)).reason
    for promises in (NUMBERED, BARE):
        story = team(promises)
        assert p7(hear(story, *posts(story, 1)).rest(6)).outcome == "not applicable"


def test_an_equal_number_on_the_same_event_is_not_judged_here() -> None:
    story = team()
    one, two, three = posts(story)
    assert p7(hear(story, one, two, one, three, two).rest(6)).outcome == "holds"


def test_an_equal_number_on_another_event_is_a_violation() -> None:
    story = team()
    one, two = posts(story, 2)
    story.hear("Ben", one)
    story.hear("Ben", two, seq=1)
    assert p7(story.rest(6)).outcome == "violated"


def test_numbers_begin_anew_in_another_epoch_and_another_channel() -> None:
    story = team()
    story.members("Ben", channel="chatroom:8")
    one, two = posts(story, 2)
    story.hear("Ben", one)
    story.hear("Ben", two)
    story.hear("Ben", story.post("Ana", "elsewhere", "chatroom:8"))
    story.hear("Ben", story.post("Ana", "anew"), seq=1, epoch="e2")
    assert p7(story.rest(6)).outcome == "holds"


def test_ephemeral_events_have_no_order() -> None:
    story = team(ACROSS)
    one, two = (story.post("Ana", text, entity=None, durable=False) for text in ("typing", "not typing"))
    assert p7(hear(story, two, one).rest(6)).outcome == "not applicable"


def test_writes_side_by_side_have_no_order() -> None:
    story = team(BARE)
    one, two = story.ask("Ana", "one", entity=None), story.ask("Ben", "two", entity=None)
    story.answer(one)
    story.answer(two)
    assert p7(hear(story, two, one).rest(6)).outcome == "holds"


def test_kinds_have_no_order_between_them_unless_promised() -> None:
    for promises, outcome in ((BARE, "not applicable"), (ACROSS, "violated")):
        story = team(promises)
        one = story.post("Ana", "one", entity=None)
        two = story.post("Ana", "two", entity=None, kind="chatroom_pinned")
        assert p7(hear(story, two, one).rest(6)).outcome == outcome


def test_writes_nobody_knows_of_are_left_out() -> None:
    story = team(BARE)
    one = story.ask("Ana", "one", entity=None)
    story.lose(one)
    two, three = posts(story, 2)
    assert p7(hear(story, two, one, three).rest(6)).instances == 1


def test_events_that_only_their_count_tells_apart_are_left_out() -> None:
    story = team(BARE)
    first = story.post("Ana", "Hi", entity=None)
    middle = story.post("Ana", "yo", entity=None)
    story.post("Ana", "Hi", entity=None)
    hear(story, middle, first)  # the second "Hi", perhaps, where the first was lost
    verdicts = story.rest(9).verdicts()
    assert verdicts["P7"].outcome == "not applicable"
    assert verdicts["P1"].outcome == "violated"


def test_a_marked_redelivery_keeps_no_order() -> None:
    for promises in (
        Promises(numbers=True, cause=True, delivery="at-least-once"),
        Promises(order="channel", delivery="at-least-once"),
    ):
        story = team(promises)
        one, two = posts(story, 2)
        story.hear("Ben", two)
        story.hear("Ben", one, redelivery="d1")
        assert p7(story.rest(6)).outcome == "not applicable"


def test_repeats_that_a_resume_asked_for_are_not_judged_here() -> None:
    story = team()
    one, two, three = posts(story)
    hear(story, one, two)
    story.close("Ben")
    story.connect("Ben")
    story.resume("Ben", 0)
    assert p7(hear(story, one, two, three).rest(9)).outcome == "holds"


def test_what_arrives_on_a_replaced_connection_is_not_judged() -> None:
    story = team()
    one, two = posts(story, 2)
    first = story.where("Ben")["conn"]
    story.connect("Ben")
    story.subscribe("Ben")
    story.hear("Ben", two)
    story.hear("Ben", one, conn=first)
    assert p7(story.rest(9)).outcome == "not applicable"


def test_one_event_in_an_epoch_of_its_own_is_a_violation() -> None:
    story = team()
    five = posts(story, 5)
    hear(story, *five[:2])
    story.hear("Ben", five[2], epoch="e9")
    verdict = p7(hear(story, *five[3:]).rest(6))
    assert (verdict.outcome, len(verdict.witnesses), len(verdict.witnesses[0].rows)) == ("violated", 1, 3)
    assert "an epoch does not return" in verdict.witnesses[0].text


def test_every_return_to_an_epoch_is_told() -> None:
    story = team()
    for number, post in enumerate(posts(story, 9), 1):
        story.hear("Ben", post, epoch=f"x{number}" if number % 3 == 0 else "e1")
    assert len(p7(story.rest(6)).witnesses) == 2


def test_what_was_under_way_in_the_old_epoch_holds() -> None:
    story = team()
    one, two = posts(story, 2)
    hear(story, one)
    story.close("Ben")
    story.connect("Ben")
    story.add(Subscribe(phase="requested", channel=ROOM, **story.where("Ben")))
    story.add(Subscribe(phase="done", channel=ROOM, position=Position("e2", 0), **story.where("Ben")))
    hear(story, two)
    anew = story.post("Ana", "anew")
    story.hear("Ben", anew, seq=1, epoch="e2")
    assert p7(story.rest(6)).outcome == "holds"


@pytest.mark.parametrize(("epoch", "outcome"), [("e2", "not applicable"), ("e1", "violated")])
def test_an_epoch_that_returns_for_another_session_is_a_violation(epoch: str, outcome: str) -> None:
    story = team()
    story.hear("Ana", story.post("Ana", "one"))
    story.hear("Ana", story.post("Ana", "anew"), seq=1, epoch="e2")
    story.hear("Ben", story.post("Ana", "later"), seq=2, epoch=epoch)
    verdict = p7(story.rest(6))
    assert verdict.outcome == outcome
    if outcome == "violated":
        assert "and e1 again by" in verdict.witnesses[0].text


def test_an_epoch_that_returns_in_a_subscription_is_a_violation() -> None:
    story = team()
    hear(story, *posts(story, 1))
    story.hear("Ben", story.post("Ana", "anew"), seq=1, epoch="e2")
    story.members("Cleo")  # told a position of e1
    assert p7(story.rest(6)).outcome == "violated"
