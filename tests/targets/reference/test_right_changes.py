"""Whose rights each operation changes."""

from lockstep.targets.base import Answer, Right, Write
from lockstep.targets.reference.known_state import World
from lockstep.targets.reference.right_changes import RIGHTS, rights_of

from tests.targets.reference import answers


def write(operation: str, **fields: object) -> Write:
    return Write("w1", "Ana", operation, dict(fields))


def ok(data: object, entity: str | None = None, version: int | None = None, **beside: object) -> Answer:
    return Answer("ok", "200", entity, version, data, answers.success(data, **beside))


def test_who_may_hear_a_new_chatroom(world: World) -> None:
    members = [{"roomId": "chatroom:7", "userId": 3, "version": 1}]
    created = write("create_chatroom", name="design", private=True, members=())
    private = ok(answers.CHATROOM, "chatroom:7", 1, members=members)
    assert rights_of(created, private, world) == [Right("grant", "Ana", "chatroom:7")]
    public = ok(answers.CHATROOM | {"isPrivate": False}, "chatroom:8", 1, members=members)
    assert rights_of(created, public, world) == [Right("grant", who, "chatroom:8") for who in ("Ana", "Ben")]
    assert rights_of(created, None, world) == []


def test_a_deleted_chatroom_is_taken_from_the_whole_company(world: World) -> None:
    deleted = write("delete_chatroom", channel="chatroom:7")
    assert rights_of(deleted, None, world) == [Right("revoke", who, "chatroom:7") for who in ("Ana", "Ben")]


def test_an_operation_that_is_not_in_the_table_changes_nothing(world: World) -> None:
    assert "post_message" not in RIGHTS
    assert rights_of(write("post_message", channel="chatroom:7"), None, world) == []


def test_a_thread_is_heard_by_those_who_hear_its_chatroom(world: World) -> None:
    made = ok(answers.THREAD, "thread:5", 1)
    created = write("create_thread", channel="chatroom:7", title="x")
    assert rights_of(created, made, world) == [Right("grant", who, "thread:5") for who in ("Ana", "Ben")]
    assert rights_of(created, None, world) == []
    world.places["thread:5"] = "chatroom:7"
    removed = write("remove_member", channel="chatroom:7", member="user:4")
    assert rights_of(removed, None, world) == [Right("revoke", "Ben", place) for place in ("chatroom:7", "thread:5")]


def test_a_deleted_thread_is_heard_by_nobody(world: World) -> None:
    world.places["thread:5"] = "chatroom:7"
    world.hearers["thread:5"] = {"Ana"}
    assert rights_of(write("delete_thread", thread="thread:5"), None, world) == [Right("revoke", "Ana", "thread:5")]


def test_a_guest_hears_no_public_chatroom(world: World) -> None:
    world.guests = {"Ben"}
    members = [{"roomId": "chatroom:8", "userId": 3, "version": 1}]
    public = ok(answers.CHATROOM | {"isPrivate": False}, "chatroom:8", 1, members=members)
    created = write("create_chatroom", name="x", private=False, members=())
    assert rights_of(created, public, world) == [Right("grant", "Ana", "chatroom:8")]


def test_a_changed_role_gains_and_loses_public_chatrooms_and_their_threads(world: World) -> None:
    world.places["thread:5"] = "chatroom:8"
    changed = write("change_role", member="user:4", role="GUEST")
    lost = ok(answers.USER, "user:4", 2, gained=[], lost=["chatroom:8"])
    assert rights_of(changed, lost, world) == [Right("revoke", "Ben", place) for place in ("chatroom:8", "thread:5")]
    gained = ok(answers.USER, "user:4", 3, gained=["chatroom:8", "thread:5"], lost=[])
    assert rights_of(changed, gained, world) == [Right("grant", "Ben", place) for place in ("chatroom:8", "thread:5")]
    assert rights_of(changed, None, world) == []
