"""Rules that hold on one way in and not on the other, and refusals that act."""

import dataclasses
from collections.abc import Callable
from typing import Any

from lockstep.reference import rooms
from lockstep.reference.clock import timestamp
from lockstep.reference.domain.chatrooms import Chatrooms
from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.people import People
from lockstep.reference.domain.permissions import Permissions
from lockstep.reference.domain.requests import PostMessage, SetStatus
from lockstep.reference.errors import RefusedError, forbidden
from lockstep.reference.http import api
from lockstep.reference.limits import RateLimit
from lockstep.reference.socket import commands
from lockstep.reference.socket.commands import Commands
from lockstep.reference.storage.transactions import Work

from evidence.mutants.slipped.slip import during, replace, slip

_MESSAGES = (
    "features/sync/messages.feature",
    "features/sync/content.feature",
    "features/sync/bursts.feature",
    "features/sync/changes.feature",
)
_KEYS = ("features/sync/retries.feature", "features/sync/messages.feature", "features/recovery/api.feature")
_RIGHTS = (
    "features/sync/roles.feature",
    "features/sync/permissions.feature",
    "features/sync/membership.feature",
    "features/sync/messages.feature",
)
_THREADS = ("features/sync/threads.feature", "features/sync/typing.feature")
_STATUS = ("features/sync/status.feature", "features/sync/concurrency.feature")
_LIMIT = ("features/recovery/api.feature", "features/sync/bursts.feature")
_OBEY = (Commands, "obey")


def _over_the_socket(owner: Any, name: str, mistaken: Callable[..., Any]) -> None:
    during(_OBEY, (owner, name), mistaken)


def _typing_in(chatrooms: str) -> None:
    """Typing is shown in every chatroom (id, company) that this query finds."""

    def chatroom(original: Callable[..., Any], self: Any, caller: Any, chatroom_id: int) -> Any:
        found = self._database.find(chatrooms, chatroom_id, caller.company_id)
        return original(self, caller, chatroom_id) if found is None else found

    during((Commands, "_chatroom_typing"), (Permissions, "chatroom"), chatroom)


def _unchecked(kind: type, wrong: Callable[[dict[str, Any]], bool], build: Callable[[dict[str, Any]], Any]) -> None:
    """Commands with data that are wrong like this are read without validation."""

    def read(original: Callable[..., Any], model: Any, command: Any, **which: Any) -> Any:
        return build(command.data) if model is kind and wrong(command.data) else original(model, command, **which)

    replace(commands, "_read", read)


def _message(data: dict[str, Any]) -> PostMessage:
    return PostMessage.model_construct(
        thread_id=data.get("threadId"),
        chatroom_id=data.get("chatroomId"),
        content=data["content"],
        reply_to_id=data.get("replyToId"),
    )


@slip(
    expected="step: rejected",
    made_by="whoever checks that a thread is open in the HTTP controller only",
    features=_THREADS,
    listed=True,
    now="in an archived thread over the socket",
)
def archived_takes_messages_over_the_socket() -> None:
    """An archived thread takes messages over the socket."""
    _over_the_socket(Messages, "_must_be_open", lambda _original, *_given: None)


@slip(
    expected="P4",
    made_by="whoever counts towards the limit after the act",
    features=_LIMIT,
    listed=True,
    now="over the rate limit are not written over the socket",
)
def over_the_limit_but_done() -> None:
    """A command over the rate limit is answered 429, but done."""

    def obey(original: Callable[..., Any], self: Any, connection: Any, command: Any, request_id: str) -> Any:
        try:
            return original(self, connection, command, request_id)
        except RefusedError as refused:
            if refused.status == 429:
                limit, self._limit = self._limit, RateLimit(0)
                try:
                    original(self, connection, command, request_id)
                finally:
                    self._limit = limit
            raise

    replace(Commands, "obey", obey)


@slip(
    expected="step: rejected",
    made_by="whoever checks a right in the HTTP controller only",
    features=_RIGHTS,
    now="guest cannot post in a public chatroom",
)
def guests_write_over_the_socket() -> None:
    """A guest can write over the socket in a public chatroom that they are not in."""

    def place(original: Callable[..., Any], self: Any, call: Any, body: Any) -> Any:
        role = "MEMBER" if call.caller.role == "GUEST" else call.caller.role
        return original(self, dataclasses.replace(call, caller=dataclasses.replace(call.caller, role=role)), body)

    _over_the_socket(Messages, "_place", place)


@slip(
    expected="step: rejected",
    made_by="whoever keeps the members of a room with its sockets, and forgets them there",
    features=_RIGHTS,
    now="removed member cannot post",
)
def removed_people_write_over_the_socket() -> None:
    """A person removed from a chatroom can still write in it over the socket."""

    def place(original: Callable[..., Any], self: Any, call: Any, body: Any) -> Any:
        query = "SELECT 1 FROM memberships WHERE room = ? AND user_id = ?"
        room = rooms.chatroom(body.chatroom_id or 0)
        if self._core.database.find(query, room, call.caller.user_id) is not None:
            return body.chatroom_id, None
        return original(self, call, body)

    _over_the_socket(Messages, "_place", place)


@slip(
    expected="step: rejected",
    made_by="whoever validates in the model of the HTTP body only",
    features=_MESSAGES,
    now="Unicode spaces is rejected",
)
def blank_text_over_the_socket() -> None:
    """A text of nothing but white space is accepted over the socket."""
    _unchecked(PostMessage, lambda data: not str(data.get("content", "x")).strip(), _message)


@slip(
    expected="step: rejected",
    made_by="whoever validates in the model of the HTTP body only",
    features=_MESSAGES,
    now="too many is rejected",
)
def too_long_over_the_socket() -> None:
    """A text longer than allowed is accepted over the socket."""
    _unchecked(PostMessage, lambda data: len(str(data.get("content", ""))) > 10_000, _message)


@slip(
    expected="step: rejected",
    made_by="whoever relies on the client to reply only to what it shows",
    features=_MESSAGES,
    now="another chatroom cannot be answered",
)
def reply_anywhere_over_the_socket() -> None:
    """Over the socket, a message of another chatroom can be answered."""

    def may_reply(original: Callable[..., Any], self: Any, body: Any, *where: Any) -> None:
        query = "SELECT 1 FROM messages WHERE id = ?"
        if self._core.database.find(query, body.reply_to_id) is None:
            original(self, body, *where)

    _over_the_socket(Messages, "_may_reply", may_reply)


@slip(
    expected="P6",
    made_by="whoever reads the key from an HTTP header only",
    features=_KEYS,
    now="is one message",
    first="P6",
)
def key_ignored_over_the_socket() -> None:
    """An idempotency key is ignored over the socket."""

    def post(original: Callable[..., Any], self: Any, call: Any, body: Any, key: str | None = None) -> Any:
        del key
        return original(self, call, body, None)

    _over_the_socket(Messages, "post", post)


@slip(
    expected="step: rejected",
    made_by="whoever compares bodies in the HTTP middleware only",
    features=_KEYS,
    now="another text under a used key",
)
def used_key_with_another_text_over_the_socket() -> None:
    """Over the socket, another text under a used key is answered with the first message."""

    def first(original: Callable[..., Any], self: Any, call: Any, body: Any, key: str | None) -> Any:
        query = "SELECT body FROM idempotency WHERE user_id = ? AND key = ?"
        stored = self._core.database.find(query, call.caller.user_id, key)
        return original(self, call, body if stored is None else _Dumped(stored["body"]), key)

    _over_the_socket(Messages, "_first_answer", first)


class _Dumped:
    """A body that equals the stored one."""

    def __init__(self, text: str) -> None:
        self._text = text

    def model_dump_json(self) -> str:
        """The stored text."""
        return self._text


@slip(
    expected="P6",
    made_by="whoever has one store of keys in the HTTP service and one in the socket service",
    features=_KEYS,
    now="is one message",
    first="P6",
)
def keys_of_each_way() -> None:
    """A key used over the API is unknown over the socket: two messages."""

    def post(original: Callable[..., Any], self: Any, call: Any, body: Any, key: str | None = None) -> Any:
        return original(self, call, body, key and f"{call.via} {key}")

    replace(Messages, "post", post)


@slip(
    expected="step: rejected",
    made_by="whoever has the list of statuses in the model of the HTTP body only",
    features=_STATUS,
    now="unknown status is rejected",
)
def any_status_over_the_socket() -> None:
    """An unknown status is accepted over the socket."""
    known = {"online", "away", "busy", "offline"}
    _unchecked(
        SetStatus, lambda data: data.get("status") not in known, lambda data: SetStatus.model_construct(**data)
    )


@slip(
    expected="P14",
    made_by="whoever keeps the status in the memory of the socket service",
    features=_STATUS,
    now="a status set over the socket",
)
def status_not_stored_over_the_socket() -> None:
    """A status set over the socket is announced, but not stored."""

    def set_status(original: Callable[..., Any], self: Any, call: Any, body: Any) -> Any:
        database, user = self._core.database, call.caller.user_id
        before = database.row("SELECT status, status_version FROM users WHERE id = ?", user)
        told = original(self, call, body)
        database.run("UPDATE users SET status = ?, status_version = ? WHERE id = ?", *before, user)
        return told

    _over_the_socket(People, "set_status", set_status)


@slip(
    expected="P1",
    made_by="whoever announces in the HTTP controller, and has a second handler for the socket",
    features=_STATUS,
    now="a status set over the socket",
    first="P1",
)
def status_unannounced_over_the_socket() -> None:
    """A status set over the socket is stored, but not announced."""

    def event(original: Callable[..., Any], work: Any, room: str, name: str, data: Any) -> Any:
        return None if name == "user_status_updated" else original(work, room, name, data)

    _over_the_socket(Work, "event", event)


@slip(
    expected="step: rejected",
    made_by="whoever limits in an HTTP middleware",
    features=_LIMIT,
    now="over the rate limit are not written over the socket",
)
def socket_unlimited() -> None:
    """Commands are not counted towards the rate limit."""
    _over_the_socket(RateLimit, "take", lambda _original, *_given: None)


@slip(
    expected="step: Retry-After",
    made_by="whoever writes 429 and leaves the header to the proxy",
    features=_LIMIT,
    now="over the rate limit are not written over the API",
)
def no_time_to_retry_after() -> None:
    """A request over the rate limit is answered 429 without Retry-After."""

    def failure(original: Callable[..., Any], refused: RefusedError) -> Any:
        response = original(refused)
        if "retry-after" in response.headers:
            del response.headers["retry-after"]
        return response

    replace(api, "failure", failure)


@slip(
    expected="step: rejected",
    made_by="whoever takes the author from the frame, as the client sends it",
    features=_MESSAGES,
    now="another person's name",
)
def author_from_the_frame() -> None:
    """Over the socket, a message can be written in another person's name."""

    def send(original: Callable[..., Any], *given: Any) -> Any:
        *before, call, command = given
        author = command.data.pop("authorId", call.caller.user_id)
        caller = dataclasses.replace(call.caller, user_id=author)
        return original(*before, dataclasses.replace(call, caller=caller), command)

    replace(Commands, "_send_message", send)


@slip(
    expected="step: rejected",
    made_by="whoever checks the company on the socket, and the chatroom over HTTP only",
    features=_THREADS,
    now="cannot write in its threads",
)
def outsiders_write_in_threads_over_the_socket() -> None:
    """Over the socket, a colleague outside a chatroom can write in its threads."""

    def place(original: Callable[..., Any], self: Any, call: Any, body: Any) -> Any:
        query = (
            "SELECT t.id, t.chatroom_id FROM threads t JOIN chatrooms c ON c.id = t.chatroom_id"
            " WHERE t.id = ? AND c.company_id = ? AND NOT t.is_archived"
        )
        found = self._core.database.find(query, body.thread_id, call.caller.company_id)
        return (found["chatroom_id"], found["id"]) if found is not None else original(self, call, body)

    _over_the_socket(Messages, "_place", place)


@slip(
    expected="step: 404",
    made_by="whoever answers what a lookup found, before asking whose it is",
    features=_RIGHTS,
    now="does not exist for someone who posts",
)
def existence_told_over_the_socket() -> None:
    """Over the socket, another company's chatroom is answered 403, not 404."""

    def chatroom(original: Callable[..., Any], self: Any, caller: Any, chatroom_id: int) -> Any:
        try:
            return original(self, caller, chatroom_id)
        except RefusedError:
            if self._database.find("SELECT 1 FROM chatrooms WHERE id = ?", chatroom_id) is not None:
                raise forbidden("This chatroom is not yours.") from None
            raise

    _over_the_socket(Permissions, "chatroom", chatroom)


@slip(
    expected="P4",
    made_by="whoever publishes first and asks afterwards",
    features=_RIGHTS,
    now="never added cannot post",
)
def rejected_but_announced_over_the_socket() -> None:
    """Over the socket, a message of a colleague outside the chatroom is rejected, but announced."""

    def post(original: Callable[..., Any], self: Any, call: Any, body: Any, key: str | None = None) -> Any:
        try:
            return original(self, call, body, key)
        except RefusedError as refused:
            if refused.status == 404 and body.chatroom_id is not None:
                _announce(self._core, call, body)
            raise

    _over_the_socket(Messages, "post", post)


def _announce(core: Any, call: Any, body: PostMessage) -> None:
    database, room = core.database, rooms.chatroom(body.chatroom_id or 0)
    query = "SELECT 1 FROM chatrooms WHERE id = ? AND company_id = ?"
    if database.find(query, body.chatroom_id, call.caller.company_id) is None:
        return
    with core.writes.write(call.cause, call.via) as work:
        message = {
            "id": 999_999,
            "version": 1,
            "chatroomId": body.chatroom_id,
            "authorId": call.caller.user_id,
            "content": body.content,
            "replyToId": body.reply_to_id,
            "createdAt": timestamp(work.now),
            "editedAt": None,
        }
        work.event(room, "chatroom_message_received", message)


@slip(
    expected="step: a later read",
    made_by="whoever saves, then asks, and forgets to roll back",
    features=("features/sync/changes.feature", "features/sync/roles.feature"),
    now="member cannot edit a message",
    first="P14",
)
def rejected_edit_done() -> None:
    """An edit of a colleague's message is rejected, but done."""

    def edit(original: Callable[..., Any], self: Any, call: Any, message_id: int, body: Any) -> Any:
        try:
            return original(self, call, message_id, body)
        except RefusedError as refused:
            if refused.status == 403:
                update = "UPDATE messages SET content = ?, version = version + 1 WHERE id = ?"
                self._core.database.run(update, body.content, message_id)
            raise

    replace(Messages, "edit", edit)


@slip(
    expected="step: a later read",
    made_by="whoever saves, then asks, and forgets to roll back",
    features=("features/sync/chatrooms.feature", "features/sync/roles.feature", "features/sync/membership.feature"),
    now="member cannot rename",
)
def rejected_rename_done() -> None:
    """The renaming of a colleague's chatroom is rejected, but done."""

    def update(original: Callable[..., Any], self: Any, call: Any, chatroom_id: int, body: Any) -> Any:
        try:
            return original(self, call, chatroom_id, body)
        except RefusedError as refused:
            if refused.status == 403:
                statement = "UPDATE chatrooms SET name = ifnull(?, name), version = version + 1 WHERE id = ?"
                self._core.database.run(statement, body.name, chatroom_id)
            raise

    replace(Chatrooms, "update", update)


@slip(
    expected="step: rejected",
    made_by="whoever thinks of messages when a thread is archived, and not of typing",
    features=_THREADS,
    now="typing in an archived thread",
)
def typing_in_archived_threads() -> None:
    """Typing is shown in an archived thread."""

    def thread(original: Callable[..., Any], self: Any, caller: Any, thread_id: int) -> Any:
        return {**dict(original(self, caller, thread_id)), "is_archived": 0}

    _over_the_socket(Permissions, "thread", thread)


@slip(
    expected="step: rejected",
    made_by="whoever asks for the company on the socket, and for the role over HTTP only",
    features=("features/sync/typing.feature", "features/sync/roles.feature"),
    now="guest is not shown as typing",
)
def guests_type_in_public_chatrooms() -> None:
    """A guest's typing is shown in a public chatroom that they are not in."""
    _typing_in("SELECT * FROM chatrooms WHERE id = ? AND company_id = ? AND NOT is_private")


@slip(
    expected="step: rejected",
    made_by="whoever thinks that typing is harmless",
    features=("features/sync/typing.feature", "features/sync/roles.feature"),
    now="typing by someone outside is rejected",
    first="step",
)
def outsiders_type() -> None:
    """A colleague's typing is shown in a private chatroom that they are not in."""
    _typing_in("SELECT * FROM chatrooms WHERE id = ? AND company_id = ?")
