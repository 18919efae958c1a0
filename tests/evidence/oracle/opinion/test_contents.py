"""Content, schema, reads and snapshots, each broken and not."""

from typing import Any

import pytest
from lockstep.history.rows import Position, Promises, Read, Shown, Snapshot

from tests.checks.builder import NUMBERED, ROOM, Post
from tests.evidence.oracle.opinion.stories import Told


def _heard(promises: Promises = NUMBERED, **changes: Any) -> tuple[Told, Post]:
    story = Told(promises)
    story.members("Ben")
    post = story.post("Ana", "hello")
    story.hear("Ben", post, **changes)
    return story, post


def _read(story: Told, *shows: Shown) -> None:
    since = story.rows[-1].t + 1000
    story.add(Read(person="Ben", operation="messages", since=since, status="200", channel=ROOM, shows=shows))


def test_other_content() -> None:
    assert _heard(digest="other")[0].quiet() == {"P12"}
    assert _heard(Promises(cause=True), sent="other")[0].quiet() == {"P12"}
    assert _heard()[0].quiet() == set()


def test_a_broken_schema() -> None:
    assert _heard(schema="content: a text is required")[0].quiet() == {"P13"}


@pytest.mark.parametrize(
    ("version", "expected"),
    [(1, set()), (0, {"P14"}), (7, {"P14"}), (None, {"P14"})],
)
def test_what_a_read_shows(version: int | None, expected: set[str]) -> None:
    story, post = _heard()
    _read(story, Shown(entity=str(post.entity), version=1))
    shown = [] if version is None else [Shown(entity=str(post.entity), version=version)]
    _read(story, *shown)
    assert story.quiet() == expected


def test_a_deletion_excuses_what_is_missing() -> None:
    story, post = _heard()
    _read(story, Shown(entity=str(post.entity), version=1))
    gone = story.post(
        "Ana", "", operation="delete_message", kind="chatroom_message_deleted", entity=post.entity, version=2
    )
    story.hear("Ben", gone)
    _read(story)
    assert story.quiet() == set()


def test_an_entity_that_nobody_wrote() -> None:
    story, post = _heard()
    _read(story, Shown(entity=str(post.entity), version=1))
    _read(story, Shown(entity=str(post.entity), version=1), Shown(entity="message:99", version=1))
    assert story.quiet() == {"P14"}


def test_a_snapshot_and_the_events_after_it() -> None:
    for digest, expected in ((None, {"P17"}), ("right", set())):
        story = Told(Promises(numbers=True, versions=True, cause=True, tombstone="deletedAt"))
        story.members("Ben")
        snap = {"person": "Ben", "operation": "page", "status": "200", "channel": ROOM}
        old = Shown(entity="message:0", version=1, digest="before")
        story.add(Snapshot(since=story.rows[-1].t, position=Position("e1", 0), shows=(old,), **snap))
        post = story.post("Ana", "hello")
        heard = story.hear("Ben", post)
        new = Shown(entity=str(post.entity), version=1, digest=heard.digest)
        shown = (old, new) if digest else (old,)
        story.add(Snapshot(since=heard.t - 1, position=Position("e1", 1), shows=shown, **snap))
        assert story.quiet() == expected


def test_what_only_a_replaced_connection_brought_need_not_be_read() -> None:
    for replaced, expected in ((False, {"P14"}), (True, set())):
        story = Told()
        story.members("Ben")
        first = story.post("Ana", "hello")
        story.hear("Ben", first)
        old = story.where("Ben")["conn"]
        if replaced:
            story.connect("Ben")
        story.hear("Ben", story.post("Ana", "bye"), conn=old)
        _read(story, Shown(entity=str(first.entity), version=1))
        assert "P14" in story.quiet() if expected else "P14" not in story.quiet()


def test_a_read_by_somebody_not_allowed_does_not_prove_that_something_was_not_there() -> None:
    for allowed in (True, False):
        story, post = _heard()
        if not allowed:
            story.revoke("Ben")
        _read(story, Shown(entity=str(post.entity), version=1))
        strange = Shown(entity="message:99", version=1)
        _read(story, Shown(entity=str(post.entity), version=1), strange)
        assert ("P14" in story.quiet()) is allowed
