"""The table of effects and rights, operation by operation."""

from pathlib import Path

import pytest
from lockstep.clients.api import tls_context
from lockstep.history.digest import digest
from lockstep.targets.base import Answer, Right, Write
from lockstep.targets.reference import ReferenceTarget
from lockstep.targets.reference.effects import OPERATIONS, effects_of, sent_of, write_sent
from lockstep.targets.reference.known_state import World
from lockstep.targets.reference.operations import WRITES
from lockstep.targets.reference.right_changes import rights_of

from tests.targets.reference import answers


def write(operation: str, **fields: object) -> Write:
    return Write("w1", "Ana", operation, dict(fields))


def ok(data: object, entity: str | None = None, version: int | None = None, **beside: object) -> Answer:
    return Answer("ok", "200", entity, version, data, answers.success(data, **beside))


def told(write_: Write, answer: Answer, world: World) -> list[tuple[str, str, str | None, int | None]]:
    return [(one.kind, one.channel, one.entity, one.version) for one in effects_of(write_, answer, world)]


def test_every_operation_has_its_row(world: World) -> None:
    assert set(OPERATIONS) == set(WRITES) | {"mark", "start_typing", "stop_typing"}


def test_messages(world: World) -> None:
    posted = write("post_message", channel="chatroom:7", content="hello")
    answer = ok(answers.MESSAGE, "message:19", 1)
    assert told(posted, answer, world) == [("chatroom_message_received", "chatroom:7", "message:19", 1)]
    (effect,) = effects_of(posted, answer, world)
    assert effect.sent == digest(sent_of("hello", None))
    edited = write("edit_message", message="message:19", content="x")
    assert told(edited, ok({}, "message:19", 2), world) == [
        ("chatroom_message_edited", "chatroom:7", "message:19", 2)
    ]
    deleted = write("delete_message", message="message:19")
    assert told(deleted, ok({}, "message:19", 3), world) == [
        ("chatroom_message_deleted", "chatroom:7", "message:19", 3)
    ]


def test_a_refused_write_causes_nothing_and_an_unknown_one_what_it_tells_itself(world: World) -> None:
    posted = write("post_message", channel="chatroom:7", content="hello")
    assert effects_of(posted, Answer("fail", "403"), world) == []
    assert told(posted, Answer("info", "timeout"), world) == [("chatroom_message_received", "chatroom:7", None, None)]
    assert (
        effects_of(write("add_member", channel="chatroom:7", member="user:4"), Answer("info", "reset"), world) == []
    )


def test_a_member_added_and_removed(world: World) -> None:
    entity = "membership:chatroom:7/user:4"
    answer = ok(answers.MEMBERSHIP, entity, 1)
    added = write("add_member", channel="chatroom:7", member="user:4")
    assert told(added, answer, world) == [
        ("user_joined_chatroom", "chatroom:7", entity, 1),
        ("user_joined_chatroom", "user:4", entity, 1),
    ]
    assert rights_of(added, None, world) == [Right("grant", "Ben", "chatroom:7")]
    removed = write("remove_member", channel="chatroom:7", member="user:4")
    assert told(removed, answer, world) == [
        ("user_left_chatroom", "chatroom:7", entity, 1),
        ("access_revoked", "user:4", "revocation:chatroom:7/user:4", 1),
    ]
    assert rights_of(removed, answer, world) == [Right("revoke", "Ben", "chatroom:7")]
    assert rights_of(write("add_member", channel="chatroom:7", member="user:77"), None, world) == []


@pytest.mark.parametrize(("private", "places"), [(True, ["user:3", "user:4"]), (False, ["company:1"])])
def test_a_chatroom_is_announced_to_those_concerned(world: World, private: bool, places: list[str]) -> None:
    members = [{"roomId": "chatroom:7", "userId": user, "version": 1} for user in (3, 4)]
    answer = ok(answers.CHATROOM | {"isPrivate": private}, "chatroom:7", 1, members=members)
    created = write("create_chatroom", name="design", private=private, members=("user:4",))
    assert told(created, answer, world) == [("chatroom_created", place, "chatroom:7", 1) for place in places]
    renamed = write("rename_chatroom", channel="chatroom:7", name="x")
    assert told(renamed, answer, world) == [
        ("chatroom_updated", place, "chatroom:7", 1) for place in ["chatroom:7", *places]
    ]
    gone = ok(answers.TOMBSTONE, "chatroom:7", 2, members=members, isPrivate=private)
    deleted = effects_of(write("delete_chatroom", channel="chatroom:7"), gone, world)
    assert [(one.channel, one.last) for one in deleted] == [
        ("chatroom:7", True),
        *((place, False) for place in places),
    ]


def test_joining_a_company_allows_its_channel_ones_own_and_its_public_chatrooms(world: World) -> None:
    accepted = Write("w1", "Ana", "accept_invitation", {})
    answer = ok(answers.SESSION, "user:3", 1)
    assert told(accepted, answer, world) == [("user_joined_company", "company:1", "membership:company:1/user:3", 1)]
    channels = ["company:1", "user:3", "chatroom:8"]
    assert rights_of(accepted, answer, world) == [Right("grant", "Ana", channel) for channel in channels]


def test_leaving_the_company_takes_everything(world: World) -> None:
    left = [answers.MEMBERSHIP | {"version": 2}]
    membership = {"roomId": "company:1", "userId": 4, "version": 2}
    removed = write("remove_person", member="user:4")
    answer = ok(membership, "membership:company:1/user:4", 2, left=left)
    assert told(removed, answer, world) == [
        ("user_left_chatroom", "chatroom:7", "membership:chatroom:7/user:4", 2),
        ("user_left_company", "company:1", "membership:company:1/user:4", 2),
        ("access_revoked", "user:4", "revocation:company:1/user:4", 2),
    ]
    assert effects_of(removed, answer, world)[-1].last
    closed = write("deactivate_person", member="user:4")
    told_otherwise = ok(answers.USER, "user:4", 2, membership=membership, left=left)
    assert told(closed, told_otherwise, world) == told(removed, answer, world)
    assert rights_of(closed, None, world) == rights_of(removed, None, world)
    channels = ["chatroom:7", "chatroom:8", "company:1", "user:4"]
    assert rights_of(removed, None, world) == [Right("revoke", "Ben", channel) for channel in channels]


def test_a_reply_sends_what_it_replies_to() -> None:
    assert write_sent(write("post_message", content="x", reply_to="message:19")) == {"content": "x", "replyToId": 19}
    assert write_sent(write("delete_message", message="message:19")) is None


def test_roles_status_and_typing(world: World) -> None:
    changed = write("change_role", member="user:4", role="ADMIN")
    assert told(changed, ok(answers.USER, "user:4", 2), world) == [("user_role_changed", "user:4", "user:4", 2)]
    set_ = write("set_status", status="away")
    answer = ok(answers.STATUS, "status:user:3", 2)
    assert told(set_, answer, world) == [("user_status_updated", "company:1", "status:user:3", 2)]
    (typing,) = effects_of(write("start_typing", channel="chatroom:7"), Answer("ok", "ack"), world)
    assert (typing.kind, typing.channel, typing.durable) == ("chatroom_typing", "chatroom:7", False)
    (typing,) = effects_of(write("stop_typing", thread="thread:5"), Answer("ok", "ack"), world)
    assert (typing.kind, typing.channel) == ("thread_typing", "thread:5")


def test_threads(world: World) -> None:
    world.places["thread:5"] = "chatroom:7"
    world.places["thread-message:2"] = "thread:5"
    created = write("create_thread", channel="chatroom:7", title="colours")
    assert told(created, ok(answers.THREAD, "thread:5", 1), world) == [
        ("thread_created", "chatroom:7", "thread:5", 1)
    ]
    archived = write("archive_thread", thread="thread:5")
    assert told(archived, ok(answers.THREAD, "thread:5", 2), world) == [
        ("thread_archived", "thread:5", "thread:5", 2),
        ("thread_archived", "chatroom:7", "thread:5", 2),
    ]
    deleted = effects_of(write("delete_thread", thread="thread:5"), ok({}, "thread:5", 3), world)
    assert [(one.channel, one.last) for one in deleted] == [("thread:5", True), ("chatroom:7", False)]
    posted = write("post_thread_message", thread="thread:5", content="blue")
    answer = ok(answers.THREAD_MESSAGE, "thread-message:2", 1)
    assert told(posted, answer, world) == [("thread_message_received", "thread:5", "thread-message:2", 1)]
    edited = write("edit_thread_message", message="thread-message:2", content="x")
    assert told(edited, ok({}, "thread-message:2", 2), world)[0][:2] == ("thread_message_edited", "thread:5")
    added = write("add_participant", thread="thread:5", member="user:4")
    entity = "membership:thread:5/user:4"
    assert [one[:2] for one in told(added, ok({}, entity, 1), world)] == [
        ("participant_added", "thread:5"),
        ("participant_added", "user:4"),
    ]


def test_an_answer_that_breaks_the_schema_says_no_more_than_a_lost_one(tmp_path: Path) -> None:
    target = ReferenceTarget("", "", tls=tls_context(), log=tmp_path / "backend.log")
    broken = Answer("ok", "201", body=None, schema="answer: a successful answer is an object with data")
    fields = {"name": "design", "private": True, "members": []}
    assert target.effects(Write("w", "Ana", "create_chatroom", fields), broken) == []
    assert target.rights(Write("w", "Ana", "create_chatroom", fields), broken) == []
    posted = Write("w", "Ana", "post_message", {"channel": "chatroom:7", "content": "hello"})
    assert [one.channel for one in target.effects(posted, broken)] == ["chatroom:7"]
