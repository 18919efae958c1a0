"""P18: who was cut off and the API agree in the end, within the recovery budget."""

import msgspec
import pytest
from lockstep.checks.verdicts import Verdict
from lockstep.history.digest import digest
from lockstep.history.rows import Fault, Invoke, Position, Promises, Recovery, Shown, Snapshot

from tests.checks.builder import BARE, NUMBERED, ROOM, Post, Story

LISTED = msgspec.structs.replace(NUMBERED, tombstone="deletedAt", retention_events=100, retention_s=600)
EDITED = "chatroom_message_edited"


def p18(story: Story) -> Verdict:
    return story.verdicts()["P18"]


def team(promises: Promises = LISTED, **budgets: float) -> Story:
    story = Story(promises, **budgets)
    story.name(ROOM, "design")
    story.members("Ana", "Ben")
    return story


def edit(story: Story, text: str, version: int = 2) -> Post:
    return story.post("Ana", text, entity="message:1", version=version, kind=EDITED, operation="edit_message")


def away(**budgets: float) -> tuple[Story, list[Post]]:
    """Ben heard "Hello", and is away while Ana edits it to "Bye" and posts "next"."""
    story = team(**budgets)
    hello = story.post("Ana", "Hello", entity="message:1")
    for who in ("Ana", "Ben"):
        story.hear(who, hello)
    story.drop("Ben")
    posts = [edit(story, "Bye"), story.post("Ana", "next")]
    for post in posts:
        story.hear("Ana", post)
    return story, posts


def back(story: Story, *, recovered: bool = True) -> None:
    story.connect("Ben")
    story.resume("Ben", 1, recovered=recovered)


def look(story: Story, *posts: Post, complete: bool = True) -> None:
    shows = tuple(
        Shown(entity=post.entity or "", version=post.version, digest=digest(post.payload), payload=post.payload)
        for post in posts
    )
    story.add(
        Snapshot(
            person="Ben",
            operation="messages",
            since=story.rows[-1].t,
            status="200",
            channel=ROOM,
            shows=shows,
            complete=complete,
            position=Position("e1", 3),
        )
    )


def test_a_replay_that_brings_everything_holds() -> None:
    story, posts = away()
    back(story)
    for post in posts:
        story.hear("Ben", post)
    verdict = p18(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 1)
    assert story.alarms() == {}


def test_a_replay_with_an_old_text_is_a_violation() -> None:
    story, (bye, following) = away()
    back(story)
    old = {"id": "message:1", "content": "Hello", "version": 2}
    story.hear("Ben", bye, payload=old, digest=digest(old))
    story.hear("Ben", following)
    verdict = p18(story.rest(9))
    assert verdict.outcome == "violated"
    text = verdict.witnesses[0].text
    assert text.startswith("Ben (laptop), cut off at +0.0")
    assert 'and the API do not agree on "Bye" (chatroom_message_edited, number 2)' in text
    assert 'edit_message caused in chatroom "design"' in text
    assert 'it is "Bye", but "Hello" in the event at +0.' in text


def test_a_replay_with_an_old_version_is_a_violation() -> None:
    story, (bye, following) = away()
    back(story)
    story.hear("Ben", bye, version=1)
    story.hear("Ben", following)
    verdict = p18(story.rest(9))
    assert verdict.outcome == "violated"
    assert "it has version 2, but the last that Ben knows is version 1" in verdict.witnesses[0].text


def test_a_message_left_out_of_the_replay_is_a_violation() -> None:
    story, (bye, following) = away()
    back(story)
    story.hear("Ben", bye)
    later = story.post("Ana", "later")
    story.hear("Ben", later)
    verdict = p18(story.rest(9))
    assert verdict.outcome == "violated"
    assert "the last that Ben knows is nothing of it" in verdict.witnesses[0].text
    assert following.text in verdict.witnesses[0].text


def test_what_never_came_is_a_violation_once_the_budget_is_over() -> None:
    story, (bye, _) = away(recovery_ms=3_000)
    back(story)
    story.hear("Ben", bye)
    assert p18(story.rest(9)).outcome == "violated"


def test_before_the_budget_is_over_what_did_not_come_is_unknown() -> None:
    story, (bye, _) = away()
    back(story)
    story.hear("Ben", bye)
    assert p18(story.rest(9)).outcome == "unknown"


def test_without_a_barrier_what_did_not_come_is_unknown() -> None:
    story, _ = away(recovery_ms=1)
    back(story)
    verdict = p18(story.end())
    assert (verdict.outcome, verdict.instances) == ("unknown", 1)


def test_what_came_after_the_budget_is_a_violation() -> None:
    story, posts = away(recovery_ms=1_000)
    back(story)
    for post in posts:
        story.hear("Ben", post, at=None if post is posts[0] else 4)
    verdict = p18(story.rest(9))
    assert (verdict.outcome, len(verdict.witnesses)) == ("violated", 1)
    assert "after both could, where 1000 ms are the recovery budget" in verdict.witnesses[0].text


def test_what_could_not_be_replayed_and_was_read_holds() -> None:
    story, posts = away()
    back(story, recovered=False)
    look(story, *posts)
    verdict = p18(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 1)


def test_a_read_that_lags_behind_is_a_violation() -> None:
    story, (bye, following) = away()
    back(story, recovered=False)
    look(story, other(bye, text="Hello"), following)
    verdict = p18(story.rest(9))
    assert verdict.outcome == "violated"
    assert 'but "Hello" in the read messages at' in verdict.witnesses[0].text


def test_a_client_that_says_it_has_caught_up_and_has_read_nothing_is_unknown() -> None:
    story, _ = away()
    back(story, recovered=False)
    story.add(Recovery(stage="recovered", **story.where("Ben")))
    verdict = p18(story.rest(9))
    assert (verdict.outcome, verdict.reason) == (
        "unknown",
        "Ben (laptop) did not read what was written during the absence",
    )


def test_who_was_told_of_the_gap_and_left_it_at_that_is_no_instance() -> None:
    story, _ = away()
    back(story, recovered=False)
    assert p18(story.rest(9)).outcome == "not applicable"


def test_a_read_that_never_shows_such_things_says_nothing() -> None:
    story, _ = away()
    back(story, recovered=False)
    look(story)
    assert p18(story.rest(9)).outcome == "not applicable"


@pytest.mark.parametrize("while_away", [True, False])
@pytest.mark.parametrize(("before", "outcome"), [(True, "not applicable"), (False, "unknown")])
def test_only_a_read_after_the_write_makes_it_good(before: bool, outcome: str, while_away: bool) -> None:
    story = team()
    hello = story.post("Ana", "Hello", entity="message:1")
    story.hear("Ana", hello)
    story.hear("Ben", hello)
    if while_away:
        story.drop("Ben")
    if before:
        look(story, hello)
    if not while_away:
        story.drop("Ben")
    story.hear("Ana", story.post("Ana", "next"))
    if not before:
        look(story, hello, complete=False)
    back(story, recovered=False)
    assert p18(story.rest(9)).outcome == outcome


@pytest.mark.parametrize(("text", "outcome"), [("next", "holds"), ("old", "violated")])
def test_a_read_before_the_answer_that_shows_it_is_judged(text: str, outcome: str) -> None:
    story = team()
    story.hear("Ben", story.post("Ana", "Hello", entity="message:1"))
    story.drop("Ben")
    following = story.ask("Ana", "next")
    look(story, other(following, text=text))
    story.answer(following)
    back(story, recovered=False)
    assert p18(story.rest(9)).outcome == outcome


@pytest.mark.parametrize(("reported", "outcome"), [(True, "unknown"), (False, "holds")])
def test_a_report_of_a_later_return_says_nothing_of_an_earlier_gap(reported: bool, outcome: str) -> None:
    story, posts = away()
    back(story, recovered=False)
    if reported:
        story.add(Recovery(stage="recovered", **story.where("Ben")))
    story.drop("Ben")
    later = story.post("Ana", "later")
    story.hear("Ana", later)
    story.connect("Ben")
    story.resume("Ben", 3)
    story.hear("Ben", later)
    story.add(Recovery(stage="recovered", **story.where("Ben")))
    assert len(posts) == 2
    assert p18(story.rest(9)).outcome == outcome


def deletion(promises: Promises = LISTED) -> tuple[Story, Post]:
    """Ana deletes "Hello" while Ben is away."""
    story = team(promises)
    hello = story.post("Ana", "Hello", entity="message:1")
    story.hear("Ana", hello)
    story.hear("Ben", hello)
    story.drop("Ben")
    gone = edit(story, "Hello")
    gone.kind = "chatroom_message_deleted"
    stone = {"id": "message:1", "deletedAt": "now", "version": 2}
    answer = story.rows[-1]
    answer.payload, answer.digest = stone, digest(stone)
    answer.effects = (gone.effect(),)
    story.hear("Ana", gone, payload=stone, digest=digest(stone))
    return story, gone


def test_a_deletion_while_away_is_known_by_its_tombstone() -> None:
    story, gone = deletion()
    back(story)
    stone = {"id": "message:1", "deletedAt": "now", "version": 2}
    story.hear("Ben", gone, payload=stone, digest=digest(stone))
    assert p18(story.rest(9)).outcome == "holds"


@pytest.mark.parametrize(("complete", "outcome"), [(True, "holds"), (False, "unknown")])
def test_a_deletion_while_away_is_known_by_a_complete_read_without_it(complete: bool, outcome: str) -> None:
    story, _ = deletion()
    back(story, recovered=False)
    look(story, story.post("Ana", "another"), complete=complete)
    assert p18(story.rest(9)).outcome == outcome


@pytest.mark.parametrize(("operation", "outcome"), [("delete_message", "holds"), ("edit_message", "unknown")])
def test_without_tombstones_a_deletion_is_known_by_its_operation(operation: str, outcome: str) -> None:
    story, gone = deletion(msgspec.structs.replace(LISTED, tombstone=None))
    next(row for row in story.rows if isinstance(row, Invoke) and row.w == gone.w).operation = operation
    back(story, recovered=False)
    look(story, story.post("Ana", "another"))
    assert p18(story.rest(9)).outcome == outcome


def test_a_double_that_carries_its_redelivery_mark_raises_nothing() -> None:
    story = team(msgspec.structs.replace(LISTED, delivery="at-least-once"))
    hello = story.post("Ana", "Hello", entity="message:1")
    story.hear("Ana", hello)
    story.hear("Ben", hello)
    bye = edit(story, "Bye")
    story.hear("Ana", bye)
    story.drop("Ben")
    back(story)
    story.hear("Ben", bye)
    story.hear("Ben", hello, redelivery="again")
    assert p18(story.rest(9)).outcome == "holds"


def test_a_fault_that_ended_asks_for_agreement_without_a_cut() -> None:
    story = team(recovery_ms=1_000)
    story.add(Fault(name="half-open", phase="start", does=("holds",), person="Ben"))
    post = story.post("Ana", "Hello")
    story.hear("Ana", post)
    story.add(Fault(name="half-open", phase="end", does=("holds",), person="Ben"), 2)
    story.hear("Ben", post)
    assert p18(story.rest(20)).outcome == "holds"
    assert p18_without(story, post).outcome == "violated"


def p18_without(story: Story, post: Post) -> Verdict:
    """The same, but Ben never hears this post."""
    rows = [row for row in story.rows if not (row.person == "Ben" and getattr(row, "cause", None) == post.w)]
    again = Story()
    again.rows = rows
    return p18(again)


def test_a_fault_that_lasts_asks_for_nothing() -> None:
    story = team()
    story.add(Fault(name="half-open", phase="start", does=("holds",), person="Ben"))
    story.post("Ana", "Hello")
    assert p18(story.rest(9)).outcome == "not applicable"


def test_a_session_whose_client_gave_up_is_unknown() -> None:
    story, _ = away()
    story.add(Recovery(stage="lost", **story.where("Ben")))
    story.add(Recovery(stage="gave up", **story.where("Ben")))
    verdict = p18(story.rest(9))
    assert (verdict.outcome, verdict.reason) == ("unknown", "Ben (laptop) gave up reconnecting")


def test_who_was_refused_or_never_tried_is_no_instance() -> None:
    story, _ = away()
    story.add(Recovery(stage="refused", **story.where("Ben")))
    assert p18(story.rest(9)).outcome == "not applicable"


def test_who_lost_the_right_meanwhile_is_no_instance() -> None:
    story, _ = away()
    story.revoke("Ben")
    story.connect("Ben")
    assert p18(story.rest(9)).outcome == "not applicable"


@pytest.mark.parametrize("version", [3, None])
def test_a_write_of_unknown_outcome_leaves_its_entity_out(version: int | None) -> None:
    story, posts = away()
    unsure = story.ask("Ana", "perhaps", entity="message:1", version=3, kind=EDITED)
    story.lose(unsure, entity="message:1", version=version)
    back(story)
    for post in posts:
        story.hear("Ben", post)
    assert p18(story.rest(9)).outcome == "holds"


def test_nobody_cut_off_is_no_instance() -> None:
    story = team()
    story.hear("Ben", story.post("Ana", "Hello"))
    assert p18(story.rest(9)).outcome == "not applicable"


def test_without_versions_it_is_not_judged() -> None:
    assert p18(team(BARE).rest(9)).outcome == "not applicable"


def other(post: Post, **changes: str) -> Post:
    """Another post that differs in these fields."""
    return Post(**({name: getattr(post, name) for name in Post.__dataclass_fields__} | changes))


@pytest.mark.parametrize(("replaced", "outcome"), [(False, "unknown"), (True, "holds")])
def test_a_report_on_a_connection_that_replaced_the_one_with_the_gap_says_nothing_of_it(
    replaced: bool, outcome: str
) -> None:
    story, posts = away()
    back(story, recovered=False)
    if replaced:
        story.connect("Ben")
        story.resume("Ben", 3)
    story.add(Recovery(stage="recovered", **story.where("Ben")))
    later = story.post("Ana", "later")
    story.hear("Ana", later)
    story.hear("Ben", later)
    assert len(posts) == 2
    assert p18(story.rest(9)).outcome == outcome


@pytest.mark.parametrize(
    ("operation", "channel", "outcome"),
    [
        ("delete_message", ROOM, "not applicable"),
        ("post_message", ROOM, "unknown"),
        ("delete_message", "chatroom:8", "unknown"),
    ],
)
def test_what_a_nameless_deletion_may_be_of_is_left_out(operation: str, channel: str, outcome: str) -> None:
    story = team()
    story.drop("Ben")
    hello = story.post("Ana", "Hello", entity="message:1")
    story.hear("Ana", hello)
    gone = story.ask("Ana", "", channel, operation=operation, kind="chatroom_message_deleted", entity=None)
    story.lose(gone, taken=False)
    back(story, recovered=False)
    other_room = story.post("Ana", "elsewhere", "chatroom:8", entity="message:2")
    look(story, other(other_room))
    assert p18(story.rest(9)).outcome == outcome


@pytest.mark.parametrize(("entity", "outcome"), [("message:1", "not applicable"), ("message:2", "unknown")])
def test_what_a_deletion_of_unknown_outcome_names_need_not_be_read(entity: str, outcome: str) -> None:
    story = team()
    story.drop("Ben")
    hello = story.post("Ana", "Hello", entity="message:1")
    story.hear("Ana", hello)
    gone = story.ask("Ana", "", operation="delete_message", kind="chatroom_message_deleted", entity=entity)
    story.lose(gone, entity=entity, taken=False)
    back(story, recovered=False)
    look(story, other(hello, entity="message:3"))
    assert p18(story.rest(9)).outcome == outcome
