"""Rejections: what they must not have done, and what another company must not see."""

from typing import Any

from hamcrest import assert_that, equal_to, not_, not_none

from lockstep.history.rows import Exchange, Fail, Ok, Shown
from lockstep.matchers.delivery import received_once, silent
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import chat, concurrency, retries
from lockstep.targets.operations import ReadOperation

OF_PERSON: dict[str, ReadOperation] = {"status": "status", "presence": "presence", "latest message": "message"}
OF_PLACE: dict[str, ReadOperation] = {"name": "chatroom", "messages": "messages", "threads": "threads"}


def nobody_received_anything(scene: Scene) -> None:
    """Wait until the system is quiet; no event of the act may have reached anybody. Raises AssertionError."""
    scene.settle()
    for person in scene.actors:
        assert_that(scene.received(person), silent(asked=scene.asked()))


def read_in(scene: Scene, place: str) -> tuple[Shown, ...]:
    """What the first person reads in a chatroom or a thread now. Raises AssertionError if it is rejected."""
    person = next(iter(scene.actors))
    is_thread = scene.ref(place).startswith("thread:")
    look = (
        scene.read(person, "thread_messages", thread=place)
        if is_thread
        else scene.read(person, "messages", room=place)
    )
    assert_that(look.status, equal_to("200"))
    return look.shows


def thread_now(scene: Scene, name: str) -> Any:
    """The thread of this name as the first person reads it now; None if it is not in its chatroom's list."""
    ref, person = scene.ref(name), next(iter(scene.actors))
    [room] = {row.payload["chatroomId"] for row in scene.history.of(Ok) if row.entity == ref and row.payload}
    look = scene.read(person, "threads", channel=f"chatroom:{room}")
    return next((one.payload for one in look.shows if one.entity == ref), None)


def must_be_unchanged(scene: Scene, name: str) -> None:
    """A chatroom or thread reads as it was after the last write to it that was accepted, for the person who made that
    write. Raises AssertionError."""
    ref = scene.ref(name)
    last = [row for row in scene.history.of(Ok) if row.entity == ref and row.payload is not None][-1]
    if ref.startswith("thread:"):
        found = [thread_now(scene, name)]
    else:
        found = [one.payload for one in scene.read(str(last.person), "chatroom", room=name).shows]
    assert_that(found, equal_to([last.payload]))


def must_be_absent(scene: Scene, person: str, operation: ReadOperation, **fields: Any) -> None:
    """For this person there is nothing to read there: 404. Raises AssertionError."""
    look = scene.read(person, operation, **fields)
    assert_that(look.shows, equal_to(()))
    assert_that(look.status, equal_to("404"))


def post_at_once(scene: Scene, person: str, count: int, via: str) -> None:
    """Let a person post this many messages without waiting for responses, over API or socket; nothing is retried."""
    acts = [(who, act, {**fields, "via": via}) for who, act, fields in concurrency.posts(scene, (person,), count)]
    scene.together(acts, in_turn=False)


def must_receive_only_accepted(scene: Scene, person: str) -> None:
    """A person receives the accepted writes of the act once each, and of the rejected ones nothing. Raises
    AssertionError."""
    received, rejected = scene.received(person), [row.w for row in scene.history.of(Fail, scene.since)]
    scene.expect(received, received_once(concurrency.accepted(scene)))
    scene.settle()
    assert_that(received, silent(asked=rejected))


def must_see_only_accepted(scene: Scene, person: str) -> None:
    """To a person, the first chatroom shows the messages accepted since the act began, and no others. Raises
    AssertionError."""
    look = scene.read(person, "messages", room=chat.room(scene))
    assert_that(look.status, equal_to("200"))
    accepted = {one.ok.entity for one in concurrency.accepted(scene, "post_message")}
    assert_that({one.entity for one in look.shows}, equal_to(accepted))


def must_say_when_to_try_again(scene: Scene) -> None:
    """Every answer over the API that rejected a request because of the rate limit names a time to wait: a date, or a
    number of seconds that is not 0. Raises AssertionError."""
    rejected = [row for row in scene.history.of(Exchange, scene.since) if str(row.status) == retries.TOO_MANY]
    for row in rejected:
        told = row.answer_headers.get("retry-after")
        assert_that(told, not_none(), "Retry-After")
        assert_that(str(told).strip("0"), not_(""), f"Retry-After: {told} says to try again at once")
