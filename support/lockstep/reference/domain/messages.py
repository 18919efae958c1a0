"""Messages in chatrooms and threads. Routes messages/*, and send_* on the socket, which is the same write.

Everyone who sees a chatroom may read and write its messages and those of its threads; an archived thread is
read-only. A deleted message is removed: only its events remain, as long as they are kept. An idempotency key belongs
to a person; its first answer is kept for a day.
"""

import sqlite3
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64Error
from typing import Annotated

import msgspec
from msgspec import Meta

from lockstep.reference import rooms
from lockstep.reference.clock import timestamp
from lockstep.reference.domain.core import Core
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import EditMessage, PostMessage
from lockstep.reference.errors import conflict, invalid, not_found
from lockstep.reference.representations import Message, Position, ThreadMessage, Tombstone
from lockstep.reference.storage import table_rows

AnyMessage = Message | ThreadMessage


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    room: str
    before: Annotated[int, Meta(ge=1, le=2**63 - 1)]
    position: Position


class Messages:
    """Operations on messages."""

    def __init__(self, core: Core) -> None:
        """Uses this core."""
        self._core = core

    def post(self, call: Call, body: PostMessage, key: str | None = None) -> AnyMessage:
        """Write a message or, with a key used before, repeat the first answer."""
        insert = (
            "INSERT INTO messages (chatroom_id, thread_id, author_id, content, reply_to_id, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?) RETURNING *"
        )
        with self._core.writes.write(call.cause, call.via) as work:
            first = self._first_answer(call, body, key)
            if first is not None:
                return first
            where = self._place(call, body)
            self._may_reply(body, *where)
            what = (*where, call.caller.user_id, body.content, body.reply_to_id, timestamp(work.now))
            [row] = self._core.database.rows(insert, *what)
            message = table_rows.message(row)
            work.event(_room(row), _event(row, "received"), message)
            if key is not None:
                self._core.database.run(
                    "INSERT INTO idempotency (user_id, key, body, answer, stored_at) VALUES (?, ?, ?, ?, ?)",
                    call.caller.user_id,
                    key,
                    body.model_dump_json(),
                    msgspec.json.encode(message).decode(),
                    work.now,
                )
        return message

    def get(self, call: Call, message_id: int) -> AnyMessage:
        """One message."""
        return table_rows.message(self._visible(call, message_id))

    def edit(self, call: Call, message_id: int, body: EditMessage) -> AnyMessage:
        """Change the text."""
        update = "UPDATE messages SET content = ?, edited_at = ?, version = version + 1 WHERE id = ? RETURNING *"
        with self._core.writes.write(call.cause) as work:
            old = self._visible(call, message_id)
            call.caller.must_have_made(old["author_id"], "edit this message")
            self._must_be_open(old["thread_id"])
            [row] = self._core.database.rows(update, body.content, timestamp(work.now), message_id)
            message = table_rows.message(row)
            work.event(_room(row), _event(row, "edited"), message)
        return message

    def delete(self, call: Call, message_id: int) -> Tombstone:
        """Delete a message."""
        with self._core.writes.write(call.cause) as work:
            row = self._visible(call, message_id)
            call.caller.must_have_made(row["author_id"], "delete this message")
            self._must_be_open(row["thread_id"])
            self._core.database.run("DELETE FROM messages WHERE id = ?", message_id)
            gone = table_rows.tombstone(row, work.now)
            work.event(_room(row), _event(row, "deleted"), gone)
        return gone

    def page(
        self, call: Call, chatroom_id: int, limit: int, cursor: str | None
    ) -> tuple[list[AnyMessage], Position, str | None]:
        """At most `limit` messages, newest first, with the chatroom's position at the first page and the next
        cursor."""
        query = (
            "SELECT * FROM messages WHERE chatroom_id = ? AND thread_id IS NULL AND id < ? ORDER BY id DESC LIMIT ?"
        )
        return self._page(call, (rooms.chatroom(chatroom_id), chatroom_id), query, limit, cursor)

    def thread_page(
        self, call: Call, thread_id: int, limit: int, cursor: str | None
    ) -> tuple[list[AnyMessage], Position, str | None]:
        """The same for a thread."""
        query = "SELECT * FROM messages WHERE thread_id = ? AND id < ? ORDER BY id DESC LIMIT ?"
        return self._page(call, (rooms.thread(thread_id), thread_id), query, limit, cursor)

    def _page(
        self, call: Call, place: tuple[str, int], query: str, limit: int, cursor: str | None
    ) -> tuple[list[AnyMessage], Position, str | None]:
        room, id_ = place
        after = _read_cursor(cursor, room) if cursor is not None else None
        with self._core.database.snapshot():
            self._core.permissions.room(call.caller, room)
            found = self._core.database.rows(query, id_, after.before if after else 2**63 - 1, limit + 1)
            position = after.position if after else self._core.outbox.position(room)
        page = found[:limit]
        following = _write_cursor(_Cursor(room, page[-1]["id"], position)) if len(found) > limit else None
        return [table_rows.message(row) for row in page], position, following

    def _visible(self, call: Call, message_id: int) -> sqlite3.Row:
        row = self._core.database.find(
            "SELECT m.* FROM messages m JOIN chatrooms c ON c.id = m.chatroom_id WHERE m.id = ? AND c.company_id = ?",
            message_id,
            call.caller.company_id,
        )
        if row is None or not self._core.permissions.sees(call.caller, row["chatroom_id"]):
            raise not_found("message")
        return row

    def _place(self, call: Call, body: PostMessage) -> tuple[int, int | None]:
        """The chatroom, and thread if any, of a new message. Raises RefusedError (404, 409, 422)."""
        if body.chatroom_id is not None and body.thread_id is None:
            return self._core.permissions.chatroom(call.caller, body.chatroom_id)["id"], None
        if body.chatroom_id is not None or body.thread_id is None:
            raise invalid(chatroomId="either this or threadId must be given")
        thread = self._core.permissions.thread(call.caller, body.thread_id)
        self._must_be_open(body.thread_id)
        return thread["chatroom_id"], thread["id"]

    def _must_be_open(self, thread_id: int | None) -> None:
        """Raises RefusedError (409) if the thread is archived."""
        query = "SELECT 1 FROM threads WHERE id = ? AND is_archived"
        if thread_id is not None and self._core.database.find(query, thread_id) is not None:
            raise conflict("This thread is archived; it can only be read.")

    def _may_reply(self, body: PostMessage, chatroom_id: int, thread_id: int | None) -> None:
        query = "SELECT 1 FROM messages WHERE id = ? AND chatroom_id = ? AND thread_id IS ?"
        to = body.reply_to_id
        if to is not None and self._core.database.find(query, to, chatroom_id, thread_id) is None:
            raise invalid(replyToId=f"there is no message {to} in this {'thread' if thread_id else 'chatroom'}")

    def _first_answer(self, call: Call, body: PostMessage, key: str | None) -> AnyMessage | None:
        query = "SELECT body, answer FROM idempotency WHERE user_id = ? AND key = ?"
        stored = self._core.database.find(query, call.caller.user_id, key) if key is not None else None
        if stored is None:
            return None
        if stored["body"] != body.model_dump_json():
            raise invalid(key="this idempotency key was used with another body")
        answer: AnyMessage = msgspec.json.decode(stored["answer"])
        return answer


def _room(row: sqlite3.Row) -> str:
    """The room that receives the events of a row of messages."""
    return rooms.chatroom(row["chatroom_id"]) if row["thread_id"] is None else rooms.thread(row["thread_id"])


def _event(row: sqlite3.Row, what: str) -> str:
    return f"{'chatroom' if row['thread_id'] is None else 'thread'}_message_{what}"


def _write_cursor(cursor: _Cursor) -> str:
    return urlsafe_b64encode(msgspec.json.encode(cursor)).decode()


def _read_cursor(text: str, room: str) -> _Cursor:
    try:
        cursor = msgspec.json.decode(urlsafe_b64decode(text.encode()), type=_Cursor)
    except (NotBase64Error, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise invalid(cursor="this is not a cursor from an earlier page") from error
    if cursor.room != room:
        raise invalid(cursor="this cursor belongs to another chatroom or thread")
    return cursor
