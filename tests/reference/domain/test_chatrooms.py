"""Chatrooms and memberships."""

from lockstep.reference.domain.requests import CreateChatroom, PostMessage, UpdateChatroom

from tests.reference.conftest import World
from tests.reference.refusals import refusal


def test_a_new_chatroom_has_its_creator_and_those_he_names_once_each(world: World) -> None:
    owner = world.owner()
    ben = world.colleague(owner)
    ids = [ben.caller.user_id, ben.caller.user_id, owner.caller.user_id]
    chatroom, members = world.backend.chatrooms.create(owner, CreateChatroom(name=" d ", memberIds=ids))
    assert chatroom == {
        "id": chatroom["id"],
        "version": 1,
        "companyId": owner.caller.company_id,
        "name": " d ",
        "description": "",
        "isPrivate": False,
        "createdBy": owner.caller.user_id,
        "createdAt": "2027-01-15T08:00:00.000Z",
    }
    room = f"chatroom:{chatroom['id']}"
    assert members == [{"roomId": room, "userId": person.caller.user_id, "version": 1} for person in (owner, ben)]
    got, its_members, position = world.backend.chatrooms.get(owner, chatroom["id"])
    assert (got, its_members, position["seq"]) == (chatroom, members, 0)


def test_the_list_carries_the_positions_of_the_company_and_of_the_caller(world: World) -> None:
    owner = world.owner()
    world.backend.chatrooms.create(owner, CreateChatroom(name="public"))
    world.backend.chatrooms.create(owner, CreateChatroom(name="private", isPrivate=True))
    chatrooms, position, own = world.backend.chatrooms.all(owner)
    assert [chatroom["name"] for chatroom in chatrooms] == ["public", "private"]
    assert (position["seq"], own["seq"]) == (1, 1)


def test_a_guest_makes_none(world: World) -> None:
    guest = world.colleague(world.owner(), "GUEST")
    assert refusal(world.backend.chatrooms.create, guest, CreateChatroom(name="d")) == (403, "forbidden")


def test_each_change_is_a_version_and_leaves_what_it_does_not_name(world: World) -> None:
    owner = world.owner()
    chatroom, _ = world.backend.chatrooms.create(owner, CreateChatroom(name="d", description="what"))
    update = world.backend.chatrooms.update
    assert update(owner, chatroom["id"], UpdateChatroom(name="e"))[0] == {**chatroom, "name": "e", "version": 2}
    cleared = update(owner, chatroom["id"], UpdateChatroom(description=""))[0]
    assert (cleared["name"], cleared["description"], cleared["version"]) == ("e", "", 3)
    assert update(owner, chatroom["id"], UpdateChatroom(description=""))[0]["version"] == 4


def test_a_deleted_chatroom_is_gone_with_its_messages(world: World) -> None:
    owner = world.owner()
    chatroom, members = world.backend.chatrooms.create(owner, CreateChatroom(name="d"))
    before = world.backend.core.database.counts()
    message = world.backend.messages.post(owner, PostMessage(chatroomId=chatroom["id"], content="x"))
    gone, its_members, was_private = world.backend.chatrooms.delete(owner, chatroom["id"])
    assert (gone["id"], gone["version"], its_members, was_private) == (chatroom["id"], 2, members, False)
    assert refusal(world.backend.chatrooms.get, owner, chatroom["id"]) == (404, "not_found")
    assert refusal(world.backend.messages.get, owner, message["id"]) == (404, "not_found")
    after = world.backend.core.database.counts()
    assert (after["messages"], after["memberships"]) == (before["messages"], before["memberships"] - 1)
    assert world.backend.chatrooms.create(owner, CreateChatroom(name="d"))[0]["id"] > chatroom["id"]


def test_a_membership_counts_joining_and_leaving(world: World) -> None:
    owner = world.owner()
    ben = world.colleague(owner).caller.user_id
    chatroom, _ = world.backend.chatrooms.create(owner, CreateChatroom(name="d"))
    add, remove = world.backend.chatrooms.add_member, world.backend.chatrooms.remove_member
    room = f"chatroom:{chatroom['id']}"
    assert refusal(remove, owner, chatroom["id"], ben) == (404, "not_found")
    for version, act in enumerate((add, remove, add, remove), start=1):
        assert act(owner, chatroom["id"], ben) == {"roomId": room, "userId": ben, "version": version}
    add(owner, chatroom["id"], ben)
    assert refusal(add, owner, chatroom["id"], ben) == (409, "conflict")


def test_who_may_change_a_chatroom_and_its_members(world: World) -> None:
    owner = world.owner()
    admin, maker, member, guest = (world.colleague(owner, role) for role in ("ADMIN", "MEMBER", "MEMBER", "GUEST"))
    backend, no = world.backend.chatrooms, (403, "forbidden")
    chatroom_id = backend.create(maker, CreateChatroom(name="d"))[0]["id"]
    rename = UpdateChatroom(name="e")
    assert refusal(backend.update, member, chatroom_id, rename) == no
    assert refusal(backend.delete, member, chatroom_id) == no
    assert refusal(backend.add_member, member, chatroom_id, guest.caller.user_id) == no
    backend.add_member(member, chatroom_id, member.caller.user_id)
    backend.add_member(maker, chatroom_id, guest.caller.user_id)
    assert refusal(backend.remove_member, guest, chatroom_id, member.caller.user_id) == no
    assert refusal(backend.update, guest, chatroom_id, rename) == no
    backend.remove_member(guest, chatroom_id, guest.caller.user_id)
    assert refusal(backend.add_member, guest, chatroom_id, guest.caller.user_id) == (404, "not_found")
    backend.update(admin, chatroom_id, rename)
    backend.remove_member(admin, chatroom_id, member.caller.user_id)
    backend.delete(admin, chatroom_id)


def test_nobody_adds_himself_to_a_private_one(world: World) -> None:
    owner = world.owner()
    member = world.colleague(owner)
    chatroom, _ = world.backend.chatrooms.create(owner, CreateChatroom(name="d", isPrivate=True))
    add = world.backend.chatrooms.add_member
    assert refusal(add, member, chatroom["id"], member.caller.user_id) == (404, "not_found")


def test_somebody_deactivated_cannot_be_added(world: World) -> None:
    owner = world.owner()
    ben = world.colleague(owner).caller.user_id
    chatroom, _ = world.backend.chatrooms.create(owner, CreateChatroom(name="d"))
    world.backend.companies.remove_member(owner, ben)
    assert refusal(world.backend.chatrooms.add_member, owner, chatroom["id"], ben) == (404, "not_found")
