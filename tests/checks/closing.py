"""Stories that end with closing reads."""

from typing import Any

import msgspec
from lockstep.history.digest import digest
from lockstep.history.rows import Closing, Ok, Position, Read, Shown, Snapshot

from tests.checks.builder import NUMBERED, ROOM, Post, Story

STATED = msgspec.structs.replace(NUMBERED, tombstone="deletedAt")


def shown(post: Post, **changes: Any) -> Shown:
    """A written thing as it is read."""
    values = {"entity": post.entity or "", "version": post.version, "digest": digest(post.payload)}
    return Shown(**(values | {"payload": post.payload} | changes))


def heard(story: Story, person: str, text: str, **fields: Any) -> Post:
    """A message or a change of one, which everybody in the room receives."""
    post = story.post(person, text, **fields)
    for who in ("Ana", "Ben"):
        story.hear(who, post)
    return post


def deleted(story: Story, post: Post, *, told: bool = True) -> Post:
    """A message is deleted, and everybody in the room receives that, unless nobody is told."""
    version = None if post.version is None else post.version + 1
    gone = story.post(
        "Ana",
        "",
        entity=post.entity,
        version=version,
        operation="delete_message",
        kind="chatroom_message_deleted",
    )
    payload = {"id": post.entity, "version": version, "deletedAt": "now"}
    answer = next(row for row in reversed(story.rows) if isinstance(row, Ok) and row.w == gone.w)
    answer.payload, answer.digest = payload, digest(payload)
    for who in ("Ana", "Ben") if told else ():
        story.hear(who, gone, payload=payload, digest=digest(payload))
    return gone


def look(
    story: Story, person: str, *shows: Shown, closing: Closing | None = None, at: float | None = None, **fields: Any
) -> Read:
    """A closing read, by default of all messages of the room."""
    closing = closing or Closing(holds=("message",), place=ROOM)
    values: dict[str, Any] = {
        "operation": "page",
        "status": "200",
        "channel": closing.place if closing.holds else None,
    }
    since = story.rows[-1].t + 500_000
    row = Read(
        person=person, since=since, shows=shows, closing=closing, complete=not closing.more, **(values | fields)
    )
    return story.add(row, at)


def snapshot(story: Story, person: str, seq: int, *shows: Shown, closing: Closing, **fields: Any) -> Snapshot:
    """A closing read of the room's messages with the position that it states."""
    since = story.rows[-1].t + 500_000
    values = {
        "operation": "page",
        "status": "200",
        "channel": ROOM,
        "complete": closing.page == 1 and not closing.more,
    }
    position = Position("e1", seq)
    return story.add(
        Snapshot(person=person, since=since, shows=shows, closing=closing, position=position, **(values | fields))
    )


def team(promises: Any = STATED) -> Story:
    """Ana and Ben in the room; Cleo in another company."""
    story = Story(promises)
    story.name(ROOM, "design")
    story.members("Ana", "Ben")
    story.grant("Cleo", "company:2")
    return story


def quiet(story: Story) -> Story:
    """The system is quiet: closing reads may begin."""
    story.settle()
    return story
