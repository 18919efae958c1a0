"""P17: a snapshot and the events after it give what a fresh read gives."""

import msgspec
from lockstep.checks.verdicts import Verdict
from lockstep.history.digest import digest
from lockstep.history.rows import Closing, Position, Shown, Snapshot

from tests.checks.builder import NUMBERED, ROOM, Post, Story

STATED = msgspec.structs.replace(NUMBERED, tombstone="deletedAt")


def p17(story: Story) -> Verdict:
    return story.verdicts()["P17"]


def team(promises: object = STATED) -> Story:
    story = Story(promises)
    story.name(ROOM, "design")
    story.members("Ana", "Ben")
    return story


def written(story: Story, text: str, **fields: object) -> Post:
    post = story.post("Ana", text, **fields)
    story.hear("Ana", post)
    story.hear("Ben", post)
    return post


def deleted(story: Story, post: Post, number: int) -> Post:
    gone = story.post(
        "Ana", "", entity=post.entity, version=number, operation="delete_message", kind="chatroom_message_deleted"
    )
    payload = {"id": post.entity, "version": number, "deletedAt": "now"}
    for who in ("Ana", "Ben"):
        story.hear(who, gone, payload=payload, digest=digest(payload))
    answer = next(row for row in story.rows if getattr(row, "effects", ()) and row.w == gone.w)
    answer.payload, answer.digest = payload, digest(payload)
    return gone


def snapshot(story: Story, at: int, *posts: Post, person: str = "Ben", **fields: object) -> Snapshot:
    shows = tuple(
        Shown(entity=post.entity or "", version=post.version, digest=digest(post.payload), payload=post.payload)
        for post in posts
    )
    values = {"operation": "messages", "status": "200", "channel": ROOM, "shows": shows} | fields
    since = story.rows[-1].t + 500_000
    return story.add(Snapshot(person=person, since=since, position=Position("e1", at), **values))


def test_what_was_written_edited_and_deleted_in_between_holds() -> None:
    story = team()
    one, two = written(story, "one"), written(story, "two")
    snapshot(story, 2, one, two)
    edited = written(story, "one!", entity=one.entity, version=2, kind="edited", operation="edit_message")
    deleted(story, two, 2)
    three = written(story, "three")
    written(story, "", entity="membership:7/3", kind="user_joined_chatroom", operation="add_member")
    snapshot(story, 6, three, edited, person="Ana")
    verdict = p17(story.rest(9))
    assert (verdict.outcome, verdict.instances) == ("holds", 1)
    assert story.alarms() == {}


def test_what_the_stream_told_and_the_read_does_not_show() -> None:
    story = team()
    one = written(story, "one")
    snapshot(story, 1, one)
    two = written(story, "two")
    snapshot(story, 2, one)
    verdict = p17(story.rest(9))
    assert (verdict.outcome, len(verdict.witnesses), len(verdict.witnesses[0].rows)) == ("violated", 1, 3)
    assert f"shows {two.entity} not at all; but Ben's read at" in verdict.witnesses[0].text
    assert verdict.witnesses[0].text.endswith("give it at version 1.")


def test_what_the_read_shows_and_the_stream_never_told() -> None:
    story = team()
    one = written(story, "one")
    snapshot(story, 1, one)
    hidden = Post("x", "Ana", ROOM, "hidden", entity="message:9")
    snapshot(story, 1, one, hidden)
    verdict = p17(story.rest(9))
    assert verdict.outcome == "violated"
    assert verdict.witnesses[0].text.endswith("give it not at all.")


def test_a_list_that_forgets_a_deletion() -> None:
    story = team()
    one = written(story, "one")
    snapshot(story, 1, one)
    deleted(story, one, 2)
    snapshot(story, 2, one)
    assert p17(story.rest(9)).outcome == "violated"


def test_the_same_version_with_other_content() -> None:
    story = team()
    one = written(story, "one")
    snapshot(story, 1, one)
    snapshot(story, 1, Post("x", "Ana", ROOM, "other", entity=one.entity))
    verdict = p17(story.rest(9))
    assert "at version 1 with another; but" in verdict.witnesses[0].text


def test_the_order_of_answers_does_not_matter() -> None:
    story = team()
    one = written(story, "one")
    two = written(story, "two")
    snapshot(story, 2, one, two)
    snapshot(story, 1, one)
    assert p17(story.rest(9)).outcome == "holds"


def test_a_number_that_nobody_received_leaves_it_unknown() -> None:
    story = team()
    one = written(story, "one")
    snapshot(story, 1, one)
    story.post("Ana", "two")
    three = written(story, "three")
    snapshot(story, 3, one, three)
    assert p17(story.rest(9)).outcome == "unknown"


def test_pages_refusals_other_channels_and_other_epochs_are_not_compared() -> None:
    for fields in (
        {"complete": False},
        {"status": "403"},
        {"channel": "chatroom:8"},
        {"operation": "threads"},
    ):
        story = team()
        one = written(story, "one")
        snapshot(story, 1, one)
        written(story, "two")
        snapshot(story, 2, one, **fields)
        assert p17(story.rest(9)).outcome == "not applicable"
    story = team()
    one = written(story, "one")
    snapshot(story, 1, one)
    snapshot(story, 2).position = Position("e2", 2)
    assert p17(story.rest(9)).outcome == "not applicable"


def test_empty_lists_of_a_kind_nobody_knows_are_not_compared() -> None:
    story = team()
    snapshot(story, 0)
    written(story, "one")
    snapshot(story, 1)
    assert p17(story.rest(9)).outcome == "not applicable"


def test_without_numbers_versions_or_tombstones_it_does_not_apply() -> None:
    story = team(NUMBERED)
    one = written(story, "one")
    snapshot(story, 1, one)
    snapshot(story, 1)
    assert "states no tombstones" in p17(story.rest(9)).reason


PAGE = Closing(holds=("message",), place=ROOM)


def test_the_pages_of_a_closing_read_are_one_snapshot() -> None:
    for old in (False, True):
        story = team()
        one, two = written(story, "one"), written(story, "two")
        snapshot(story, 2, one, two)
        edited = written(story, "one!", entity=one.entity, version=2, operation="edit_message")
        first, second = (msgspec.structs.replace(PAGE, more=True), msgspec.structs.replace(PAGE, page=2))
        snapshot(story, 3, two, closing=first, complete=False)
        snapshot(story, 3, one if old else edited, closing=second, complete=False)
        verdict = p17(story.rest(9))
        assert (verdict.outcome, verdict.instances) == ("violated" if old else "holds", 1)


def test_pages_of_different_positions_and_lists_without_an_end_are_none() -> None:
    for position, more in ((4, False), (3, True)):
        story = team()
        one, two = written(story, "one"), written(story, "two")
        snapshot(story, 2, one, two)
        written(story, "three")
        snapshot(story, 3, two, closing=msgspec.structs.replace(PAGE, more=True), complete=False)
        second = msgspec.structs.replace(PAGE, page=2, more=more)
        snapshot(story, position, one, closing=second, complete=False)
        assert p17(story.rest(9)).outcome == "not applicable"


def test_a_number_that_nobody_received_around_a_closing_read_is_no_instance() -> None:
    story = team()
    one = written(story, "one")
    snapshot(story, 1, one, closing=msgspec.structs.replace(PAGE, opening=True))
    story.post("Ana", "two")
    three = written(story, "three")
    snapshot(story, 3, one, three, closing=PAGE)
    assert p17(story.rest(9)).outcome == "not applicable"


def test_a_membership_that_ended_is_removed_by_its_event() -> None:
    story = team()
    joined = written(story, "", entity="membership:7/3", kind="user_joined_chatroom", operation="add_member")
    snapshot(story, 1, joined, operation="chatroom_and_members")
    written(story, "", entity=joined.entity, version=2, kind="user_left_chatroom", operation="remove_member")
    snapshot(story, 2, operation="chatroom_and_members")
    assert p17(story.rest(9)).outcome == "holds"
