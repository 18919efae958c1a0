"""Which request makes each write."""

import pytest
from lockstep.targets.reference.operations import READS, WRITES, changes_of, command_of, message_body, number, numbers

CASES = [
    (
        "post_message",
        {"channel": "chatroom:7", "content": "x"},
        "POST",
        "/messages",
        {"chatroomId": 7, "content": "x"},
    ),
    ("edit_message", {"message": "message:19", "content": "y"}, "PUT", "/messages/19", {"content": "y"}),
    ("delete_message", {"message": "message:19"}, "DELETE", "/messages/19", None),
    ("add_member", {"channel": "chatroom:7", "member": "user:4"}, "POST", "/chatrooms/7/members/4", None),
    ("remove_person", {"member": "user:4"}, "DELETE", "/companies/members/4", None),
    ("rename_chatroom", {"channel": "chatroom:7", "name": "n"}, "PUT", "/chatrooms/7", {"name": "n"}),
    ("refresh", {"refresh_token": "r"}, "POST", "/auth/refresh", {"refreshToken": "r"}),
    (
        "change_password",
        {"current_password": "a", "new_password": "b"},
        "PUT",
        "/users/me/password",
        {"currentPassword": "a", "newPassword": "b"},
    ),
    ("deactivate_person", {"member": "user:4"}, "DELETE", "/users/4", None),
    ("withdraw_invitation", {"invitation": "invitation:5"}, "DELETE", "/invitations/5", None),
    (
        "describe_chatroom",
        {"channel": "chatroom:7", "description": "d"},
        "PUT",
        "/chatrooms/7",
        {"description": "d"},
    ),
    (
        "create_chatroom",
        {"name": "n", "private": True, "members": ("user:4",)},
        "POST",
        "/chatrooms",
        {"name": "n", "isPrivate": True, "memberIds": [4]},
    ),
]


@pytest.mark.parametrize(("operation", "fields", "method", "path", "body"), CASES, ids=[case[0] for case in CASES])
def test_requests(operation: str, fields: dict[str, object], method: str, path: str, body: object) -> None:
    request = WRITES[operation]
    assert (request.method, request.path(fields)) == (method, path)
    assert (None if request.body is None else request.body(fields)) == body


def test_fields_left_out_are_not_sent() -> None:
    body = WRITES["register"].body
    assert body is not None
    assert body({"email": "a@example.com", "full_name": "Ana"}) == {"email": "a@example.com", "fullName": "Ana"}


def test_only_what_lets_somebody_in_goes_without_a_token() -> None:
    assert {name for name, request in WRITES.items() if request.open_to_all} == {
        "register", "login", "refresh", "accept_invitation",
    }  # fmt: skip
    assert not any(request.open_to_all for request in READS.values())


def test_references() -> None:
    assert number("chatroom:7") == 7
    assert numbers(("user:1", "user:2")) == [1, 2]
    assert message_body({"channel": "chatroom:7", "content": "x", "reply_to": "message:3"})["replyToId"] == 3
    assert message_body({"channel": "chatroom:7", "content": "x", "author": "user:4"})["authorId"] == 4
    assert READS["message"].path({"message": "message:19"}) == "/messages/19"
    with pytest.raises(ValueError, match="invalid literal"):
        number("chatroom")


@pytest.mark.parametrize(
    ("operation", "fields", "command"),
    [
        ("set_status", {"status": "away"}, ("update_user_status", {"status": "away"})),
        ("start_typing", {"channel": "chatroom:7"}, ("chatroom_typing_start", {"chatroomId": 7})),
        ("stop_typing", {"thread": "thread:5"}, ("thread_typing_stop", {"threadId": 5})),
        (
            "post_thread_message",
            {"thread": "thread:5", "content": "x"},
            ("send_thread_message", {"threadId": 5, "content": "x"}),
        ),
        ("add_member", {}, None),
    ],
)
def test_commands(operation: str, fields: dict[str, str], command: object) -> None:
    assert command_of(operation, fields) == command


def test_threads() -> None:
    created = WRITES["create_thread"]
    assert created.body is not None
    assert created.body({"channel": "chatroom:7", "title": "t"}) == {
        "chatroomId": 7,
        "title": "t",
        "participantIds": [],
    }
    assert WRITES["archive_thread"].path({"thread": "thread:5"}) == "/threads/5/archive"
    assert message_body({"thread": "thread:5", "content": "x"}) == {"threadId": 5, "content": "x"}


def test_a_further_page_names_its_cursor() -> None:
    page = READS["page"].path
    assert page({"channel": "chatroom:7", "limit": 2, "cursor": None}) == "/messages/chatroom/7?limit=2"
    assert page({"channel": "chatroom:7", "limit": 2, "cursor": "a+b="}).endswith("?limit=2&cursor=a%2Bb%3D")


def test_a_description_is_sent_where_there_is_one() -> None:
    body = WRITES["create_chatroom"].body
    assert body is not None
    given = {"name": "n", "private": True, "members": (), "description": "d"}
    assert body(given) == {"name": "n", "isPrivate": True, "memberIds": [], "description": "d"}


def test_pages_are_of_chatrooms_and_threads() -> None:
    path = READS["page"].path
    assert path({"channel": "chatroom:7", "limit": 3}) == "/messages/chatroom/7?limit=3"
    assert path({"thread": "thread:5", "limit": 3, "cursor": "a b"}) == "/messages/thread/5?limit=3&cursor=a%20b"


def test_what_a_change_may_change_is_what_it_names_and_what_follows() -> None:
    assert changes_of("rename_chatroom") == ("version", "name")
    assert changes_of("edit_message") == ("version", "content", "editedAt")
    assert changes_of("add_member") == ("version",)
    assert changes_of("post_message") is None
