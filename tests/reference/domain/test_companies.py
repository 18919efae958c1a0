"""Companies: members, leaving, erasing."""

import json
from pathlib import Path

from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import (
    CreateChatroom,
    CreateThread,
    DeleteCompany,
    Invite,
    PostMessage,
    UpdateCompany,
)

from tests.reference.conftest import World
from tests.reference.refusals import refusal
from tests.reference.wire import PASSWORD


def test_only_an_owner_renames_it(world: World) -> None:
    owner = world.owner()
    admin = world.colleague(owner, "ADMIN")
    assert refusal(world.backend.companies.update, admin, UpdateCompany(name="New")) == (403, "forbidden")
    renamed = world.backend.companies.update(owner, UpdateCompany(name="New"))
    assert (renamed["name"], renamed["version"]) == ("New", 2)
    assert world.backend.companies.get(admin) == renamed


def test_members_are_the_active_people_with_the_room_s_position(world: World) -> None:
    owner = world.owner()
    ben, cleo = world.colleague(owner), world.colleague(owner, "GUEST")
    world.backend.companies.remove_member(owner, ben.caller.user_id)
    people, memberships, position = world.backend.companies.members(cleo)
    here = [owner.caller.user_id, cleo.caller.user_id]
    assert [person["id"] for person in people] == here
    assert [membership["userId"] for membership in memberships] == here
    assert position["seq"] == 3


def test_removing_a_person_ends_his_account_chatrooms_and_sockets(world: World) -> None:
    owner = world.owner()
    ben = world.colleague(owner)
    chatroom, _ = world.backend.chatrooms.create(owner, CreateChatroom(name="d", memberIds=[ben.caller.user_id]))
    room, own = f"chatroom:{chatroom['id']}", f"user:{ben.caller.user_id}"
    company = f"company:{owner.caller.company_id}"
    hers, his = world.ear(owner, room, company), world.ear(ben, room, own, company)
    membership, left = world.backend.companies.remove_member(owner, ben.caller.user_id)
    assert membership == {"roomId": company, "userId": ben.caller.user_id, "version": 2}
    assert left == [{"roomId": room, "userId": ben.caller.user_id, "version": 2}]
    heard = [json.loads(text) for text in his.texts]
    assert [(event["event"], event["room"], event["data"]) for event in heard] == [
        ("access_revoked", own, {**membership, "reason": "removed"})
    ]
    assert his.code == 4403
    told = [json.loads(text) for text in hers.texts]
    assert [(event["event"], event["data"]) for event in told] == [
        ("user_presence_changed", {"userId": ben.caller.user_id, "present": True}),
        ("user_left_chatroom", left[0]),
        ("user_left_company", membership),
        ("user_presence_changed", {"userId": ben.caller.user_id, "present": False}),
    ]
    assert refusal(world.backend.core.tokens.alive, ben.caller.family, 0) == (401, "unauthenticated")
    assert refusal(world.backend.companies.remove_member, owner, ben.caller.user_id) == (404, "not_found")


def test_who_may_remove_whom(world: World) -> None:
    owner = world.owner()
    admin, other, member, guest = (world.colleague(owner, role) for role in ("ADMIN", "ADMIN", "MEMBER", "GUEST"))
    remove = world.backend.companies.remove_member
    assert refusal(remove, admin, owner.caller.user_id) == (403, "forbidden")
    assert refusal(remove, member, guest.caller.user_id) == (403, "forbidden")
    remove(admin, other.caller.user_id)
    remove(guest, guest.caller.user_id)
    second = world.colleague(owner, "OWNER")
    remove(second, owner.caller.user_id)
    assert refusal(remove, second, second.caller.user_id) == (409, "conflict")


def test_the_members_of_another_company_cannot_be_removed(world: World) -> None:
    ours, theirs = world.owner(), world.owner()
    assert refusal(world.backend.companies.remove_member, ours, theirs.caller.user_id) == (404, "not_found")


def _busy(world: World) -> Call:
    """The owner of a company in which everything is used."""
    owner = world.owner()
    ben, cleo = world.colleague(owner), world.colleague(owner)
    body = CreateChatroom(name="d", isPrivate=True, memberIds=[ben.caller.user_id, cleo.caller.user_id])
    chatroom, _ = world.backend.chatrooms.create(owner, body)
    posted = world.backend.messages.post(ben, PostMessage(chatroomId=chatroom["id"], content="Remarkable"), "key")
    reply = PostMessage(chatroomId=chatroom["id"], content="yes", replyToId=posted["id"])
    world.backend.messages.post(owner, reply)
    thread, _ = world.backend.threads.create(owner, CreateThread(chatroomId=chatroom["id"], title="Noteworthy"))
    world.backend.messages.post(ben, PostMessage(threadId=thread["id"], content="Memorable"))
    world.backend.chatrooms.remove_member(owner, chatroom["id"], cleo.caller.user_id)
    world.backend.companies.remove_member(owner, ben.caller.user_id)
    world.backend.invitations.create(owner, Invite(email="dan@example.org"))
    return owner


def test_erasure_takes_everything_of_everybody_and_leaves_other_companies_alone(world: World, tmp_path: Path) -> None:
    database, other = world.backend.core.database, world.owner()
    before, members = database.counts(), world.backend.companies.members(other)
    call = _busy(world)
    assert all(count > before[table] for table, count in database.counts().items()), database.counts()
    ear, elsewhere = world.ear(call), world.ear(other)
    wrong = world.backend.companies.delete(call, DeleteCompany(password="wrong-horse!"))
    assert refusal(world.now, wrong) == (403, "wrong_password")
    gone = world.now(world.backend.companies.delete(call, DeleteCompany(password=PASSWORD)))
    assert (gone["id"], gone["version"]) == (call.caller.company_id, 2)
    assert (ear.code, elsewhere.code) == (4403, None)
    assert database.counts() == before
    assert world.backend.companies.members(other) == members
    held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"dan@example.org" not in held
    for written in (b"Remarkable", b"Noteworthy", b"Memorable"):
        assert written not in held


def test_only_an_owner_erases(world: World) -> None:
    admin = world.colleague(world.owner(), "ADMIN")
    deleting = world.backend.companies.delete(admin, DeleteCompany(password=PASSWORD))
    assert refusal(world.now, deleting) == (403, "forbidden")
