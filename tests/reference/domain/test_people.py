"""Roles, deactivation, status: what changes at once, for whom, and who may."""

import json

import httpx
import pytest
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import ChangeRole, CreateChatroom, SetStatus
from lockstep.reference.representations import Role

from tests.reference.conftest import World
from tests.reference.refusals import refusal
from tests.reference.wire import Person

pytestmark = pytest.mark.anyio


def _chatroom(world: World, owner: Call, *others: Call, private: bool = False) -> str:
    ids = [other.caller.user_id for other in others]
    body = CreateChatroom(name="d", isPrivate=private, memberIds=ids)
    return f"chatroom:{world.backend.chatrooms.create(owner, body)[0]['id']}"


def test_down_to_guest_closes_the_public_chatrooms_he_is_not_in_and_up_again_opens_them(world: World) -> None:
    owner = world.owner()
    ben = world.colleague(owner)
    public, _, _ = _chatroom(world, owner), _chatroom(world, owner, private=True), _chatroom(world, owner, ben)
    change, id_ = world.backend.people.change_role, ben.caller.user_id
    user, gained, lost = change(owner, id_, ChangeRole(role="GUEST"))
    assert (user["role"], user["version"], gained, lost) == ("GUEST", 2, [], [public])
    user, gained, lost = change(owner, id_, ChangeRole(role="ADMIN"))
    assert (user["role"], user["version"], gained, lost) == ("ADMIN", 3, [public], [])
    user, gained, lost = change(owner, id_, ChangeRole(role="MEMBER"))
    assert (user["version"], gained, lost) == (4, [], [])


def test_a_lost_room_is_heard_no_more_and_the_own_one_tells_why(world: World) -> None:
    owner = world.owner()
    ben = world.colleague(owner)
    public, own = _chatroom(world, owner), _chatroom(world, owner, ben)
    ear = world.ear(ben, public, own, f"user:{ben.caller.user_id}")
    other = world.ear(owner, public)
    user, _, _ = world.backend.people.change_role(owner, ben.caller.user_id, ChangeRole(role="GUEST"))
    hears = world.backend.core.hub.hears
    assert (hears(ear, public), hears(ear, own), hears(other, public)) == (False, True, True)
    [told] = [json.loads(text) for text in ear.texts]
    assert (told["event"], told["data"], told["cause"]) == ("user_role_changed", user, "cause")
    assert other.texts == []


def test_setting_the_same_role_again_is_a_change(world: World) -> None:
    owner = world.owner()
    ben = world.colleague(owner).caller.user_id
    assert world.backend.people.change_role(owner, ben, ChangeRole(role="MEMBER"))[0]["version"] == 2


@pytest.mark.parametrize("role", ["ADMIN", "MEMBER", "GUEST"])
def test_only_an_owner_changes_roles(world: World, role: Role) -> None:
    owner = world.owner()
    caller, ben = world.colleague(owner, role), world.colleague(owner).caller.user_id
    assert refusal(world.backend.people.change_role, caller, ben, ChangeRole(role="GUEST")) == (403, "forbidden")
    assert refusal(world.backend.people.change_role, caller, caller.caller.user_id, ChangeRole(role="OWNER")) == (
        403,
        "forbidden",
    )


def test_nobody_of_another_company_and_nobody_deactivated_has_a_role_to_change(world: World) -> None:
    owner, stranger = world.owner(), world.owner().caller.user_id
    ben = world.colleague(owner).caller.user_id
    world.backend.companies.deactivate(owner, ben)
    for id_ in (stranger, ben, 999):
        assert refusal(world.backend.people.change_role, owner, id_, ChangeRole(role="GUEST")) == (404, "not_found")


def test_the_last_owner_stays_owner_until_there_is_another(world: World) -> None:
    owner = world.owner()
    ben, me = world.colleague(owner).caller.user_id, owner.caller.user_id
    change = world.backend.people.change_role
    assert refusal(change, owner, me, ChangeRole(role="ADMIN")) == (409, "conflict")
    assert change(owner, me, ChangeRole(role="OWNER"))[0]["version"] == 2
    assert refusal(world.backend.companies.deactivate, owner, me) == (409, "conflict")
    change(owner, ben, ChangeRole(role="OWNER"))
    assert change(owner, me, ChangeRole(role="MEMBER"))[0]["role"] == "MEMBER"


def test_who_may_deactivate_whom(world: World) -> None:
    owner = world.owner()
    admin, ben = world.colleague(owner, "ADMIN"), world.colleague(owner)
    deactivate = world.backend.companies.deactivate
    assert refusal(deactivate, ben, admin.caller.user_id) == (403, "forbidden")
    assert refusal(deactivate, admin, owner.caller.user_id) == (403, "forbidden")
    assert refusal(deactivate, world.owner(), ben.caller.user_id) == (404, "not_found")
    user, membership, left = deactivate(ben, ben.caller.user_id)
    assert (user["isActive"], user["version"], membership["version"], left) == (False, 2, 2, [])
    assert refusal(deactivate, admin, ben.caller.user_id) == (404, "not_found")


async def test_a_changed_role_counts_on_an_open_connection(ana: Person, ben: Person) -> None:
    room = await ana.chatroom()
    async with ben.listening() as ear:
        await ear.join(room)
        answer = await ana.do("PUT", f"/users/{ben.id}/role", {"role": "GUEST"}, X_Request_Id="demotion")
        changed = await ear.until("user_role_changed")
        assert (changed["room"], changed["data"], changed["cause"]) == (f"user:{ben.id}", answer["data"], "demotion")
        assert (answer["gained"], answer["lost"]) == ([], [f"chatroom:{room}"])
        await ana.post(room, "not for guests")
        refused = await ear.ask("send_chatroom_message", chatroomId=room, content="x")
        assert refused["data"]["code"] == "not_found"
        assert (await ear.ask("join_chatroom", chatroomId=room))["event"] == "error"
        assert ear.events(f"chatroom:{room}") == []
        await ana.do("PUT", f"/users/{ben.id}/role", {"role": "ADMIN"})
        await ear.join(room)
        await ben.do("PUT", f"/chatrooms/{room}", {"name": "renamed by an ADMIN"})


async def test_a_deactivated_account_is_shut_out_everywhere(
    http: httpx.AsyncClient, ana: Person, ben: Person
) -> None:
    room = await ana.chatroom(ben)
    async with ana.listening() as owner, ben.listening() as ear:
        answer = await ana.do("DELETE", f"/users/{ben.id}")
        revoked = await ear.until("access_revoked")
        assert revoked["data"] == {**answer["membership"], "reason": "removed"}
        assert await ear.closed() == 4403
        assert (await owner.until("user_left_company"))["data"] == answer["membership"]
    assert [member["roomId"] for member in answer["left"]] == [f"chatroom:{room}"]
    assert answer["data"] == {**ben.session["user"], "isActive": False, "version": 2}
    assert await ben.refused("GET", "/auth/me") == (401, "unauthenticated")
    login = {"email": ben.session["user"]["email"], "password": "right-horse!"}
    assert (await http.post("/auth/login", json=login)).status_code == 401
    assert await ana.refused("DELETE", f"/users/{ben.id}") == (404, "not_found")


@pytest.mark.parametrize("body", [{}, {"role": "KING"}, {"role": None}, {"role": "GUEST", "more": 1}])
async def test_a_role_is_one_of_four(ana: Person, ben: Person, body: dict[str, object]) -> None:
    assert await ana.refused("PUT", f"/users/{ben.id}/role", body) == (422, "invalid")


def test_a_status_has_versions_of_its_own(world: World) -> None:
    owner = world.owner()
    ben, id_ = world.colleague(owner), owner.caller.user_id
    people, room = world.backend.people, f"company:{owner.caller.company_id}"
    account = world.backend.accounts.user(owner)
    assert people.status(ben, id_) == {"userId": id_, "version": 1, "status": "offline"}
    ear = world.ear(ben, room)
    assert people.set_status(owner, SetStatus(status="busy")) == {"userId": id_, "version": 2, "status": "busy"}
    again = people.set_status(owner, SetStatus(status="busy"))
    assert people.status(ben, id_) == again == {"userId": id_, "version": 3, "status": "busy"}
    told = [json.loads(text) for text in ear.texts]
    assert [(event["event"], event["room"], event["data"]["version"]) for event in told] == [
        ("user_status_updated", room, 2),
        ("user_status_updated", room, 3),
    ]
    assert world.backend.accounts.user(owner) == account
    assert refusal(people.status, world.owner(), id_) == (404, "not_found")


async def test_a_status_set_either_way_reaches_the_company(ana: Person, ben: Person) -> None:
    async with ana.listening() as owner, ben.listening() as ear:
        answer = await ben.do("PUT", "/users/me/status", {"status": "away"}, X_Request_Id="lunch")
        heard = await owner.until("user_status_updated")
        assert (heard["data"], heard["cause"]) == (answer["data"], "lunch")
        acked = await ear.ask("update_user_status", status="online", requestId="back")
        heard = await owner.until("user_status_updated")
        assert (heard["data"], heard["cause"]) == (acked["data"], "back")
        assert acked["data"] == {"userId": ben.id, "version": 3, "status": "online"}
        assert (await ear.ask("update_user_status", status="asleep"))["data"]["code"] == "invalid"
    assert (await ana.do("GET", f"/users/{ben.id}/status"))["data"] == acked["data"]
    assert await ben.refused("PUT", "/users/me/status", {"status": "asleep"}) == (422, "invalid")
