"""Events without a cause, of refused writes, before their writes; keys that were executed twice."""

from lockstep.history.rows import Promises

from evidence.oracle.opinion.facts import NOTHING
from tests.evidence.oracle.opinion.stories import Told


def _story() -> Told:
    story = Told(Promises(cause=True, idempotency=True, timers=("tick",)))
    story.members("Ben")
    return story


def test_a_phantom_unless_a_timer_may_cause_it() -> None:
    for kind, cause, expected in (("posted", "w77", {"P3"}), ("tick", None, set())):
        story = _story()
        post = story.post("Ana", "hello")
        story.hear("Ben", post)
        story.hear("Ben", post, kind=kind, cause=cause, entity="message:9", raw=NOTHING)
        assert story.quiet() == expected


def test_a_refused_write_announced() -> None:
    story = _story()
    post = story.ask("Ana", "hello")
    story.refuse(post)
    story.hear("Ben", post)
    assert story.quiet() == {"P4"}


def test_a_write_of_unknown_outcome_may_be_announced() -> None:
    story = _story()
    post = story.ask("Ana", "hello")
    story.lose(post)
    story.hear("Ben", post)
    assert story.quiet() == set()


def test_an_event_before_its_write() -> None:
    story = _story()
    post = story.ask("Ana", "hello")
    story.answer(post)
    heard = story.hear("Ben", post)
    story.rows.remove(heard)
    story.rows.insert(7, heard)
    for place, row in enumerate(story.rows):
        row.i = place
    assert "P5" in story.quiet()


def test_two_answers_to_one_key() -> None:
    for entity, expected in (("message:1", set()), ("message:2", {"P6"})):
        story = _story()
        post = story.ask("Ana", "hello")
        story.answer(post)
        story.hear("Ben", post)
        story.attempt(post, 2)
        for row in story.rows:
            if type(row).__name__ == "Invoke":
                row.key = "key"
        story.answer(post, attempt=2).entity = entity
        assert story.quiet() == expected
