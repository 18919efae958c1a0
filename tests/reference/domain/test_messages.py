"""Messages: writing, keys, changing, pages."""

from base64 import urlsafe_b64encode

import pytest
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import CreateChatroom, EditMessage, PostMessage

from tests.reference.conftest import World
from tests.reference.refusals import refusal

Placed = tuple[World, Call, int]


@pytest.fixture
def placed(world: World) -> Placed:
    owner = world.owner()
    return world, owner, world.backend.chatrooms.create(owner, CreateChatroom(name="d"))[0]["id"]


def _post(chatroom_id: int, content: str = "hello", reply: int | None = None) -> PostMessage:
    return PostMessage(chatroomId=chatroom_id, content=content, replyToId=reply)


def test_a_message_is_read_as_it_was_answered(placed: Placed) -> None:
    world, owner, room = placed
    first = world.backend.messages.post(owner, _post(room, "grüße 👋\u0000"))
    assert first == {
        "id": first["id"],
        "version": 1,
        "chatroomId": room,
        "authorId": owner.caller.user_id,
        "content": "grüße 👋\u0000",
        "replyToId": None,
        "createdAt": "2027-01-15T08:00:00.000Z",
        "editedAt": None,
    }
    assert world.backend.messages.get(owner, first["id"]) == first
    reply = world.backend.messages.post(owner, _post(room, "yes", first["id"]))
    assert reply["replyToId"] == first["id"]


def test_a_reply_goes_to_a_message_of_the_same_chatroom(placed: Placed) -> None:
    world, owner, room = placed
    other = world.backend.chatrooms.create(owner, CreateChatroom(name="e"))[0]["id"]
    elsewhere = world.backend.messages.post(owner, _post(other))
    gone = world.backend.messages.post(owner, _post(room))
    world.backend.messages.delete(owner, gone["id"])
    for to in (elsewhere["id"], gone["id"], 999):
        assert refusal(world.backend.messages.post, owner, _post(room, "x", to)) == (422, "invalid")
    assert world.backend.core.outbox.position(f"chatroom:{room}")["seq"] == 2


def test_a_key_repeats_its_first_answer_even_after_an_edit_and_a_deletion(placed: Placed) -> None:
    world, owner, room = placed
    post, position = world.backend.messages.post, world.backend.core.outbox.position
    first = post(owner, _post(room), "key")
    assert post(owner, _post(room), "key") == first
    assert position(f"chatroom:{room}")["seq"] == 1
    world.backend.messages.edit(owner, first["id"], EditMessage(content="changed"))
    assert post(owner, _post(room), "key") == first
    world.backend.messages.delete(owner, first["id"])
    assert post(owner, _post(room), "key") == first
    assert position(f"chatroom:{room}")["seq"] == 3
    assert post(owner, _post(room), "other")["id"] != first["id"]


def test_a_key_with_another_body_is_refused_and_a_refused_post_stores_none(placed: Placed) -> None:
    world, owner, room = placed
    post = world.backend.messages.post
    assert refusal(post, owner, _post(room, "x", 999), "key") == (422, "invalid")
    post(owner, _post(room), "key")
    for other in (_post(room, "x"), _post(room, "hello", 1), _post(room + 1)):
        assert refusal(post, owner, other, "key") == (422, "invalid")


def test_a_key_belongs_to_a_person_and_lasts_a_day(placed: Placed) -> None:
    world, owner, room = placed
    ben, post = world.colleague(owner), world.backend.messages.post
    first = post(owner, _post(room), "key")
    assert post(ben, _post(room), "key")["authorId"] == ben.caller.user_id
    world.time.now += 86_399
    world.backend.sweep()
    assert post(owner, _post(room), "key") == first
    world.time.now += 1
    world.backend.sweep()
    assert post(owner, _post(room), "key")["id"] != first["id"]


def test_an_edit_is_the_next_version_and_a_deletion_the_last(placed: Placed) -> None:
    world, owner, room = placed
    message = world.backend.messages.post(owner, _post(room))
    world.time.now += 1.5
    edited = world.backend.messages.edit(owner, message["id"], EditMessage(content="changed"))
    assert edited == {**message, "content": "changed", "version": 2, "editedAt": "2027-01-15T08:00:01.500Z"}
    assert world.backend.messages.edit(owner, message["id"], EditMessage(content="changed"))["version"] == 3
    gone = world.backend.messages.delete(owner, message["id"])
    assert gone == {"id": message["id"], "version": 4, "deletedAt": "2027-01-15T08:00:01.500Z"}
    nothing = (404, "not_found")
    assert refusal(world.backend.messages.get, owner, message["id"]) == nothing
    assert refusal(world.backend.messages.delete, owner, message["id"]) == nothing
    assert refusal(world.backend.messages.edit, owner, message["id"], EditMessage(content="x")) == nothing


def test_who_may_change_a_message(placed: Placed) -> None:
    world, owner, room = placed
    admin, author, member = (world.colleague(owner, role) for role in ("ADMIN", "MEMBER", "MEMBER"))
    messages, no = world.backend.messages, (403, "forbidden")
    message = messages.post(author, _post(room))
    edit = EditMessage(content="changed")
    assert refusal(messages.edit, member, message["id"], edit) == no
    assert refusal(messages.delete, member, message["id"]) == no
    assert messages.edit(admin, message["id"], edit)["authorId"] == author.caller.user_id
    world.backend.chatrooms.add_member(author, room, author.caller.user_id)
    world.backend.chatrooms.remove_member(owner, room, author.caller.user_id)
    assert refusal(messages.edit, author, message["id"], edit) == (404, "not_found")
    messages.delete(admin, message["id"])


def test_pages_lose_nothing_while_others_write_and_delete(placed: Placed) -> None:
    world, owner, room = placed
    messages = world.backend.messages
    ids = [messages.post(owner, _post(room, str(number)))["id"] for number in range(7)]
    seen, position, cursor = messages.page(owner, room, 3, None)
    assert position["seq"] == 7
    for _ in range(2):
        messages.post(owner, _post(room, "later"))
    messages.delete(owner, ids[5])
    while cursor:
        more, same, cursor = messages.page(owner, room, 3, cursor)
        assert same == position
        seen += more
    assert [message["id"] for message in seen] == ids[::-1]


def test_the_last_page_has_no_cursor(placed: Placed) -> None:
    world, owner, room = placed
    assert world.backend.messages.page(owner, room, 3, None)[::2] == ([], None)
    for _ in range(3):
        world.backend.messages.post(owner, _post(room))
    assert world.backend.messages.page(owner, room, 3, None)[2] is None
    assert world.backend.messages.page(owner, room, 2, None)[2] is not None


def test_a_cursor_of_our_own_making_or_of_another_chatroom_is_refused(placed: Placed) -> None:
    world, owner, room = placed
    other = world.backend.chatrooms.create(owner, CreateChatroom(name="e"))[0]["id"]
    for _ in range(2):
        world.backend.messages.post(owner, _post(other))
    theirs = world.backend.messages.page(owner, other, 1, None)[2]
    huge = urlsafe_b64encode(b'[%d,%d,{"epoch":"e","seq":1}]' % (room, 2**70)).decode()
    for cursor in (theirs, huge, "", "x", "Ünicode", urlsafe_b64encode(b"[]").decode()):
        assert refusal(world.backend.messages.page, owner, room, 3, cursor) == (422, "invalid"), cursor
