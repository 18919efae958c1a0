"""Messages in chatrooms. Routes messages/*, and send_chatroom_message on the socket, which is the same write.

Whoever sees a chatroom reads and writes its messages. A deleted message is gone: only its events, while they are
kept, still tell of it. An idempotency key belongs to a person; its first answer is kept for a day.
"""

import sqlite3
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64Error
from typing import Annotated

import msgspec
from msgspec import Meta

from support.reference import rooms, rows
from support.reference.clock import told
from support.reference.core import Core
from support.reference.errors import invalid, not_found
from support.reference.representations import Message, Position, Tombstone
from support.reference.requests import EditMessage, PostMessage
from support.reference.rights import Call


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    chatroom: int
    before: Annotated[int, Meta(ge=1, le=2**63 - 1)]
    position: Position


class Messages:
    """What people do with messages."""

    def __init__(self, core: Core) -> None:
        """Works on this core."""
        self._core = core

    def post(self, call: Call, body: PostMessage, key: str | None = None) -> Message:
        """Write a message, or, with a key used before, repeat the first answer."""
        insert = (
            "INSERT INTO messages (chatroom_id, author_id, content, reply_to_id, created_at)"
            " VALUES (?, ?, ?, ?, ?) RETURNING *"
        )
        with self._core.writes.write(call.cause, call.via) as work:
            first = self._first_answer(call, body, key)
            if first is not None:
                return first
            self._core.rights.chatroom(call.caller, body.chatroom_id)
            self._may_reply(body)
            what = (body.chatroom_id, call.caller.user_id, body.content, body.reply_to_id, told(work.now))
            [row] = self._core.database.rows(insert, *what)
            message = rows.message(row)
            work.event(rooms.chatroom(body.chatroom_id), "chatroom_message_received", message)
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

    def get(self, call: Call, message_id: int) -> Message:
        """One message."""
        return rows.message(self._visible(call, message_id))

    def edit(self, call: Call, message_id: int, body: EditMessage) -> Message:
        """Change the text."""
        update = "UPDATE messages SET content = ?, edited_at = ?, version = version + 1 WHERE id = ? RETURNING *"
        with self._core.writes.write(call.cause) as work:
            call.caller.must_have_made(self._visible(call, message_id)["author_id"], "edit this message")
            [row] = self._core.database.rows(update, body.content, told(work.now), message_id)
            message = rows.message(row)
            work.event(rooms.chatroom(row["chatroom_id"]), "chatroom_message_edited", message)
        return message

    def delete(self, call: Call, message_id: int) -> Tombstone:
        """Delete a message."""
        with self._core.writes.write(call.cause) as work:
            row = self._visible(call, message_id)
            call.caller.must_have_made(row["author_id"], "delete this message")
            self._core.database.run("DELETE FROM messages WHERE id = ?", message_id)
            gone = rows.tombstone(row, work.now)
            work.event(rooms.chatroom(row["chatroom_id"]), "chatroom_message_deleted", gone)
        return gone

    def page(
        self, call: Call, chatroom_id: int, limit: int, cursor: str | None
    ) -> tuple[list[Message], Position, str | None]:
        """At most `limit` messages, newest first; the chatroom's position at the first page; the next cursor."""
        after = _read_cursor(cursor, chatroom_id) if cursor is not None else None
        query = "SELECT * FROM messages WHERE chatroom_id = ? AND id < ? ORDER BY id DESC LIMIT ?"
        with self._core.database.snapshot():
            self._core.rights.chatroom(call.caller, chatroom_id)
            before = after.before if after else 2**63 - 1
            found = self._core.database.rows(query, chatroom_id, before, limit + 1)
            position = after.position if after else self._core.outbox.position(rooms.chatroom(chatroom_id))
        page = found[:limit]
        following = _write_cursor(_Cursor(chatroom_id, page[-1]["id"], position)) if len(found) > limit else None
        return [rows.message(row) for row in page], position, following

    def _visible(self, call: Call, message_id: int) -> sqlite3.Row:
        row = self._core.database.find(
            "SELECT m.* FROM messages m JOIN chatrooms c ON c.id = m.chatroom_id WHERE m.id = ? AND c.company_id = ?",
            message_id,
            call.caller.company_id,
        )
        if row is None:
            raise not_found("message")
        self._core.rights.chatroom(call.caller, row["chatroom_id"])
        return row

    def _may_reply(self, body: PostMessage) -> None:
        query = "SELECT 1 FROM messages WHERE id = ? AND chatroom_id = ?"
        to = body.reply_to_id
        if to is not None and self._core.database.find(query, to, body.chatroom_id) is None:
            raise invalid(replyToId=f"there is no message {to} in this chatroom")

    def _first_answer(self, call: Call, body: PostMessage, key: str | None) -> Message | None:
        query = "SELECT body, answer FROM idempotency WHERE user_id = ? AND key = ?"
        stored = self._core.database.find(query, call.caller.user_id, key) if key is not None else None
        if stored is None:
            return None
        if stored["body"] != body.model_dump_json():
            raise invalid(key="this idempotency key was used with another body")
        answer: Message = msgspec.json.decode(stored["answer"])
        return answer


def _write_cursor(cursor: _Cursor) -> str:
    return urlsafe_b64encode(msgspec.json.encode(cursor)).decode()


def _read_cursor(text: str, chatroom_id: int) -> _Cursor:
    try:
        cursor = msgspec.json.decode(urlsafe_b64decode(text.encode()), type=_Cursor)
    except (NotBase64Error, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise invalid(cursor="this is no cursor that an earlier page gave") from error
    if cursor.chatroom != chatroom_id:
        raise invalid(cursor="this cursor is of another chatroom")
    return cursor
