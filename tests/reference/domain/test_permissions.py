"""Who sees which chatroom, and which rooms a person may hear."""

import pytest
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import CreateChatroom, PostMessage, UpdateChatroom
from lockstep.reference.representations import Role

from tests.reference.conftest import World
from tests.reference.refusals import refusal


def _chatroom(world: World, owner: Call, *others: Call, private: bool) -> int:
    body = CreateChatroom(name="d", isPrivate=private, memberIds=[other.caller.user_id for other in others])
    return world.backend.chatrooms.create(owner, body)[0]["id"]


def _sees(world: World, call: Call, chatroom_id: int) -> bool:
    """Whether the list has it; every other way of asking must agree."""
    listed = chatroom_id in [chatroom["id"] for chatroom in world.backend.chatrooms.all(call)[0]]
    for ask, values in (
        (world.backend.chatrooms.get, (call, chatroom_id)),
        (world.backend.messages.page, (call, chatroom_id, 50, None)),
        (world.backend.core.permissions.room, (call.caller, f"chatroom:{chatroom_id}")),
    ):
        if listed:
            ask(*values)
        else:
            assert refusal(ask, *values) == (404, "not_found")
    return listed


@pytest.mark.parametrize(
    ("role", "private", "sees"),
    [
        ("GUEST", False, False),
        ("MEMBER", False, True),
        ("ADMIN", False, True),
        ("OWNER", False, True),
        ("GUEST", True, False),
        ("MEMBER", True, False),
        ("ADMIN", True, False),
        ("OWNER", True, False),
    ],
)
def test_without_a_membership_the_role_decides(world: World, role: Role, private: bool, sees: bool) -> None:
    owner = world.owner()
    other = world.colleague(owner, role)
    assert _sees(world, other, _chatroom(world, owner, private=private)) is sees


@pytest.mark.parametrize("role", ["GUEST", "MEMBER", "ADMIN"])
@pytest.mark.parametrize("private", [True, False])
def test_a_membership_decides_and_so_does_its_end(world: World, role: Role, private: bool) -> None:
    owner = world.owner()
    other = world.colleague(owner, role)
    chatroom_id = _chatroom(world, owner, other, private=private)
    assert _sees(world, other, chatroom_id)
    world.backend.chatrooms.remove_member(owner, chatroom_id, other.caller.user_id)
    assert not _sees(world, other, chatroom_id)
    world.backend.chatrooms.add_member(owner, chatroom_id, other.caller.user_id)
    assert _sees(world, other, chatroom_id)


def test_nothing_of_another_company_exists(world: World) -> None:
    ours, theirs = world.owner(), world.owner()
    chatroom_id = _chatroom(world, ours, private=False)
    message = world.backend.messages.post(ours, PostMessage(chatroomId=chatroom_id, content="x"))
    backend = world.backend
    nothing = (404, "not_found")
    assert not _sees(world, theirs, chatroom_id)
    assert refusal(backend.chatrooms.update, theirs, chatroom_id, UpdateChatroom(name="x")) == nothing
    assert refusal(backend.chatrooms.delete, theirs, chatroom_id) == nothing
    assert refusal(backend.chatrooms.add_member, theirs, chatroom_id, theirs.caller.user_id) == nothing
    assert refusal(backend.chatrooms.add_member, ours, chatroom_id, theirs.caller.user_id) == nothing
    assert refusal(backend.chatrooms.remove_member, theirs, chatroom_id, ours.caller.user_id) == nothing
    assert refusal(backend.messages.get, theirs, message["id"]) == nothing
    assert refusal(backend.messages.delete, theirs, message["id"]) == nothing
    assert refusal(backend.messages.post, theirs, PostMessage(chatroomId=chatroom_id, content="x")) == nothing
    create = CreateChatroom(name="x", memberIds=[theirs.caller.user_id])
    assert refusal(backend.chatrooms.create, ours, create) == (422, "invalid")


def test_rooms_of_one_s_own(world: World) -> None:
    ours, theirs = world.owner(), world.owner()
    may = world.backend.core.permissions.room
    may(ours.caller, f"user:{ours.caller.user_id}")
    may(ours.caller, f"company:{ours.caller.company_id}")
    for room in (
        f"user:{theirs.caller.user_id}",
        f"company:{theirs.caller.company_id}",
        "chatroom:999",
        "chatroom:0",
        "user:01",
        "nonsense",
        "",
    ):
        assert refusal(may, ours.caller, room) == (404, "not_found"), room
