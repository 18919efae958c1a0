"""Which operation causes which events, in which room, for whom: the whole table, one row per operation.

An operation without events is a row too. Rules that hold for every row:

- Events are durable: numbered (`seq`, rising by one per room), stored in the transaction of the write, sent after its
  commit in the order of their numbers, and replayed to those who resume. Where `durable` is false they are ephemeral:
  `seq` null, sent at once, never stored, never replayed; `cause` is null where no request caused them.
- `room` names where; ID is the thing's, MEMBER stands for one event per active member (in the `user:` room of
  each), WHO for the person added or removed, ROOM for each room that the command names. For whom: every connection
  subscribed to that room, the author's too.
- `data` names the representation carried (`representations.py`); it equals the API's `data` for that thing at that
  `version`. `cause` is the `X-Request-Id` of the request (socket: see `frames.py`).
- Every acknowledged PUT is a change: version + 1 and an event, even if it sets what was set already. A repeated
  request with the same idempotency key is no change and causes nothing.
- last: the write itself ends the right to this room; its subscribers hear this event and nothing after it.
- A refused write causes nothing.
- An added person also receives user_joined_chatroom in their own room. A person who accepts an invitation does not
  receive user_joined_company there: their room begins with that write, so nobody can be subscribed to it.

Who may hear a chatroom (and read and write its messages): if there ever was a membership, whether it is active now;
if there never was one: everybody in the company but a GUEST if the chatroom is public, nobody if it is private.
So someone removed from a public chatroom stays out until they are added again. That a public chatroom exists is
announced to the whole company, GUESTs included; what is in it is not.

Who may hear a thread (and read and write in it): who may hear its chatroom, nobody else. Taking part gives no right
and stays when the right to the chatroom ends. Whatever ends subscriptions to a chatroom ends those to its threads at
the same moment. A deleted chatroom takes its threads with it: chatroom_deleted alone tells of that.

A changed role counts at once, on open connections too: from GUEST up, a person may receive the public chatrooms that
they never were a member of, and their threads (answer: `gained`, a list of rooms); down to GUEST, no longer (`lost`):
the subscriptions to them end, and user_role_changed alone reports that.

Typing: each start and each stop is one event, also when repeated (none is coalesced). A start that no stop follows is
followed by one automatic stop, `typing_s` after the newest start of that person in that room (cause null).
"""

from dataclasses import dataclass
from typing import Literal

Room = Literal["company:ID", "chatroom:ID", "thread:ID", "user:MEMBER", "user:WHO", "ROOM"]
Data = Literal[
    "Message",
    "Tombstone",
    "Chatroom",
    "Membership",
    "Revocation",
    "Marker",
    "User",
    "Status",
    "Typing",
    "Thread",
    "ThreadMessage",
    "ThreadTyping",
    "Presence",
]


@dataclass(frozen=True, slots=True)
class Effect:
    """One event of an operation. `when` limits it ("" always); `version` says what its version counts."""

    event: str
    room: Room
    data: Data
    version: str
    when: Literal["", "public", "private", "per chatroom left"] = ""
    last: bool = False
    durable: bool = True


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: how it is asked for, the events in the order they are sent, and what else happens to
    connections (`closes`) and subscriptions (`ends`)."""

    name: str
    request: str
    effects: tuple[Effect, ...] = ()
    ends: str = ""
    closes: str = ""


_ANNOUNCED: tuple[tuple[Room, Literal["public", "private"]], ...] = (
    ("company:ID", "public"),
    ("user:MEMBER", "private"),
)


def _announced(event: str, data: Data, version: str) -> tuple[Effect, ...]:
    return tuple(Effect(event, room, data, version, when=when) for room, when in _ANNOUNCED)


_DEACTIVATION = (
    Effect("user_left_chatroom", "chatroom:ID", "Membership", "membership + 1", when="per chatroom left"),
    Effect("user_left_company", "company:ID", "Membership", "membership + 1"),
    Effect("access_revoked", "user:WHO", "Revocation", "membership in the company", last=True),
)


def _of_thread(event: str, data: Data, *, last: bool = False) -> tuple[Effect, ...]:
    version = "thread + 1"
    return Effect(event, "thread:ID", data, version, last=last), Effect(event, "chatroom:ID", data, version)


OPERATIONS: tuple[Operation, ...] = (
    # accounts
    Operation("register", "POST auth/register"),
    Operation("login", "POST auth/login"),
    Operation("refresh", "POST auth/refresh", closes="4401 that family, if the token was used before"),
    Operation("logout", "POST auth/logout", closes="4401 the connections of that family"),
    Operation("update_me", "PUT users/me"),
    Operation("change_password", "PUT users/me/password", closes="4401 the person's other families"),
    Operation(
        "change_role",
        "PUT users/WHO/role",
        (Effect("user_role_changed", "user:WHO", "User", "user + 1"),),
        ends="the rooms `lost` of WHO, before the event",
    ),
    Operation(
        "deactivate_user",
        "DELETE users/WHO",
        _DEACTIVATION,
        ends="every subscription of WHO but user:WHO, before the events",
        closes="4403 every connection of WHO, after access_revoked",
    ),
    Operation(
        "set_status",
        "PUT users/me/status, or update_user_status on the socket",
        (Effect("user_status_updated", "company:ID", "Status", "status + 1"),),
    ),
    # companies
    Operation("update_company", "PUT companies/me"),
    Operation("delete_company", "DELETE companies/me", closes="4403 every connection of the company"),
    Operation(
        "remove_company_member",
        "DELETE companies/members/WHO",
        _DEACTIVATION,
        ends="every subscription of WHO but user:WHO, before the events",
        closes="4403 every connection of WHO, after access_revoked",
    ),
    Operation("create_invitation", "POST invitations"),
    Operation(
        "accept_invitation",
        "POST invitations/accept",
        (Effect("user_joined_company", "company:ID", "Membership", "1"),),
    ),
    Operation("delete_invitation", "DELETE invitations/ID"),
    # chatrooms
    Operation("create_chatroom", "POST chatrooms", _announced("chatroom_created", "Chatroom", "1")),
    Operation(
        "update_chatroom",
        "PUT chatrooms/ID",
        (
            Effect("chatroom_updated", "chatroom:ID", "Chatroom", "chatroom + 1"),
            *_announced("chatroom_updated", "Chatroom", "chatroom + 1"),
        ),
    ),
    Operation(
        "delete_chatroom",
        "DELETE chatrooms/ID",
        (
            Effect("chatroom_deleted", "chatroom:ID", "Tombstone", "chatroom + 1", last=True),
            *_announced("chatroom_deleted", "Tombstone", "chatroom + 1"),
        ),
        ends="every subscription to chatroom:ID, after its event",
    ),
    Operation(
        "add_chatroom_member",
        "POST chatrooms/ID/members/WHO",
        (
            Effect("user_joined_chatroom", "chatroom:ID", "Membership", "membership + 1"),
            Effect("user_joined_chatroom", "user:WHO", "Membership", "membership + 1"),
        ),
    ),
    Operation(
        "remove_chatroom_member",
        "DELETE chatrooms/ID/members/WHO",
        (
            Effect("user_left_chatroom", "chatroom:ID", "Membership", "membership + 1"),
            Effect("access_revoked", "user:WHO", "Revocation", "membership"),
        ),
        ends="chatroom:ID of WHO, before the events: access_revoked alone reports that",
    ),
    # messages
    Operation(
        "post_message",
        "POST messages, or send_chatroom_message on the socket",
        (Effect("chatroom_message_received", "chatroom:ID", "Message", "1"),),
    ),
    Operation(
        "edit_message",
        "PUT messages/ID",
        (Effect("chatroom_message_edited", "chatroom:ID", "Message", "message + 1"),),
    ),
    Operation(
        "delete_message",
        "DELETE messages/ID",
        (Effect("chatroom_message_deleted", "chatroom:ID", "Tombstone", "message + 1"),),
    ),
    # typing
    Operation(
        "start_typing",
        "chatroom_typing_start on the socket",
        (Effect("chatroom_typing", "chatroom:ID", "Typing", "none", durable=False),),
    ),
    Operation(
        "stop_typing",
        "chatroom_typing_stop on the socket",
        (Effect("chatroom_typing", "chatroom:ID", "Typing", "none", durable=False),),
    ),
    # threads
    Operation("create_thread", "POST threads", (Effect("thread_created", "chatroom:ID", "Thread", "1"),)),
    Operation("update_thread", "PUT threads/ID", _of_thread("thread_updated", "Thread")),
    Operation("archive_thread", "PUT threads/ID/archive", _of_thread("thread_archived", "Thread")),
    Operation(
        "delete_thread",
        "DELETE threads/ID",
        _of_thread("thread_deleted", "Tombstone", last=True),
        ends="every subscription to thread:ID, after its event",
    ),
    Operation(
        "add_participant",
        "POST threads/ID/participants/WHO",
        (
            Effect("participant_added", "thread:ID", "Membership", "membership + 1"),
            Effect("participant_added", "user:WHO", "Membership", "membership + 1"),
        ),
    ),
    Operation(
        "remove_participant",
        "DELETE threads/ID/participants/WHO",
        (
            Effect("participant_removed", "thread:ID", "Membership", "membership + 1"),
            Effect("participant_removed", "user:WHO", "Membership", "membership + 1"),
        ),
    ),
    Operation(
        "post_thread_message",
        "POST messages with threadId, or send_thread_message on the socket",
        (Effect("thread_message_received", "thread:ID", "ThreadMessage", "1"),),
    ),
    Operation(
        "edit_thread_message",
        "PUT messages/ID",
        (Effect("thread_message_edited", "thread:ID", "ThreadMessage", "message + 1"),),
    ),
    Operation(
        "delete_thread_message",
        "DELETE messages/ID",
        (Effect("thread_message_deleted", "thread:ID", "Tombstone", "message + 1"),),
    ),
    Operation(
        "start_thread_typing",
        "thread_typing_start on the socket",
        (Effect("thread_typing", "thread:ID", "ThreadTyping", "none", durable=False),),
    ),
    Operation(
        "stop_thread_typing",
        "thread_typing_stop on the socket",
        (Effect("thread_typing", "thread:ID", "ThreadTyping", "none", durable=False),),
    ),
    # presence: no request, cause null. Present with the first connection that is authenticated (told before its own
    # rooms are joined, so not to it), absent with the end of the last one: a dead peer's ends within 2 x ping_s.
    Operation(
        "be_present_or_absent",
        "the first connection of a person opened, or the last one ended",
        (Effect("user_presence_changed", "company:ID", "Presence", "none", durable=False),),
    ),
    # a fence: one event in each room named, all of which the sender is subscribed to
    Operation("mark", "mark on the socket", (Effect("marker", "ROOM", "Marker", "none"),)),
)
