"""P6: however often a write with a key is tried, it happens once and is answered alike."""

import msgspec
import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.digest import digest
from lockstep.history.rows import Invoke

from tests.checks.builder import BARE, NUMBERED, ROOM, Post, Story

KEYED = msgspec.structs.replace(NUMBERED, idempotency=True)


def p6(story: Story) -> Verdict:
    return story.verdicts()["P6"]


def keyed(story: Story, key: str = "k1", body: str = "b1") -> Story:
    """Every post so far carries this key."""
    for row in story.rows:
        if isinstance(row, Invoke) and row.operation == "post_message" and row.key is None:
            row.key, row.body = key, body
    return story


def tried(promises: object = KEYED, *, lost: bool = False) -> tuple[Story, Post]:
    """Ana posts, and tries again."""
    story = Story(promises)
    story.members("Ana", "Ben")
    post = story.ask("Ana", "Hello")
    if lost:
        story.lose(post)
    else:
        story.answer(post)
    story.attempt(post, attempt=2)
    return keyed(story), post


def test_one_result_holds() -> None:
    for lost in (True, False):
        story, post = tried(lost=lost)
        story.answer(post, attempt=2)
        story.hear("Ana", post)
        story.hear("Ben", post)
        verdict = p6(story.rest(9))
        assert (verdict.outcome, verdict.instances) == ("holds", 1)
        assert story.alarms() == {}


def test_another_entity_is_a_violation() -> None:
    story, post = tried()
    story.name(ROOM, "design")
    second = story.answer(post, attempt=2)
    second.entity = "message:2"
    verdict = p6(story.rest(9))
    assert (verdict.outcome, len(verdict.witnesses[0].rows)) == ("violated", 2)
    assert "was message:2 version 1" in verdict.witnesses[0].text
    assert "it had been message:1 version 1" in verdict.witnesses[0].text


def test_a_different_answer_is_a_violation_unless_the_field_is_volatile() -> None:
    for volatile, outcome in (((), "violated"), (("servedAt",), "holds")):
        story, post = tried(msgspec.structs.replace(KEYED, volatile=volatile))
        second = story.answer(post, attempt=2)
        second.payload = post.payload | {"servedAt": 5}
        second.digest = digest(second.payload)
        story.hear("Ana", post)
        story.hear("Ben", post)
        assert p6(story.rest(9)).outcome == outcome


def test_two_events_are_a_violation_even_if_the_first_answer_was_lost() -> None:
    story, post = tried(lost=True)
    story.answer(post, attempt=2)
    story.hear("Ana", post)
    story.hear("Ben", post, entity="message:2", seq=2)
    verdict = p6(story.rest(9))
    assert verdict.outcome == "violated"
    assert "happened 2 times" in verdict.witnesses[0].text


def test_two_writes_with_one_key_are_one() -> None:
    story = Story(KEYED)
    story.members("Ana", "Ben")
    one = story.post("Ana", "Hello")
    story.post("Ana", "Hello", entity="message:9")
    verdict = p6(keyed(story).rest(9))
    assert verdict.outcome == "violated"
    assert one.entity in verdict.witnesses[0].text


def test_the_same_event_twice_is_not_judged_here() -> None:
    story, post = tried()
    story.answer(post, attempt=2)
    story.hear("Ben", post)
    story.hear("Ben", post)
    assert p6(story.rest(9)).outcome == "holds"


def test_a_refused_attempt_gives_no_result() -> None:
    story, post = tried()
    story.refuse(post, attempt=2)
    story.hear("Ana", post)
    story.hear("Ben", post)
    assert p6(story.rest(9)).outcome == "holds"


def test_a_write_may_cause_several_events() -> None:
    story, post = tried()
    first = next(row for row in story.rows if getattr(row, "effects", ()))
    first.effects = (post.effect(), post.effect(entity="message:2"))
    story.hear("Ben", post)
    story.hear("Ben", post, entity="message:2", seq=2)
    assert p6(story.rest(9)).outcome == "holds"


def test_another_body_another_person_or_no_key_is_another_write() -> None:
    for change in ({"body": "b2"}, {"key": "k2"}, {"key": None}):
        story = Story(KEYED)
        story.members("Ana", "Ben")
        story.post("Ana", "Hello")
        keyed(story)
        second = story.post("Ana", "Hello")
        keyed(story)
        invoke = next(row for row in story.rows if isinstance(row, Invoke) and row.w == second.w)
        for name, value in change.items():
            setattr(invoke, name, value)
        assert p6(story.rest(9)).outcome == "not applicable"
    story = Story(KEYED)
    story.members("Ana", "Ben")
    story.post("Ana", "Hello")
    story.post("Ben", "Hello")
    assert p6(keyed(story).rest(9)).outcome == "not applicable"


def test_without_a_barrier_another_event_may_still_come() -> None:
    story, post = tried()
    story.answer(post, attempt=2)
    story.hear("Ben", post)
    assert p6(story.end()).outcome == "unknown"


def test_without_a_promise_it_does_not_apply() -> None:
    story, post = tried(BARE)
    story.answer(post, attempt=2).entity = "message:2"
    assert "promises nothing" in p6(story.rest(9)).reason


@pytest.mark.parametrize(("entity", "outcome"), [("message:2", "holds"), ("message:9", "violated")])
def test_an_event_that_names_another_write_is_never_taken_for_a_refused_one(entity: str, outcome: str) -> None:
    story = Story(KEYED)
    story.members("Ana", "Ben")
    story.refuse(story.ask("Ana", "Hello"))
    keyed(story, "k0")
    first = story.post("Ana", "Hello")
    second = story.post("Ana", "Hello", entity=first.entity)
    keyed(story)
    story.hear("Ben", first)
    if entity != first.entity:
        story.hear("Ben", second, entity=entity, seq=2)
    verdicts = story.rest(9).verdicts()
    assert (verdicts["P4"].outcome, verdicts["P6"].outcome) == ("holds", outcome)
