"""Writes of unknown outcome that name no entity, without versions: what was sent tells whose event one is."""

import msgspec
import pytest
from lockstep.history.rows import Promises

from tests.checks.builder import Post, Story

EDITED = {"entity": "message:1", "kind": "chatroom_message_edited", "operation": "edit_message"}
STATUS = {"entity": "status:Ana", "kind": "status_changed", "operation": "set_status", "durable": False}
NUMBERED_ONLY = Promises(numbers=True, order="channel", across_kinds=True, agreement=True, causal="channel")
BY_ORDER = msgspec.structs.replace(NUMBERED_ONLY, numbers=False)


def team(promises: Promises) -> Story:
    story = Story(promises)
    story.members("Ana", "Ben", "Cleo")
    return story


def known(story: Story, person: str, text: str, like: dict[str, object]) -> Post:
    post = story.post(person, text, **like)
    everybody(story, post)
    return post


def unknown(story: Story, person: str, text: str, like: dict[str, object]) -> Post:
    post = story.ask(person, text, **like)
    story.lose(post)
    everybody(story, post)
    return post


def everybody(story: Story, post: Post) -> None:
    for who in ("Ana", "Ben", "Cleo"):
        story.hear(who, post)


@pytest.mark.parametrize("promises", [Promises(), NUMBERED_ONLY, BY_ORDER])
@pytest.mark.parametrize("like", [EDITED, STATUS])
@pytest.mark.parametrize(
    "writes",
    [
        [(known, "Ana", "one"), (unknown, "Ana", "two")],
        [(unknown, "Ana", "one"), (known, "Ana", "two")],
        [(unknown, "Cleo", "one"), (known, "Ana", "two"), (unknown, "Cleo", "three"), (known, "Cleo", "four")],
        [(known, "Ana", "same"), (unknown, "Ana", "same")],
        [(unknown, "Ana", "same"), (known, "Ana", "same")],
    ],
)
def test_events_of_writes_nobody_knows_of_are_their_own(
    promises: Promises, like: dict[str, object], writes: list[tuple[object, str, str]]
) -> None:
    story = team(promises)
    for write, person, text in writes:
        write(story, person, text, like)
    assert story.rest(20).alarms() == {}


@pytest.mark.parametrize("like", [EDITED, STATUS])
def test_what_nobody_sent_is_still_found(like: dict[str, object]) -> None:
    story = team(Promises())
    one = known(story, "Ana", "one", like)
    unknown(story, "Ana", "two", like)
    three = story.post("Ana", "three", **like)
    story.hear("Ana", three)
    story.hear("Ben", three)
    story.hear("Cleo", three, payload=one.payload | {"content": "four"}, sent="four", digest="four")
    alarms = story.rest(20).alarms()
    assert alarms == {"P12": "violated"}


def test_a_repeat_and_a_loss_are_still_found() -> None:
    story = team(Promises())
    one = known(story, "Ana", "one", EDITED)
    unknown(story, "Ana", "two", EDITED)
    story.hear("Ben", one)
    lost = story.post("Ana", "three", **EDITED)
    story.hear("Ana", lost)
    story.hear("Cleo", lost)
    assert story.rest(20).alarms() == {"P1": "violated", "P2": "violated"}
