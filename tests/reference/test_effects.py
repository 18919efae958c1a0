"""The table of effects is what happens: every operation made once, every event that anybody could hear compared."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import (
    ChangePassword,
    ChangeRole,
    CreateChatroom,
    CreateThread,
    DeleteCompany,
    EditMessage,
    Invite,
    Login,
    PostMessage,
    Refresh,
    SetStatus,
    UpdateChatroom,
    UpdateCompany,
    UpdateMe,
    UpdateThread,
)
from lockstep.reference.domain.typists import Typists

from tests.reference.conftest import Heard, World
from tests.reference.effects import OPERATIONS, Operation
from tests.reference.wire import PASSWORD


class Scene:
    """A company of Ana, who owns it, Ben, Cleo and Dora: a chatroom with a thread, and a
    message of Ben's in each. Cleo is not in it."""

    def __init__(self, world: World, private: bool) -> None:
        self.world, self.backend, self.private = world, world.backend, private
        self.session = world.session()
        self.ana = world.call(self.session)
        self.ben = world.colleague(self.ana)
        self.cleo = world.colleague(self.ana)
        self.dora = world.colleague(self.ana)
        self.chatroom = self.backend.chatrooms.create(self.ana, self.new("d", self.ben, self.dora))[0]["id"]
        self.message = self.backend.messages.post(self.ben, PostMessage(chatroomId=self.chatroom, content="x"))["id"]
        made = CreateThread(chatroomId=self.chatroom, title="t", participantIds=[self.ben.caller.user_id])
        self.thread = self.backend.threads.create(self.ana, made)[0]["id"]
        in_thread = PostMessage(threadId=self.thread, content="x")
        self.thread_message = self.backend.messages.post(self.ben, in_thread)["id"]
        self.ears = [world.ear(person) for person in (self.ana, self.ben, self.cleo, self.dora)]
        for room in [row["room"] for row in self.backend.core.database.rows("SELECT room FROM rooms")]:
            for ear in self.ears:
                self.backend.core.hub.join(ear, room, self.backend.core.outbox.position(room)["seq"])

    def new(self, name: str, *others: Call) -> CreateChatroom:
        return CreateChatroom(name=name, isPrivate=self.private, memberIds=[other.caller.user_id for other in others])

    def told(self, ear: Heard) -> list[str]:
        """What a connection heard, but for the absence of those whose connections the backend has closed."""
        gone = {heard.user_id for heard in self.ears if heard.code is not None}
        absences = [{"userId": user_id, "present": False} for user_id in gone]
        return [text for text in ear.texts if json.loads(text)["data"] not in absences]

    def sent(self) -> list[tuple[str, str, Any]]:
        """Every event stored since, whoever was there to hear it, in the order of sending."""
        heard: dict[Any, dict[str, Any]] = {}
        for ear in self.ears:
            for text in self.told(ear):
                event = json.loads(text)
                heard.setdefault((event["room"], event["seq"] or text), event)  # ephemeral: the same text to all
        return [(event["event"], event["room"], event["data"]) for event in heard.values()]


def _come(scene: Scene) -> None:
    scene.world.ear(scene.world.colleague(scene.ana))
    for ear in scene.ears:
        del ear.texts[0]  # that somebody was invited


def _mark(scene: Scene) -> None:
    with scene.backend.core.writes.write("c", "socket") as work:
        work.event(f"chatroom:{scene.chatroom}", "marker", {"token": "t", "userId": 1})


async def _typing(scene: Scene, typing: bool) -> None:
    Typists(scene.backend.core).in_chatroom(scene.ana, scene.chatroom, typing)


async def _thread_typing(scene: Scene, typing: bool) -> None:
    Typists(scene.backend.core).in_thread(scene.ana, scene.thread, typing)


_ACTS: dict[str, Callable[[Scene], Any]] = {
    "register": lambda s: s.world.session(),
    "login": lambda s: s.world.now(
        s.backend.accounts.login(Login(email=s.session["user"]["email"], password=PASSWORD), "c")
    ),
    "refresh": lambda s: s.backend.accounts.refresh(Refresh(refreshToken=s.session["refreshToken"]), "c"),
    "logout": lambda s: s.backend.accounts.logout(s.ana),
    "update_me": lambda s: s.backend.accounts.update(s.ana, UpdateMe(fullName="X")),
    "change_password": lambda s: s.world.now(
        s.backend.accounts.change_password(s.ana, ChangePassword(currentPassword=PASSWORD, newPassword="new-horse!"))
    ),
    "change_role": lambda s: s.backend.people.change_role(s.ana, s.ben.caller.user_id, ChangeRole(role="GUEST")),
    "deactivate_user": lambda s: s.backend.companies.deactivate(s.ana, s.ben.caller.user_id),
    "set_status": lambda s: s.backend.people.set_status(s.ana, SetStatus(status="busy")),
    "start_typing": lambda s: s.world.now(_typing(s, True)),
    "stop_typing": lambda s: s.world.now(_typing(s, False)),
    "update_company": lambda s: s.backend.companies.update(s.ana, UpdateCompany(name="X")),
    "delete_company": lambda s: s.world.now(s.backend.companies.delete(s.ana, DeleteCompany(password=PASSWORD))),
    "remove_company_member": lambda s: s.backend.companies.remove_member(s.ana, s.ben.caller.user_id),
    "create_invitation": lambda s: s.backend.invitations.create(s.ana, Invite(email="dan@example.org")),
    "accept_invitation": lambda s: s.world.colleague(s.ana),
    "delete_invitation": lambda s: s.backend.invitations.delete(
        s.ana, s.backend.invitations.create(s.ana, Invite(email="dan@example.org"))[0]["id"]
    ),
    "create_chatroom": lambda s: s.backend.chatrooms.create(s.ana, s.new("e", s.ben)),
    "update_chatroom": lambda s: s.backend.chatrooms.update(s.ana, s.chatroom, UpdateChatroom(name="e")),
    "delete_chatroom": lambda s: s.backend.chatrooms.delete(s.ana, s.chatroom),
    "add_chatroom_member": lambda s: s.backend.chatrooms.add_member(s.ana, s.chatroom, s.cleo.caller.user_id),
    "remove_chatroom_member": lambda s: s.backend.chatrooms.remove_member(s.ana, s.chatroom, s.ben.caller.user_id),
    "post_message": lambda s: s.backend.messages.post(s.ana, PostMessage(chatroomId=s.chatroom, content="y")),
    "edit_message": lambda s: s.backend.messages.edit(s.ana, s.message, EditMessage(content="y")),
    "delete_message": lambda s: s.backend.messages.delete(s.ana, s.message),
    "create_thread": lambda s: s.backend.threads.create(s.ana, CreateThread(chatroomId=s.chatroom, title="u")),
    "update_thread": lambda s: s.backend.threads.update(s.ana, s.thread, UpdateThread(title="u")),
    "archive_thread": lambda s: s.backend.threads.archive(s.ana, s.thread),
    "delete_thread": lambda s: s.backend.threads.delete(s.ana, s.thread),
    "add_participant": lambda s: s.backend.threads.add_participant(s.ana, s.thread, s.dora.caller.user_id),
    "remove_participant": lambda s: s.backend.threads.remove_participant(s.ana, s.thread, s.ben.caller.user_id),
    "post_thread_message": lambda s: s.backend.messages.post(s.ana, PostMessage(threadId=s.thread, content="y")),
    "edit_thread_message": lambda s: s.backend.messages.edit(s.ana, s.thread_message, EditMessage(content="y")),
    "delete_thread_message": lambda s: s.backend.messages.delete(s.ana, s.thread_message),
    "start_thread_typing": lambda s: s.world.now(_thread_typing(s, True)),
    "stop_thread_typing": lambda s: s.world.now(_thread_typing(s, False)),
    "be_present_or_absent": _come,
    "mark": _mark,
}
_SHAPES = {
    "Message": {"id", "version", "chatroomId", "authorId", "content", "replyToId", "createdAt", "editedAt"},
    "Tombstone": {"id", "version", "deletedAt"},
    "Chatroom": {"id", "version", "companyId", "name", "description", "isPrivate", "createdBy", "createdAt"},
    "Membership": {"roomId", "userId", "version"},
    "Revocation": {"roomId", "userId", "version", "reason"},
    "Marker": {"token", "userId"},
    "Presence": {"userId", "present"},
    "Status": {"userId", "version", "status"},
    "Typing": {"chatroomId", "userId", "typing"},
    "Thread": {"id", "version", "chatroomId", "title", "isArchived", "createdBy", "createdAt"},
    "ThreadMessage": {
        "id",
        "version",
        "threadId",
        "authorId",
        "content",
        "replyToId",
        "createdAt",
        "editedAt",
    },
    "ThreadTyping": {"threadId", "userId", "typing"},
    "User": {"id", "version", "companyId", "email", "fullName", "role", "isActive", "createdAt"},
}


def _expected(scene: Scene, operation: Operation) -> list[tuple[str, str, set[str]]]:
    who = {"add_chatroom_member": scene.cleo, "add_participant": scene.dora}.get(operation.name, scene.ben)
    others = () if operation.name == "create_chatroom" else (scene.dora,)
    members = [person.caller.user_id for person in (scene.ana, scene.ben, *others)]
    rooms = {
        "company:ID": [f"company:{scene.ana.caller.company_id}"],
        "chatroom:ID": [f"chatroom:{scene.chatroom}"],
        "thread:ID": [f"thread:{scene.thread}"],
        "user:MEMBER": [f"user:{id_}" for id_ in members],
        "user:WHO": [f"user:{who.caller.user_id}"],
        "ROOM": [f"chatroom:{scene.chatroom}"],
    }
    kind = "private" if scene.private else "public"
    return [
        (effect.event, room, _SHAPES[effect.data])
        for effect in operation.effects
        if effect.when in {"", "per chatroom left", kind}
        for room in rooms[effect.room]
    ]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
@pytest.mark.parametrize("private", [True, False])
def test_the_table_is_what_happens(world: World, operation: Operation, private: bool) -> None:
    scene = Scene(world, private)
    _ACTS[operation.name](scene)
    # what Ben no longer hears, Ana does: all of them were subscribed to every room
    sent = [(event, room, set(data)) for event, room, data in scene.sent()]
    assert sent == _expected(scene, operation)
    numbers = [json.loads(text)["seq"] for ear in scene.ears for text in scene.told(ear)]
    if not all(effect.durable for effect in operation.effects):
        assert set(numbers) == {None}
    else:
        assert None not in numbers


def test_the_table_has_every_operation_that_writes_once() -> None:
    assert sorted(operation.name for operation in OPERATIONS) == sorted(_ACTS)
    assert {effect.data for operation in OPERATIONS for effect in operation.effects} == set(_SHAPES)


def test_the_data_of_an_event_is_what_was_answered(world: World) -> None:
    scene = Scene(world, private=False)
    posted = scene.backend.messages.post(scene.ana, PostMessage(chatroomId=scene.chatroom, content="y"))
    edited = scene.backend.messages.edit(scene.ana, posted["id"], EditMessage(content="z"))
    gone = scene.backend.messages.delete(scene.ana, posted["id"])
    assert [data for _, _, data in scene.sent()] == [posted, edited, gone]


def test_who_is_removed_hears_of_it_in_his_own_room_alone(world: World) -> None:
    scene = Scene(world, private=False)
    ben: Heard = scene.ears[1]
    scene.backend.chatrooms.remove_member(scene.ana, scene.chatroom, scene.ben.caller.user_id)
    scene.backend.messages.post(scene.ana, PostMessage(chatroomId=scene.chatroom, content="secret"))
    assert [json.loads(text)["event"] for text in ben.texts] == ["access_revoked"]


def test_a_deleted_chatroom_is_heard_last_and_then_no_more(world: World) -> None:
    scene = Scene(world, private=False)
    room = f"chatroom:{scene.chatroom}"
    scene.backend.chatrooms.delete(scene.ana, scene.chatroom)
    heard = [json.loads(text) for text in scene.ears[1].texts]
    assert [event["event"] for event in heard if event["room"] == room] == ["chatroom_deleted"]
    assert not any(scene.backend.core.hub.hears(ear, room) for ear in scene.ears)
