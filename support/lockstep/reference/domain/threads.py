"""Threads of chatrooms, and their participants.

Routes threads/*; permissions in `requests.py`, events in docs/reference-backend.md.

Everyone who sees a chatroom sees its threads; participation grants no rights. An archived thread can only be read and
deleted.
"""

import sqlite3

from lockstep.reference import rooms
from lockstep.reference.clock import timestamp
from lockstep.reference.domain.core import Core
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import CreateThread, UpdateThread
from lockstep.reference.errors import conflict, invalid, not_found
from lockstep.reference.representations import Membership, Position, Thread, Tombstone
from lockstep.reference.storage import table_rows
from lockstep.reference.storage.transactions import Work


class Threads:
    """Operations on threads."""

    def __init__(self, core: Core) -> None:
        """Uses this core."""
        self._core = core

    def create(self, call: Call, body: CreateThread) -> tuple[Thread, list[Membership]]:
        """Create a thread with its first participants, including the creator."""
        database, caller = self._core.database, call.caller
        insert = "INSERT INTO threads (chatroom_id, title, created_by, created_at) VALUES (?, ?, ?, ?) RETURNING *"
        with self._core.writes.write(call.cause) as work:
            self._core.permissions.chatroom(caller, body.chatroom_id)
            [row] = database.rows(insert, body.chatroom_id, body.title, caller.user_id, timestamp(work.now))
            room = rooms.thread(row["id"])
            self._core.outbox.open(room, caller.company_id)
            for user_id in sorted({caller.user_id, *body.participant_ids}):
                if not self._core.permissions.shown(body.chatroom_id, user_id, caller.company_id):
                    raise invalid(participantIds=f"{user_id} is not a person who sees this chatroom")
                database.run("INSERT INTO memberships (room, user_id) VALUES (?, ?)", room, user_id)
            thread = table_rows.thread(row)
            work.event(rooms.chatroom(body.chatroom_id), "thread_created", thread)
            return thread, self._participants(room)

    def all(self, call: Call, chatroom_id: int) -> tuple[list[Thread], Position]:
        """Every thread of a chatroom, oldest first, and the chatroom's position."""
        query = "SELECT * FROM threads WHERE chatroom_id = ? ORDER BY id"
        with self._core.database.snapshot():
            self._core.permissions.chatroom(call.caller, chatroom_id)
            threads = [table_rows.thread(row) for row in self._core.database.rows(query, chatroom_id)]
            return threads, self._core.outbox.position(rooms.chatroom(chatroom_id))

    def get(self, call: Call, thread_id: int) -> tuple[Thread, list[Membership], Position]:
        """One thread, its participants, and its position."""
        room = rooms.thread(thread_id)
        with self._core.database.snapshot():
            thread = table_rows.thread(self._core.permissions.thread(call.caller, thread_id))
            return thread, self._participants(room), self._core.outbox.position(room)

    def update(self, call: Call, thread_id: int, body: UpdateThread) -> tuple[Thread, list[Membership]]:
        """Change the title."""
        update = "UPDATE threads SET title = ?, version = version + 1 WHERE id = ? RETURNING *"
        with self._core.writes.write(call.cause) as work:
            self._own(call, thread_id, "change this thread")
            [row] = self._core.database.rows(update, body.title, thread_id)
            return self._changed(work, row, "thread_updated")

    def archive(self, call: Call, thread_id: int) -> tuple[Thread, list[Membership]]:
        """Make it read-only."""
        update = "UPDATE threads SET is_archived = 1, version = version + 1 WHERE id = ? RETURNING *"
        with self._core.writes.write(call.cause) as work:
            self._own(call, thread_id, "archive this thread")
            [row] = self._core.database.rows(update, thread_id)
            return self._changed(work, row, "thread_archived")

    def delete(self, call: Call, thread_id: int) -> Tombstone:
        """Delete a thread with its messages."""
        room = rooms.thread(thread_id)
        with self._core.writes.write(call.cause) as work:
            row = self._core.permissions.thread(call.caller, thread_id)
            call.caller.must_have_made(row["created_by"], "delete this thread")
            gone = table_rows.tombstone(row, work.now)
            work.event(room, "thread_deleted", gone)
            work.then(self._core.hub.end, room)
            work.event(rooms.chatroom(row["chatroom_id"]), "thread_deleted", gone)
            self._core.database.run("DELETE FROM threads WHERE id = ?", thread_id)
            self._core.database.run("DELETE FROM rooms WHERE room = ?", room)
        return gone

    def add_participant(self, call: Call, thread_id: int, user_id: int) -> Membership:
        """Add a participant."""
        insert = (
            "INSERT INTO memberships (room, user_id) VALUES (?, ?) ON CONFLICT DO UPDATE"
            " SET is_active = 1, version = version + 1 WHERE NOT is_active RETURNING *"
        )
        with self._core.writes.write(call.cause) as work:
            thread = self._open_to(call, thread_id, user_id, "add others to this thread")
            if not self._core.permissions.shown(thread["chatroom_id"], user_id, call.caller.company_id):
                raise not_found("person")
            added = self._core.database.rows(insert, rooms.thread(thread_id), user_id)
            if not added:
                raise conflict("This person is already a participant.")
            return self._told(work, added[0], "participant_added")

    def remove_participant(self, call: Call, thread_id: int, user_id: int) -> Membership:
        """Remove a participant."""
        update = (
            "UPDATE memberships SET is_active = 0, version = version + 1"
            " WHERE room = ? AND user_id = ? AND is_active RETURNING *"
        )
        with self._core.writes.write(call.cause) as work:
            self._open_to(call, thread_id, user_id, "remove others from this thread")
            removed = self._core.database.rows(update, rooms.thread(thread_id), user_id)
            if not removed:
                raise not_found("participant")
            return self._told(work, removed[0], "participant_removed")

    def _own(self, call: Call, thread_id: int, act: str) -> sqlite3.Row:
        """An open thread that the caller may change. Raises RefusedError (403, 404, 409)."""
        row = self._core.permissions.thread(call.caller, thread_id)
        call.caller.must_have_made(row["created_by"], act)
        if row["is_archived"]:
            raise conflict("This thread is archived; it can only be read.")
        return row

    def _open_to(self, call: Call, thread_id: int, user_id: int, act: str) -> sqlite3.Row:
        """The same, if callers may also act for themselves."""
        row = self._core.permissions.thread(call.caller, thread_id)
        if user_id != call.caller.user_id:
            return self._own(call, thread_id, act)
        if row["is_archived"]:
            raise conflict("This thread is archived; it can only be read.")
        return row

    def _changed(self, work: Work, row: sqlite3.Row, event: str) -> tuple[Thread, list[Membership]]:
        thread, room = table_rows.thread(row), rooms.thread(row["id"])
        work.event(room, event, thread)
        work.event(rooms.chatroom(row["chatroom_id"]), event, thread)
        return thread, self._participants(room)

    def _told(self, work: Work, row: sqlite3.Row, event: str) -> Membership:
        participant = table_rows.membership(row)
        work.event(row["room"], event, participant)
        work.event(rooms.user(row["user_id"]), event, participant)
        return participant

    def _participants(self, room: str) -> list[Membership]:
        query = "SELECT * FROM memberships WHERE room = ? AND is_active ORDER BY user_id"
        return [table_rows.membership(row) for row in self._core.database.rows(query, room)]
