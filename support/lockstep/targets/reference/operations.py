"""Operations of the reference backend: the request or socket command of each.

An operation is a verb of the domain; its fields are references as the suite writes them (`channel="chatroom:7"`,
`message="message:19"`, `member="user:3"`). Reads are operations too. A field that is left out is not sent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pydantic.alias_generators import to_camel

Fields = dict[str, Any]


def number(ref: str) -> int:
    """The id in a reference such as `message:19`. Raises ValueError."""
    return int(ref.rpartition(":")[2])


def numbers(refs: list[str] | tuple[str, ...]) -> list[int]:
    """The ids in several references."""
    return [number(ref) for ref in refs]


@dataclass(frozen=True, slots=True)
class Request:
    """The API request of one operation; `represents` names the representation in its answer."""

    method: str
    path: Callable[[Fields], str]
    represents: str
    body: Callable[[Fields], Any] | None = None
    open_to_all: bool = False


def _at(path: str, **refs: str) -> Callable[[Fields], str]:
    """A path whose placeholders are filled with the ids of fields."""
    return lambda fields: path.format(**{hole: number(fields[field]) for hole, field in refs.items()})


def _body(*names: str) -> Callable[[Fields], Fields]:
    """A body of these fields unchanged, in camelCase on the wire."""
    return lambda fields: {to_camel(name): fields[name] for name in names if name in fields}


def message_body(fields: Fields) -> Fields:
    """The body of a new message, for both API and socket; `author` tries to write in another person's name."""
    place = fields.get("thread") or fields["channel"]
    body = {f"{place.partition(':')[0]}Id": number(place), "content": fields["content"]}
    body |= {"authorId": number(fields["author"])} if "author" in fields else {}
    return body if "reply_to" not in fields else body | {"replyToId": number(fields["reply_to"])}


def _page(fields: Fields) -> str:
    """A page of this many messages of a chatroom or thread: the first, or the one after a `cursor`."""
    following = f"&cursor={quote(fields['cursor'])}" if fields.get("cursor") else ""
    place = fields.get("thread") or fields["channel"]
    return f"/messages/{place.partition(':')[0]}/{number(place)}?limit={fields['limit']}{following}"


WRITES: dict[str, Request] = {
    "register": Request(
        "POST",
        _at("/auth/register"),
        "Session",
        _body("email", "password", "full_name", "company_name"),
        open_to_all=True,
    ),
    "login": Request(
        "POST",
        _at("/auth/login"),
        "Session",
        _body("email", "password"),
        open_to_all=True,
    ),
    "refresh": Request("POST", _at("/auth/refresh"), "Session", _body("refresh_token"), open_to_all=True),
    "logout": Request("POST", _at("/auth/logout"), "Nothing"),
    "invite": Request("POST", _at("/invitations"), "Invitation", _body("email", "role")),
    "accept_invitation": Request(
        "POST",
        _at("/invitations/accept"),
        "Session",
        _body("token", "full_name", "password"),
        open_to_all=True,
    ),
    "erase_company": Request("DELETE", _at("/companies/me"), "Tombstone", _body("password")),
    "remove_person": Request("DELETE", _at("/companies/members/{who}", who="member"), "Membership"),
    "create_chatroom": Request(
        "POST",
        _at("/chatrooms"),
        "Chatroom",
        lambda f: (
            {"name": f["name"], "isPrivate": f["private"], "memberIds": numbers(f["members"])}
            | ({"description": f["description"]} if "description" in f else {})
        ),
    ),
    "rename_chatroom": Request("PUT", _at("/chatrooms/{room}", room="channel"), "Chatroom", _body("name")),
    "delete_chatroom": Request("DELETE", _at("/chatrooms/{room}", room="channel"), "Tombstone"),
    "add_member": Request("POST", _at("/chatrooms/{room}/members/{who}", room="channel", who="member"), "Membership"),
    "remove_member": Request(
        "DELETE", _at("/chatrooms/{room}/members/{who}", room="channel", who="member"), "Membership"
    ),
    "post_message": Request("POST", _at("/messages"), "Message", message_body),
    "edit_message": Request("PUT", _at("/messages/{message}", message="message"), "Message", _body("content")),
    "delete_message": Request("DELETE", _at("/messages/{message}", message="message"), "Tombstone"),
}

WRITES |= {
    "change_role": Request("PUT", _at("/users/{who}/role", who="member"), "User", _body("role")),
    "set_status": Request("PUT", _at("/users/me/status"), "Status", _body("status")),
    "create_thread": Request(
        "POST",
        _at("/threads"),
        "Thread",
        lambda f: {
            "chatroomId": number(f["channel"]),
            "title": f["title"],
            "participantIds": numbers(f.get("members", ())),
        },
    ),
    "rename_thread": Request("PUT", _at("/threads/{thread}", thread="thread"), "Thread", _body("title")),
    "archive_thread": Request("PUT", _at("/threads/{thread}/archive", thread="thread"), "Thread"),
    "delete_thread": Request("DELETE", _at("/threads/{thread}", thread="thread"), "Tombstone"),
    "add_participant": Request(
        "POST", _at("/threads/{thread}/participants/{who}", thread="thread", who="member"), "Membership"
    ),
    "remove_participant": Request(
        "DELETE", _at("/threads/{thread}/participants/{who}", thread="thread", who="member"), "Membership"
    ),
    "post_thread_message": Request("POST", _at("/messages"), "ThreadMessage", message_body),
    "edit_thread_message": Request(
        "PUT", _at("/messages/{message}", message="message"), "ThreadMessage", _body("content")
    ),
    "delete_thread_message": Request("DELETE", _at("/messages/{message}", message="message"), "Tombstone"),
}

WRITES |= {
    "change_password": Request("PUT", _at("/users/me/password"), "User", _body("current_password", "new_password")),
    "deactivate_person": Request("DELETE", _at("/users/{who}", who="member"), "User"),
    "withdraw_invitation": Request("DELETE", _at("/invitations/{invitation}", invitation="invitation"), "Tombstone"),
    "describe_chatroom": Request(
        "PUT", _at("/chatrooms/{room}", room="channel"), "Chatroom", _body("name", "description")
    ),
}

COMMANDS: dict[str, str] = {
    "post_message": "send_chatroom_message",
    "post_thread_message": "send_thread_message",
    "set_status": "update_user_status",
    "start_typing": "{place}_typing_start",
    "stop_typing": "{place}_typing_stop",
}
"""Writes that can (also) be made over the socket, and their commands."""

REPRESENTS = {"post_message": "Message", "post_thread_message": "ThreadMessage", "set_status": "Status"}
"""The representation in the acknowledgement of such a command, where it is the object itself."""


def command_of(operation: str, fields: Fields) -> tuple[str, Fields] | None:
    """The command that makes a write over the socket, and its data; None if there is none."""
    if operation not in COMMANDS:
        return None
    place = fields.get("thread") or fields.get("channel", "")
    kind = COMMANDS[operation].format(place=place.partition(":")[0])
    if operation == "set_status":
        return kind, {"status": fields["status"]}
    if "content" in fields:
        return kind, message_body(fields)
    return kind, {f"{place.partition(':')[0]}Id": number(place)}


_STAMPED = {
    "rename_chatroom": ("name",),
    "edit_message": ("content", "editedAt"),
    "edit_thread_message": ("content", "editedAt"),
    "rename_thread": ("title",),
    "archive_thread": ("isArchived",),
    "change_role": ("role",),
    "set_status": ("status",),
    "add_member": (),
    "add_participant": (),
}


def changes_of(operation: str) -> tuple[str, ...] | None:
    """The fields of a representation that an operation may change, which is one more version each time; None for one
    that changes nothing that was there."""
    named = _STAMPED.get(operation)
    return None if named is None else ("version", *named)


READS: dict[str, Request] = {
    "me": Request("GET", _at("/users/me"), "User"),
    "people": Request("GET", _at("/companies/me/members"), "Users"),
    "chatroom": Request("GET", _at("/chatrooms/{room}", room="channel"), "Chatroom"),
    "threads": Request("GET", _at("/threads?chatroomId={room}", room="channel"), "Threads"),
    "thread_messages": Request("GET", _at("/messages/thread/{thread}?limit=200", thread="thread"), "ThreadMessages"),
    "messages": Request("GET", _at("/messages/chatroom/{room}?limit=200", room="channel"), "Messages"),
    "page": Request("GET", _page, "Messages"),
    "thread_page": Request("GET", _page, "ThreadMessages"),
    "chatrooms": Request("GET", _at("/chatrooms"), "Chatrooms"),
    "chatroom_and_members": Request("GET", _at("/chatrooms/{room}", room="channel"), "Chatroom"),
    "people_and_members": Request("GET", _at("/companies/me/members"), "Users"),
    "thread_and_members": Request("GET", _at("/threads/{thread}", thread="thread"), "Thread"),
    "message": Request("GET", _at("/messages/{message}", message="message"), "Message"),
    "thread_message": Request("GET", _at("/messages/{message}", message="message"), "ThreadMessage"),
    "presence": Request("GET", _at("/users/{who}/presence", who="member"), "Presence"),
    "status": Request("GET", _at("/users/{who}/status", who="member"), "Status"),
}
