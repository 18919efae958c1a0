"""What a history says at first sight."""

from evidence.oracle.opinion.facts import Facts
from tests.checks.builder import BARE
from tests.evidence.oracle.opinion.stories import Told


def test_outcomes_of_writes() -> None:
    story = Told()
    ok, refused, lost, open_ = (story.ask("Ana", text) for text in ("a", "b", "c", "d"))
    story.answer(ok)
    story.refuse(refused)
    story.lose(lost)
    facts = Facts(story.rows)
    assert facts.acknowledged(ok.w)
    assert facts.refused(refused.w)
    assert facts.unsure == {lost.w, open_.w}


def test_replaced_connections() -> None:
    story = Told()
    story.connect("Ben")
    story.connect("Ben")
    story.drop("Ben")
    story.connect("Ben")
    assert Facts(story.rows).replaced == {"Ben/laptop#1"}


def test_quiet_needs_an_end_and_every_answer() -> None:
    story = Told()
    assert not Facts(story.rows).quiet
    story.settle()
    assert not Facts(story.rows).quiet
    story.end()
    assert Facts(story.rows).quiet


def test_without_a_cause_equal_texts_are_not_told_apart() -> None:
    story = Told(BARE)
    first, second, other = (story.ask("Ana", text) for text in ("yes", "yes", "no"))
    facts = Facts(story.rows)
    assert [facts.sure(post.w) for post in (first, second, other)] == [False, False, True]
