"""P3: every event has a cause in the history."""

import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Promises

from tests.checks.builder import BARE, NUMBERED, Post, Story


def p3(story: Story) -> Verdict:
    return story.verdicts()["P3"]


def team(promises: Promises = NUMBERED) -> Story:
    story = Story(promises)
    story.members("Ana", "Ben")
    return story


def stranger(**fields: object) -> Post:
    """An event of nobody's write."""
    values = {
        "w": "x1",
        "person": "Mallory",
        "channel": "chatroom:7",
        "text": "boo",
        "entity": "message:666",
    } | fields
    return Post(**values)


def test_an_event_of_a_write_has_a_cause() -> None:
    story = team()
    story.hear("Ben", story.post("Ana", "Hello"))
    verdict = p3(story.rest(6))
    assert (verdict.outcome, verdict.instances) == ("holds", 1)


def test_an_event_of_nobodys_write_is_a_phantom() -> None:
    story = team()
    story.hear("Ben", stranger(seq=1, epoch="e1"), at=1)
    verdict = p3(story.rest(6))
    assert verdict.outcome == "violated"
    assert verdict.witnesses[0].text == (
        'Ben (laptop) received "boo" (chatroom_message_received, number 1) by Mallory in chatroom:7 at +1.000 s, '
        "frame 1 of its connection, but it names x1 as its cause, which is no write of this history."
    )


def test_a_phantom_without_cause_or_author() -> None:
    story = team(BARE)
    story.hear("Ben", stranger(version=None), author=None)
    verdict = p3(story.rest(6))
    assert "no write of this history causes it" in verdict.witnesses[0].text


def test_that_no_phantom_came_is_unknown_without_a_barrier() -> None:
    story = team()
    story.hear("Ben", story.post("Ana", "Hello"))
    assert p3(story.end()).outcome == "unknown"


def test_no_event_no_phantom() -> None:
    assert p3(team().rest(6)).outcome == "not applicable"


def test_an_event_that_names_a_write_which_does_not_cause_it_is_a_phantom() -> None:
    story = team()
    post = story.post("Ana", "Hello")
    story.hear("Ben", post)
    story.hear("Ben", post, kind="chatroom_pinned")
    verdict = p3(story.rest(6))
    assert verdict.outcome == "violated"
    assert "names Ana's post_message" in verdict.witnesses[0].text


def test_an_event_before_the_answer_has_a_cause() -> None:
    story = team()
    post = story.ask("Ana", "Hello")
    story.accept(post)
    story.hear("Ben", post)
    story.answer(post)
    assert p3(story.rest(6)).outcome == "holds"


def test_an_event_of_a_write_nobody_knows_of_has_a_cause() -> None:
    for promises in (NUMBERED, BARE):
        story = team(promises)
        post = story.ask("Ana", "Hello")
        story.lose(post)
        story.hear("Ben", post)
        assert p3(story.rest(6)).outcome == "holds"


def test_an_event_of_a_write_never_answered_has_a_cause() -> None:
    for promises in (NUMBERED, BARE):
        story = team(promises)
        story.hear("Ben", story.ask("Ana", "Hello"))
        assert p3(story.rest(6)).outcome == "holds"


def test_a_second_entity_of_a_retried_write_has_a_cause() -> None:
    story = team()
    post = story.ask("Ana", "Hello")
    story.lose(post)
    story.attempt(post, attempt=2)
    story.answer(post, attempt=2)
    story.hear("Ben", post)
    story.hear("Ben", post, entity="message:99", seq=2)
    assert p3(story.rest(6)).outcome == "holds"


def test_an_event_of_a_refused_write_is_not_a_phantom() -> None:
    for promises in (NUMBERED, BARE):
        story = team(promises)
        post = story.ask("Ana", "Hello")
        story.refuse(post)
        story.hear("Ben", post)
        verdicts = story.rest(6).verdicts()
        assert (verdicts["P3"].outcome, verdicts["P4"].outcome) == ("holds", "violated")


def test_one_more_entity_than_was_written_is_a_phantom() -> None:
    story = team(BARE)
    post = story.ask("Ana", "Hello")
    post.entity = None
    story.answer(post)
    story.hear("Ben", post, entity="message:1")
    story.hear("Ben", post, entity="message:2")
    assert p3(story.rest(6)).outcome == "violated"


def test_the_same_text_of_another_author_is_a_phantom() -> None:
    story = team(BARE)
    post = story.post("Ana", "Hello", entity=None)
    story.hear("Ben", post)
    story.hear("Ben", post, author="Mallory")
    assert p3(story.rest(6)).outcome == "violated"


def test_strangers_on_shared_channels_are_counted() -> None:
    story = team(Promises(order="channel", shared=("chatroom:",)))
    story.hear("Ben", story.post("Ana", "Hello", entity=None))
    story.hear("Ben", stranger(entity=None, version=None))
    verdict = p3(story.rest(6))
    assert (verdict.outcome, verdict.instances) == ("holds", 1)
    assert "1 events of strangers" in verdict.reason


def test_strangers_alone_are_no_instance() -> None:
    story = team(Promises(shared=("chatroom:",)))
    story.hear("Ben", stranger(entity=None, version=None))
    verdict = p3(story.rest(6))
    assert verdict.outcome == "not applicable"
    assert "1 events of strangers" in verdict.reason


def test_a_marked_redelivery_has_a_cause_where_promised() -> None:
    for delivery, outcome in (("at-least-once", "holds"), ("once", "violated")):
        story = team(Promises(delivery=delivery))
        story.hear("Ben", stranger(version=None), redelivery="d1")
        assert p3(story.rest(6)).outcome == outcome


def test_a_replaced_connection_does_not_count() -> None:
    story = team()
    first = story.where("Ben")["conn"]
    story.connect("Ben")
    story.hear("Ben", stranger(seq=1), conn=first)
    assert p3(story.rest(6)).outcome == "not applicable"


@pytest.mark.parametrize(
    ("timers", "cause", "outcome"),
    [(("posted",), None, "holds"), ((), None, "violated"), (("posted",), "w99", "violated")],
)
def test_a_declared_timer_is_a_cause_of_what_names_none(
    timers: tuple[str, ...], cause: str | None, outcome: str
) -> None:
    story = team(Promises(timers=timers))
    story.hear("Ben", stranger(kind="posted", entity=None, version=None), cause=cause)
    assert p3(story.rest(6)).outcome == outcome


@pytest.mark.parametrize("cause", ["x1", None])
def test_an_event_whose_cause_and_entity_name_nothing_is_not_taken_for_one_nobody_knows_of(cause: str | None) -> None:
    for entity, outcome in (("message:1", "holds"), ("message:666", "violated")):
        story = team(Promises(cause=True))
        unknown = story.ask("Ana", "Hello")
        story.lose(unknown, sent=None)
        story.hear("Ben", unknown)
        if entity == "message:666":
            story.hear("Ben", unknown, entity=entity, cause=cause, sent=None)
        verdicts = story.rest(6).verdicts()
        assert verdicts["P3"].outcome == outcome
        assert verdicts["P2"].outcome == verdicts["P5"].outcome == "holds"


@pytest.mark.parametrize("retried", [False, True])
@pytest.mark.parametrize(
    ("changes", "told", "outcome"),
    [
        ({"kind": "chatroom_archived"}, True, "violated"),
        ({"kind": "chatroom_archived"}, False, "holds"),
        ({"entity": "message:99"}, True, "holds"),
    ],
)
def test_a_write_nobody_knows_of_causes_only_what_an_answer_told(
    changes: dict[str, str], told: bool, outcome: str, retried: bool
) -> None:
    story = team()
    post = story.ask("Ana", "Hello")
    lost = story.lose(post)
    if not told:
        lost.effects = ()
    if retried and told:
        story.attempt(post, attempt=2)
        story.answer(post, attempt=2)
    story.hear("Ben", post)
    story.hear("Ben", post, seq=2, **changes)
    verdict = p3(story.rest(6))
    assert verdict.outcome == outcome
    if outcome == "violated":
        assert verdict.witnesses[0].text.endswith("as its cause, which does not cause this.")


def test_a_write_nobody_knows_of_causes_what_others_by_its_operation_do() -> None:
    story = team()
    story.hear("Ben", story.post("Ana", "Hello", kind="chatroom_pinned"))
    post = story.ask("Ana", "Hello again")
    story.lose(post)
    story.hear("Ben", post, kind="chatroom_pinned")
    assert p3(story.rest(6)).outcome == "holds"


@pytest.mark.parametrize(("text", "outcome"), [("two", "violated"), ("one", "holds")])
def test_an_event_of_another_cause_and_content_is_of_no_unknown_write_of_its_entity(text: str, outcome: str) -> None:
    story = team(Promises(cause=True, versions=True))
    unknown = story.ask("Ana", "one", entity="message:1", version=2)
    story.lose(unknown, entity="message:1")
    story.hear("Ben", stranger(text=text, entity="message:1", version=2))
    assert p3(story.rest(6)).outcome == outcome
