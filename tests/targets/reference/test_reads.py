"""What the reference backend's answers show, to reads and beside the entity of a write."""

from typing import Any

from lockstep.clients.api import Exchange
from lockstep.targets.base import Write
from lockstep.targets.reference.known_state import World
from lockstep.targets.reference.reads import beside, look_of

from tests.targets.reference.answers import CHATROOM, MEMBERSHIP, MESSAGE, SESSION, THREAD, USER, success

POSITION = {"epoch": "e1", "seq": 5}


def answered(body: Any, status: int = 200) -> Exchange:
    return Exchange("GET", "/x", None, status, None, {}, "", body, 0, 1)


def shown(operation: str, body: Any, **fields: Any) -> list[str]:
    return [one.entity for one in look_of(operation, answered(body), fields, World()).shows]


def test_lists_single_things_and_what_stands_beside_them() -> None:
    own = success([CHATROOM], position=POSITION, ownPosition=POSITION)
    assert shown("chatrooms", own) == ["chatroom:7"]
    one = success(CHATROOM, members=[MEMBERSHIP], position=POSITION)
    assert shown("chatroom", one) == ["chatroom:7"]
    assert shown("chatroom_and_members", one) == ["chatroom:7", "membership:chatroom:7/user:4"]
    thread = success(THREAD, participants=[{**MEMBERSHIP, "roomId": "thread:5"}], position=POSITION)
    assert shown("thread_and_members", thread) == ["thread:5", "membership:thread:5/user:4"]
    people = success([USER], members=[SESSION["membership"]], position=POSITION)
    assert shown("people_and_members", people) == ["user:3", "membership:company:1/user:3"]
    assert shown("message", success(MESSAGE)) == ["message:19"]


def test_memberships_say_where_they_are() -> None:
    body = success(CHATROOM, members=[MEMBERSHIP], position=POSITION)
    look = look_of("chatroom_and_members", answered(body), {}, World())
    assert [one.place for one in look.shows] == [None, "chatroom:7"]


def test_a_page_says_where_the_next_begins() -> None:
    body = success([MESSAGE], position=POSITION, nextCursor="c")
    look = look_of("page", answered(body), {"channel": "chatroom:7"}, World())
    assert (look.cursor, look.complete) == ("c", False)


def test_only_the_backends_own_words_say_that_something_is_not_there() -> None:
    failure = {"status": "error", "code": "not_found", "message": "no", "details": {}}
    assert look_of("message", answered(failure, 404), {}, World()).absent
    for body, status in (({**failure, "code": "not_served"}, 404), ("<html>", 404), ({**failure}, 410)):
        assert not look_of("message", answered(body, status), {}, World()).absent


def test_writes_show_the_memberships_and_accounts_that_they_made_or_ended() -> None:
    def entities(operation: str, body: Any, **fields: Any) -> list[tuple[str, str | None]]:
        return [(one.entity, one.place) for one in beside(Write("w", "Ana", operation, fields), body)]

    made = success(CHATROOM, members=[MEMBERSHIP])
    assert entities("create_chatroom", made) == [("membership:chatroom:7/user:4", "chatroom:7")]
    assert entities("rename_chatroom", made) == []
    thread = success(THREAD, participants=[{**MEMBERSHIP, "roomId": "thread:5"}])
    assert entities("create_thread", thread) == [("membership:thread:5/user:4", "thread:5")]
    joined = [("user:3", "company:1"), ("membership:company:1/user:3", "company:1")]
    assert entities("register", success(SESSION)) == joined
    ended = success({"roomId": "company:1", "userId": 4, "version": 2}, left=[])
    assert entities("remove_person", ended, member="user:4") == [("user:4", "company:1")]
    assert entities("post_message", success(MESSAGE)) == []
