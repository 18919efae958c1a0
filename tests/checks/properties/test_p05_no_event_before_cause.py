"""P5: no event is received before its write was invoked."""

from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Promises

from tests.checks.builder import BARE, NUMBERED, Post, Story


def p5(story: Story) -> Verdict:
    return story.verdicts()["P5"]


def team(promises: Promises = NUMBERED) -> Story:
    story = Story(promises)
    story.members("Ana", "Ben")
    return story


def test_after_the_invoke_holds_even_before_the_answer() -> None:
    story = team()
    post = story.ask("Ana", "Hello")
    story.accept(post)
    story.hear("Ben", post)
    story.answer(post)
    story.hear("Ana", post)
    verdict = p5(story.rest(6))
    assert (verdict.outcome, verdict.instances) == ("holds", 2)


def test_before_the_invoke_is_a_violation() -> None:
    for promises in (NUMBERED, BARE):
        story = team(promises)
        entity = "message:1" if promises.versions else None
        post = Post("w3", "Ana", "chatroom:7", "Hello", entity=entity, version=1 if promises.versions else None)
        story.hear("Ben", post, at=1)
        story.post("Ana", "Hello", at=1.5, entity=entity)
        verdicts = story.rest(6).verdicts()
        assert verdicts["P5"].outcome == "violated"
        assert "500.0 ms before its cause, Ana's post_message" in verdicts["P5"].witnesses[0].text
        assert verdicts["P3"].outcome == "holds"


def test_an_event_without_write_is_unknown_where_the_history_was_cut() -> None:
    story = team()
    story.hear("Ben", Post("x", "Ana", "chatroom:7", "Hello", entity="message:9"))
    verdict = p5(story)
    assert verdict.outcome == "unknown"
    assert "no end" in verdict.reason
    assert p5(story.rest(6)).outcome == "not applicable"


def test_no_event_nothing_to_judge() -> None:
    assert p5(team().rest(6)).outcome == "not applicable"


def test_a_retry_counts_from_the_first_attempt() -> None:
    story = team()
    post = story.ask("Ana", "Hello")
    story.lose(post)
    story.hear("Ben", post)
    story.attempt(post, attempt=2)
    story.answer(post, attempt=2)
    assert p5(story.rest(6)).outcome == "holds"
