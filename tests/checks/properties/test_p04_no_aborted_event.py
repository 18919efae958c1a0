"""P4: no event announces a write that failed."""

import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Promises

from tests.checks.builder import BARE, NUMBERED, Story


def p4(story: Story) -> Verdict:
    return story.verdicts()["P4"]


def team(promises: Promises = NUMBERED) -> Story:
    story = Story(promises)
    story.members("Ana", "Ben")
    return story


def test_a_refused_write_without_event_holds() -> None:
    story = team()
    story.refuse(story.ask("Ana", "no"))
    verdict = p4(story.rest(6))
    assert (verdict.outcome, verdict.instances) == ("holds", 1)


def test_an_event_of_a_refused_write() -> None:
    for promises in (NUMBERED, BARE):
        story = team(promises)
        post = story.ask("Ana", "no", at=1)
        story.accept(post)
        story.hear("Ben", post)
        story.refuse(post)
        verdict = p4(story.rest(6))
        assert verdict.outcome == "violated"
        assert (
            "Ana's post_message at +1.000 s that it announces was refused (403) +1.002 s" in verdict.witnesses[0].text
        )


def test_that_no_event_came_is_unknown_without_a_barrier() -> None:
    story = team()
    story.refuse(story.ask("Ana", "no"))
    assert p4(story.end()).outcome == "unknown"


def test_nothing_refused_nothing_to_announce() -> None:
    story = team()
    story.hear("Ben", story.post("Ana", "Hello"))
    assert p4(story.rest(6)).outcome == "not applicable"


def test_the_like_write_that_was_accepted_has_the_event() -> None:
    story = team(BARE)
    story.refuse(story.ask("Ana", "Hi"))
    story.hear("Ben", story.post("Ana", "Hi", entity=None))
    assert p4(story.rest(6)).outcome == "holds"


def test_one_event_more_than_were_accepted_is_the_refused_ones() -> None:
    story = team(BARE)
    story.refuse(story.ask("Ana", "Hi"))
    post = story.post("Ana", "Hi", entity=None)
    story.hear("Ben", post, entity="message:1")
    story.hear("Ben", post, entity="message:2")
    verdicts = story.rest(6).verdicts()
    assert (verdicts["P4"].outcome, verdicts["P2"].outcome) == ("violated", "holds")


def test_refused_and_then_accepted_is_one_accepted_write() -> None:
    story = team()
    post = story.ask("Ana", "Hello")
    story.refuse(post)
    story.attempt(post, attempt=2)
    story.answer(post, attempt=2)
    story.hear("Ben", post)
    assert p4(story.rest(6)).outcome == "not applicable"


def test_refused_and_then_unknown_is_unknown_and_its_event_legal() -> None:
    story = team()
    post = story.ask("Ana", "Hello")
    story.refuse(post)
    story.attempt(post, attempt=2)
    story.lose(post, attempt=2)
    story.hear("Ben", post)
    assert p4(story.rest(6)).outcome == "not applicable"


def test_refused_twice_is_one_refused_write() -> None:
    story = team()
    post = story.ask("Ana", "Hello")
    story.refuse(post)
    story.attempt(post, attempt=2)
    story.refuse(post, attempt=2)
    assert p4(story.rest(6)).instances == 1


ALIKE = Promises(order="channel", markers=True, delivery="at-least-once")


@pytest.mark.parametrize(("redelivery", "outcome"), [("d1", "holds"), (None, "violated")])
def test_a_marked_event_is_first_taken_for_a_double(redelivery: str | None, outcome: str) -> None:
    story = team(ALIKE)
    post = story.post("Ana", "Hi", entity=None)
    story.hear("Ben", post)
    story.refuse(story.ask("Ana", "Hi", entity=None))
    story.hear("Ben", post, redelivery=redelivery)
    assert p4(story.rest(6)).outcome == outcome
