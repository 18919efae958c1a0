"""Numbers and order, each broken and not."""

from lockstep.history.rows import Promises

from tests.checks.builder import NUMBERED
from tests.evidence.oracle.opinion.stories import Told


def _two(promises: Promises, *who: str) -> tuple[Told, list]:
    story = Told(promises)
    story.members(*who)
    return story, [story.post("Ana", "one"), story.post("Ana", "two")]


def test_numbers_that_fall() -> None:
    story, (one, two) = _two(NUMBERED, "Ben")
    story.hear("Ben", two)
    story.hear("Ben", one)
    assert {"P7", "P9"} <= story.quiet()


def test_order_without_numbers() -> None:
    for order, expected in (("none", set()), ("author", {"P9"}), ("channel", {"P7", "P9"})):
        story, (one, two) = _two(Promises(cause=True, order=order), "Ben")
        story.hear("Ben", two)
        story.hear("Ben", one)
        assert story.quiet() == expected


def test_a_gap_unless_the_number_was_for_others() -> None:
    for heard, recipients, expected in (
        (True, None, {"P1", "P8"}),
        (True, ("Ana",), set()),
        (False, ("Zoe",), set()),
        (False, None, {"P1", "P8"}),
    ):
        story = Told(NUMBERED)
        story.members("Ana", "Ben")
        one = story.ask("Ana", "one", recipients=recipients)
        story.answer(one)
        two = story.post("Ana", "two")
        for post in (one, two) if heard else (two,):
            story.hear("Ana", post)
        story.hear("Ben", two)
        assert story.quiet() == expected


def test_disagreement() -> None:
    story, (one, two) = _two(Promises(cause=True, agreement=True), "Ben", "Cleo")
    for who, posts in (("Ben", (one, two)), ("Cleo", (two, one))):
        for post in posts:
            story.hear(who, post)
    assert story.quiet() == {"P10"}


def test_an_answer_before_its_question() -> None:
    for causal, expected in (("none", set()), ("channel", {"P11"})):
        story = Told(Promises(cause=True, causal=causal))
        story.members("Ana", "Ben", "Cleo")
        question = story.post("Ana", "why?")
        story.hear("Ana", question)
        story.hear("Ben", question)
        answer = story.post("Ben", "because")
        for who in ("Ana", "Ben"):
            story.hear(who, answer)
        story.hear("Cleo", answer)
        story.hear("Cleo", question)
        assert story.quiet() == expected
