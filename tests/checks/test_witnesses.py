"""Witnesses are minimal: without any one of its rows the same witness is gone."""

from collections.abc import Callable

import msgspec
import pytest
from lockstep.checks.judge import judge
from lockstep.history.digest import digest
from lockstep.history.rows import AnyRow, Fault, Header, Invoke, Position, Recv, Settled, Shown, Snapshot

from tests.checks.builder import BARE, NUMBERED, ROOM, Post, Story


def team(promises: object = NUMBERED) -> Story:
    story = Story(promises)
    story.name(ROOM, "design")
    story.members("Ana", "Ben")
    story.connect("Cleo")
    return story


def p1_lost() -> Story:
    story = team()
    story.hear("Ana", story.post("Ana", "Hello"))
    return story.rest(9)


def p1_lost_before_leaving() -> Story:
    story = team()
    story.hear("Ana", story.post("Ana", "Hello"))
    story.hear("Ben", story.post("Ana", "after it"))
    story.unsubscribe("Ben")
    return story.rest(9)


def p1_late() -> Story:
    story = team()
    post = story.post("Ana", "Hello")
    story.hear("Ben", post, at=8)
    return story.rest(20)


def p2() -> Story:
    story = team()
    post = story.post("Ana", "Hello")
    for _ in range(2):
        story.hear("Ben", post)
    return story.rest(9)


def p3() -> Story:
    story = team()
    story.hear("Ben", Post("x", "Mallory", ROOM, "boo", entity="message:9"))
    return story.rest(9)


def p4() -> Story:
    story = team()
    post = story.ask("Ana", "no")
    story.hear("Ben", post)
    story.refuse(post)
    return story.rest(9)


def p5() -> Story:
    story = team()
    story.hear("Ben", Post("w3", "Ana", ROOM, "Hello", entity="message:1"))
    story.post("Ana", "Hello")
    return story.rest(9)


def p6_answers() -> Story:
    story = team(msgspec.structs.replace(NUMBERED, idempotency=True))
    post = story.ask("Ana", "Hello")
    story.answer(post)
    story.attempt(post, attempt=2)
    story.answer(post, attempt=2).entity = "message:9"
    return with_key(story)


def p6_events() -> Story:
    story = team(msgspec.structs.replace(NUMBERED, idempotency=True))
    post = story.ask("Ana", "Hello")
    story.lose(post)
    story.attempt(post, attempt=2)
    story.hear("Ana", post)
    story.hear("Ben", post, entity="message:9", seq=2)
    return with_key(story)


def with_key(story: Story) -> Story:
    for row in story.rows:
        if isinstance(row, Invoke) and row.operation == "post_message":
            row.key = "k1"
    return story.rest(9)


def p7_numbers() -> Story:
    story = team()
    one, two = story.post("Ana", "one"), story.post("Ana", "two")
    story.hear("Ben", two)
    story.hear("Ben", one)
    return story.rest(9)


def p7_acceptance() -> Story:
    story = team(BARE)
    one, two = story.post("Ana", "one", entity=None), story.post("Ana", "two", entity=None)
    story.hear("Ben", two)
    story.hear("Ben", one)
    return story.rest(9)


def p8_skip() -> Story:
    story = team()
    posts = [story.post("Ana", str(number)) for number in range(3)]
    story.hear("Ben", posts[0])
    story.hear("Ben", posts[2])
    return story.rest(9)


def p8_first() -> Story:
    story = team()
    posts = [story.post("Ana", str(number)) for number in range(3)]
    story.hear("Ben", posts[2])
    return story.rest(9)


def p11() -> Story:
    story = team(msgspec.structs.replace(BARE, causal="channel"))
    question = story.post("Ana", "question", entity=None)
    story.hear("Ben", question)
    answer = story.post("Ben", "answer", entity=None)
    story.hear("Ana", answer)
    story.hear("Ana", question)
    return story.rest(9)


def p12() -> Story:
    story = team()
    story.hear("Ben", story.post("Ana", "Hello"), digest="other", payload={"content": "Helo"})
    return story.rest(9)


def p12_sent() -> Story:
    story = team(BARE)
    edit = story.post("Ana", "Hello", entity="message:1", operation="edit_message")
    story.hear("Ben", edit, sent="other", digest="other")
    return story.rest(9)


def p13() -> Story:
    story = team()
    story.control("Ben", schema="data: missing")
    return story.rest(9)


def p19_never() -> Story:
    story = team()
    story.hear("Cleo", story.post("Ana", "secret"))
    return story.rest(9)


def p19_no_more() -> Story:
    story = team()
    story.revoke("Ben")
    story.hear("Ben", story.post("Ana", "secret"))
    return story.rest(9)


def p19_for_another() -> Story:
    story = team()
    story.hear("Ben", story.post("Ana", "for Ana", recipients=("Ana",)))
    return story.rest(9)


def p9() -> Story:
    story = team()
    one, two = story.post("Ana", "one"), story.post("Ana", "two")
    story.hear("Ben", two)
    story.hear("Ben", one)
    return story.rest(9)


def p10() -> Story:
    story = team(msgspec.structs.replace(NUMBERED, agreement=True))
    one, two = story.post("Ana", "one"), story.post("Ana", "two")
    for who, first, second in (("Ana", one, two), ("Ben", two, one)):
        story.hear(who, first)
        story.hear(who, second)
    return story.rest(9)


def p14_stale() -> Story:
    story = team()
    one = story.post("Ana", "one", entity="message:1")
    two = story.post("Ana", "two", entity="message:1", version=2, kind="chatroom_message_edited")
    for post in (one, two):
        story.hear("Ana", post)
        story.hear("Ben", post)
    story.read("Ben", one)
    return story.rest(9)


def p14_unannounced() -> Story:
    story = team()
    post = story.post("Ana", "one")
    story.hear("Ana", post)
    story.read("Ana", post)
    return story.rest(9)


def p16_gap() -> Story:
    story, posts = p16_away()
    story.hear("Ben", posts[1])
    return story.rest(9)


def p16_double() -> Story:
    story, posts = p16_away()
    for post in (posts[0], posts[0], posts[1]):
        story.hear("Ben", post)
    return story.rest(9)


def p16_never() -> Story:
    story, posts = p16_away()
    story.hear("Ben", posts[0])
    return story.rest(9)


def p16_not_kept() -> Story:
    story, _ = p16_away(recovered=False)
    story.hear("Ana", story.post("Ana", "later"))
    return story.rest(9)


def p16_away(*, recovered: bool = True) -> tuple[Story, list[Post]]:
    """Ben missed two events and comes back."""
    story = team(msgspec.structs.replace(NUMBERED, retention_events=100, retention_s=600))
    story.hear("Ben", story.post("Ana", "before"))
    story.drop("Ben")
    posts = [story.post("Ana", "one"), story.post("Ana", "two")]
    story.connect("Ben")
    story.resume("Ben", 1, recovered=recovered)
    return story, posts


def p17() -> Story:
    story = team(msgspec.structs.replace(NUMBERED, tombstone="deletedAt"))
    one = story.post("Ana", "one")
    story.hear("Ben", one)
    shown = (Shown(entity=one.entity, version=1, digest=digest(one.payload), payload=one.payload),)
    for seq in (1, 2):
        if seq == 2:
            story.hear("Ben", story.post("Ana", "two"))
        look = {"operation": "messages", "status": "200", "channel": ROOM, "shows": shown}
        story.add(Snapshot(person="Ben", since=story.rows[-1].t, position=Position("e1", seq), **look))
    return story.rest(9)


def p18_away(**budgets: float) -> tuple[Story, list[Post]]:
    """Ben missed an edit and a message, and comes back."""
    story = Story(NUMBERED, **budgets)
    story.name(ROOM, "design")
    story.members("Ana", "Ben")
    story.hear("Ben", story.post("Ana", "Hello", entity="message:1"))
    story.drop("Ben")
    edit = story.post("Ana", "Bye", entity="message:1", version=2, kind="chatroom_message_edited")
    posts = [edit, story.post("Ana", "next")]
    story.connect("Ben")
    story.resume("Ben", 1)
    return story, posts


def p18_old_text() -> Story:
    story, posts = p18_away()
    story.hear("Ben", posts[0], payload={"content": "Hello"}, digest="other")
    story.hear("Ben", posts[1])
    return story.rest(9)


def p18_left_out() -> Story:
    story, posts = p18_away()
    story.hear("Ben", posts[1])
    return story.rest(9)


def p18_never() -> Story:
    story, posts = p18_away(recovery_ms=1_000)
    story.hear("Ben", posts[0])
    return story.rest(9)


def p18_late() -> Story:
    story, posts = p18_away(recovery_ms=1_000)
    story.hear("Ben", posts[0])
    story.hear("Ben", posts[1], at=3)
    return story.rest(9)


def p20_written_after() -> Story:
    story = team()
    story.revoke("Ben")
    story.hear("Ben", story.post("Ana", "secret"))
    return story.rest(9)


def p20_replayed() -> Story:
    story = team()
    post = story.post("Ana", "before")
    story.close("Ben")
    story.revoke("Ben")
    story.connect("Ben")
    story.hear("Ben", post)
    return story.rest(9)


def p23_paused() -> tuple[Story, list[Post]]:
    """Ben pauses and reads on; meanwhile Ana posts."""
    story = team(msgspec.structs.replace(NUMBERED, slow_codes=(4408,), notice_ms=2000))
    story.pause("Ben")
    posts = [story.post("Ana", "one"), story.post("Ana", "two")]
    story.go_on("Ben")
    return story, posts


def p23_skipped() -> Story:
    story, posts = p23_paused()
    story.hear("Ben", posts[1])
    return story.rest(9)


def p23_never() -> Story:
    story, posts = p23_paused()
    story.hear("Ben", posts[0])
    return story.rest(9)


def p23_closed() -> Story:
    story, _ = p23_paused()
    story.drop("Ben", code=1008)
    return story.rest(9)


def p23_unnoticed() -> Story:
    story, _ = p23_paused()
    story.add(Fault(name="half-open", phase="start", does=("holds",), person="Ben"), 1)
    story.add(Fault(name="half-open", phase="end", does=("holds",), person="Ben"), 10)
    story.hear("Ben", story.post("Ana", "still there?"))
    return story.rest(20)


def p24() -> Story:
    story = team()
    story.hear("Ben", story.post("Ana", "Hello"), at=8)
    story.settle(20)
    return story.end(5)


STORIES = [
    p1_lost,
    p1_lost_before_leaving,
    p1_late,
    p2,
    p3,
    p4,
    p5,
    p6_answers,
    p6_events,
    p7_numbers,
    p7_acceptance,
    p8_skip,
    p8_first,
    p9,
    p10,
    p11,
    p12,
    p12_sent,
    p13,
    p14_stale,
    p14_unannounced,
    p19_never,
    p19_no_more,
    p19_for_another,
    p16_gap,
    p16_double,
    p16_never,
    p16_not_kept,
    p17,
    p18_old_text,
    p18_left_out,
    p18_never,
    p18_late,
    p20_written_after,
    p20_replayed,
    p23_skipped,
    p23_never,
    p23_closed,
    p23_unnoticed,
    p24,
]


def witnesses(rows: list[AnyRow], name: str) -> set[tuple[int, ...]]:
    return {
        witness.rows for verdict in judge(rows) if verdict.property == name.upper() for witness in verdict.witnesses
    }


def _heard(story: Story, rows: tuple[int, ...]) -> list[int]:
    return [row for row in rows if isinstance(story.rows[row], Recv)]


@pytest.mark.parametrize("make", STORIES, ids=[make.__name__ for make in STORIES])
def test_without_any_one_row_the_witness_is_gone(make: Callable[[], Story]) -> None:
    story = make()
    name = make.__name__.partition("_")[0]
    found = witnesses(story.rows, name)
    assert found
    for rows in found:
        for gone in rows:
            if isinstance(story.rows[gone], Header | Settled) or (name == "p8" and gone in _heard(story, rows)[:-1]):
                continue  # an event taken out leaves a gap itself
            left = [row for row in story.rows if row.i != gone]
            shorter = {other for other in witnesses(left, name) if set(other) <= set(rows)}
            assert shorter == set(), f"row {gone} of {rows} is not needed: {story.rows[gone]}"


@pytest.mark.parametrize("make", STORIES, ids=[make.__name__ for make in STORIES])
def test_a_witness_names_people_and_times_and_no_ids_of_writes(make: Callable[[], Story]) -> None:
    story = make()
    verdicts = [verdict for verdict in judge(story.rows) if verdict.outcome == "violated"]
    texts = [witness.text for verdict in verdicts for witness in verdict.witnesses]
    assert texts
    for text in texts:
        assert any(person in text for person in ("Ana", "Ben", "Cleo"))
        assert " s" in text
        assert text.endswith(".")
        assert all(f" w{number} " not in text for number in range(9))
