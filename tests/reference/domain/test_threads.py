"""Threads: who sees them, who takes part, what an archived one still allows, and what ends with the chatroom."""

import json
from dataclasses import dataclass

import pytest
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import (
    ChangeRole,
    CreateChatroom,
    CreateThread,
    EditMessage,
    PostMessage,
    UpdateThread,
)

from tests.reference.conftest import World
from tests.reference.refusals import refusal
from tests.reference.wire import Person

pytestmark = pytest.mark.anyio


@dataclass
class Place:
    """A private chatroom of Ana and Ben with a thread; Cleo is a colleague outside."""

    world: World
    ana: Call
    ben: Call
    cleo: Call
    chatroom: int
    thread: int


@pytest.fixture
def place(world: World) -> Place:
    ana = world.owner()
    ben, cleo = world.colleague(ana), world.colleague(ana)
    body = CreateChatroom(name="d", isPrivate=True, memberIds=[ben.caller.user_id])
    chatroom = world.backend.chatrooms.create(ana, body)[0]["id"]
    thread = world.backend.threads.create(ana, CreateThread(chatroomId=chatroom, title="t"))[0]["id"]
    return Place(world, ana, ben, cleo, chatroom, thread)


def test_a_new_thread_has_its_creator_and_those_he_names(place: Place) -> None:
    threads, ben = place.world.backend.threads, place.ben.caller.user_id
    body = CreateThread(chatroomId=place.chatroom, title="lunch", participantIds=[ben, ben])
    thread, participants = threads.create(place.ana, body)
    assert thread == {
        "id": thread["id"],
        "version": 1,
        "chatroomId": place.chatroom,
        "title": "lunch",
        "isArchived": False,
        "createdBy": place.ana.caller.user_id,
        "createdAt": "2027-01-15T08:00:00.000Z",
    }
    room = f"thread:{thread['id']}"
    assert participants == [
        {"roomId": room, "userId": person.caller.user_id, "version": 1} for person in (place.ana, place.ben)
    ]
    got, its, position = threads.get(place.ben, thread["id"])
    assert (got, its, position["seq"]) == (thread, participants, 0)
    listed, position = threads.all(place.ben, place.chatroom)
    assert ([one["id"] for one in listed], position["seq"]) == ([place.thread, thread["id"]], 2)


def test_who_does_not_see_the_chatroom_sees_no_thread_of_it(place: Place) -> None:
    threads, messages = place.world.backend.threads, place.world.backend.messages
    message = messages.post(place.ben, PostMessage(threadId=place.thread, content="x"))["id"]
    unknown = refusal(threads.get, place.cleo, 999)
    for outsider in (place.cleo, place.world.owner()):
        assert refusal(threads.get, outsider, place.thread) == unknown == (404, "not_found")
        assert refusal(threads.all, outsider, place.chatroom) == unknown
        assert refusal(threads.create, outsider, CreateThread(chatroomId=place.chatroom, title="t")) == unknown
        assert refusal(threads.delete, outsider, place.thread) == unknown
        assert refusal(messages.post, outsider, PostMessage(threadId=place.thread, content="x")) == unknown
        assert refusal(messages.get, outsider, message) == unknown
        assert refusal(messages.thread_page, outsider, place.thread, 5, None) == unknown
        assert (
            refusal(place.world.backend.core.permissions.room, outsider.caller, f"thread:{place.thread}") == unknown
        )


def test_only_who_sees_the_chatroom_takes_part(place: Place) -> None:
    threads, cleo = place.world.backend.threads, place.cleo.caller.user_id
    body = CreateThread(chatroomId=place.chatroom, title="t", participantIds=[cleo])
    assert refusal(threads.create, place.ana, body) == (422, "invalid")
    assert refusal(threads.add_participant, place.ana, place.thread, cleo) == (404, "not_found")
    assert refusal(threads.add_participant, place.ana, place.thread, 999) == (404, "not_found")


def test_taking_part_is_counted_and_gives_no_right(place: Place) -> None:
    threads, ben = place.world.backend.threads, place.ben.caller.user_id
    assert refusal(threads.remove_participant, place.ana, place.thread, ben) == (404, "not_found")
    acts = (threads.add_participant, threads.remove_participant, threads.add_participant)
    for version, act in enumerate(acts, start=1):
        assert act(place.ben, place.thread, ben) == {
            "roomId": f"thread:{place.thread}",
            "userId": ben,
            "version": version,
        }
    assert refusal(threads.add_participant, place.ana, place.thread, ben) == (409, "conflict")
    threads.remove_participant(place.ana, place.thread, ben)
    assert threads.get(place.ben, place.thread)[0]["id"] == place.thread


def test_who_may_change_a_thread(place: Place) -> None:
    threads = place.world.backend.threads
    for act, more in ((threads.update, [UpdateThread(title="u")]), (threads.archive, []), (threads.delete, [])):
        assert refusal(act, place.ben, place.thread, *more) == (403, "forbidden")
    ana = place.ana.caller.user_id
    assert refusal(threads.remove_participant, place.ben, place.thread, ana) == (403, "forbidden")
    place.world.backend.people.change_role(place.ana, place.ben.caller.user_id, ChangeRole(role="ADMIN"))
    ben = place.ben
    ben = Call(place.world.backend.core.tokens.alive(ben.caller.family, ben.caller.expires_at), "c", "api")
    assert threads.update(ben, place.thread, UpdateThread(title="u"))[0]["version"] == 2


def test_an_archived_thread_is_read_and_deleted_only(place: Place) -> None:
    threads, messages, ben = place.world.backend.threads, place.world.backend.messages, place.ben.caller.user_id
    message = messages.post(place.ana, PostMessage(threadId=place.thread, content="x"))
    archived, _ = threads.archive(place.ana, place.thread)
    assert (archived["isArchived"], archived["version"]) == (True, 2)
    conflict = (409, "conflict")
    assert refusal(threads.archive, place.ana, place.thread) == conflict
    assert refusal(threads.update, place.ana, place.thread, UpdateThread(title="u")) == conflict
    assert refusal(threads.add_participant, place.ana, place.thread, ben) == conflict
    assert refusal(threads.remove_participant, place.ana, place.thread, place.ana.caller.user_id) == conflict
    assert refusal(messages.post, place.ana, PostMessage(threadId=place.thread, content="y")) == conflict
    assert refusal(messages.edit, place.ana, message["id"], EditMessage(content="y")) == conflict
    assert refusal(messages.delete, place.ana, message["id"]) == conflict
    assert messages.thread_page(place.ben, place.thread, 5, None)[0] == [message]
    assert threads.delete(place.ana, place.thread)["version"] == 3
    assert refusal(messages.get, place.ana, message["id"]) == (404, "not_found")


def test_a_thread_and_its_chatroom_keep_their_messages_apart(place: Place) -> None:
    messages = place.world.backend.messages
    outside = messages.post(place.ana, PostMessage(chatroomId=place.chatroom, content="out"))
    inside = [messages.post(place.ben, PostMessage(threadId=place.thread, content=str(n))) for n in range(5)]
    assert set(inside[0]) == {
        "id", "version", "threadId", "authorId", "content", "replyToId", "createdAt", "editedAt",
    }  # fmt: skip
    assert messages.page(place.ana, place.chatroom, 9, None)[0] == [outside]
    seen, position, cursor = messages.thread_page(place.ana, place.thread, 3, None)
    rest, same, end = messages.thread_page(place.ana, place.thread, 3, cursor)
    assert ([*seen, *rest], position["seq"], same, end) == (inside[::-1], 5, position, None)
    assert refusal(messages.page, place.ana, place.chatroom, 3, cursor) == (422, "invalid")
    reply = PostMessage(threadId=place.thread, content="r", replyToId=inside[0]["id"])
    assert messages.post(place.ana, reply)["replyToId"] == inside[0]["id"]
    for body in (
        PostMessage(threadId=place.thread, content="r", replyToId=outside["id"]),
        PostMessage(chatroomId=place.chatroom, content="r", replyToId=inside[0]["id"]),
    ):
        assert refusal(messages.post, place.ana, body) == (422, "invalid")


def test_who_leaves_the_chatroom_hears_its_threads_no_more(place: Place) -> None:
    backend, ben = place.world.backend, place.ben.caller.user_id
    room = f"thread:{place.thread}"
    ear, other = place.world.ear(place.ben, room), place.world.ear(place.ana, room)
    backend.chatrooms.remove_member(place.ana, place.chatroom, ben)
    backend.messages.post(place.ana, PostMessage(threadId=place.thread, content="secret"))
    assert (ear.texts, len(other.texts)) == ([], 1)


def test_a_lost_role_closes_threads_with_their_chatroom(world: World) -> None:
    ana = world.owner()
    ben = world.colleague(ana)
    chatroom = world.backend.chatrooms.create(ana, CreateChatroom(name="d"))[0]["id"]
    thread = world.backend.threads.create(ben, CreateThread(chatroomId=chatroom, title="t"))[0]["id"]
    rooms = [f"chatroom:{chatroom}", f"thread:{thread}"]
    ear = world.ear(ben, *rooms)
    _, _, lost = world.backend.people.change_role(ana, ben.caller.user_id, ChangeRole(role="GUEST"))
    assert lost == rooms
    assert not any(world.backend.core.hub.hears(ear, room) for room in rooms)
    _, gained, _ = world.backend.people.change_role(ana, ben.caller.user_id, ChangeRole(role="MEMBER"))
    assert gained == rooms


def test_a_deleted_chatroom_takes_its_threads_with_it(place: Place) -> None:
    backend, room = place.world.backend, f"thread:{place.thread}"
    backend.messages.post(place.ana, PostMessage(threadId=place.thread, content="x"))
    ear = place.world.ear(place.ben, room)
    backend.chatrooms.delete(place.ana, place.chatroom)
    assert not backend.core.hub.hears(ear, room)
    assert backend.core.database.rows("SELECT * FROM rooms WHERE room = ?", room) == []
    counts = backend.core.database.counts()
    assert (counts["threads"], counts["messages"]) == (0, 0)
    assert refusal(backend.threads.get, place.ana, place.thread) == (404, "not_found")


def test_a_deleted_thread_is_heard_last_and_then_no_more(place: Place) -> None:
    room = f"thread:{place.thread}"
    ear = place.world.ear(place.ben, room, f"chatroom:{place.chatroom}")
    gone = place.world.backend.threads.delete(place.ana, place.thread)
    told = [json.loads(text) for text in ear.texts]
    assert [(event["event"], event["room"], event["data"]) for event in told] == [
        ("thread_deleted", room, gone),
        ("thread_deleted", f"chatroom:{place.chatroom}", gone),
    ]
    assert not place.world.backend.core.hub.hears(ear, room)


def test_leaving_the_company_keeps_the_list_of_participants(place: Place) -> None:
    backend, ben = place.world.backend, place.ben.caller.user_id
    backend.threads.add_participant(place.ana, place.thread, ben)
    ear = place.world.ear(place.ana, f"thread:{place.thread}")
    _, _, left = backend.companies.deactivate(place.ana, ben)
    assert [member["roomId"] for member in left] == [f"chatroom:{place.chatroom}"]
    assert ear.texts == []


async def test_a_thread_over_the_socket(ana: Person, ben: Person) -> None:
    room = await ana.chatroom(ben)
    made = await ana.do("POST", "/threads", {"chatroomId": room, "title": "t"})
    thread = made["data"]["id"]
    async with ana.listening() as owner, ben.listening() as ear:
        before = (await ear.ask("join_thread", threadId=thread))["data"]["position"]
        await owner.ask("join_thread", threadId=thread)
        sent = await owner.ask("send_thread_message", threadId=thread, content="hi", key="k")
        assert (await owner.ask("send_thread_message", threadId=thread, content="hi", key="k"))["data"] == sent[
            "data"
        ]
        heard = await ear.until("thread_message_received")
        assert (heard["data"], heard["room"], heard["seq"]) == (sent["data"], f"thread:{thread}", 1)
        begun = await owner.ask("thread_typing_start", threadId=thread)
        told = await ear.until("thread_typing")
        assert begun["data"] == told["data"] == {"threadId": thread, "userId": ana.id, "typing": True}
        await owner.ask("thread_typing_stop", threadId=thread)
        assert (await ear.until("thread_typing"))["data"]["typing"] is False
        edited = await ana.do("PUT", f"/messages/{sent['data']['id']}", {"content": "ho"})
        assert (await ear.until("thread_message_edited"))["data"] == edited["data"]
        added = await ana.do("POST", f"/threads/{thread}/participants/{ben.id}")
        rooms = [await ear.until("participant_added") for _ in range(2)]
        assert [event["room"] for event in rooms] == [f"thread:{thread}", f"user:{ben.id}"]
        assert [event["data"] for event in rooms] == [added["data"]] * 2
        archived = await ana.do("PUT", f"/threads/{thread}/archive")
        assert (await ear.until("thread_archived"))["data"] == archived["data"]
        assert (await ear.ask("thread_typing_start", threadId=thread))["data"]["code"] == "conflict"
        assert (await ear.ask("send_thread_message", threadId=thread, content="x"))["data"]["code"] == "conflict"
        assert (await ear.ask("send_thread_message", chatroomId=room, content="x"))["data"]["code"] == "invalid"
        assert (await ear.ask("leave_thread", threadId=thread))["event"] == "ack"
        assert (await ear.ask("leave_thread", threadId=thread))["data"]["code"] == "conflict"
    async with ben.listening("&resume=1") as late:
        await late.ask("resume", rooms={f"thread:{thread}": before})
        assert [event["event"] for event in late.events(f"thread:{thread}")] == [
            "thread_message_received",
            "thread_message_edited",
            "participant_added",
            "thread_archived",
        ]


async def test_the_list_wants_a_chatroom(ana: Person) -> None:
    room = await ana.chatroom()
    assert await ana.refused("GET", "/threads") == (422, "invalid")
    assert (await ana.do("GET", f"/threads?chatroomId={room}"))["data"] == []
    for body in ({"content": "x"}, {"content": "x", "chatroomId": room, "threadId": 1}):
        assert await ana.refused("POST", "/messages", body) == (422, "invalid")
