"""Chatrooms and their members.

Routes chatrooms/*; permissions and bodies in `requests.py`, events in docs/reference-backend.md.
"""

from lockstep.reference import rooms
from lockstep.reference.clock import timestamp
from lockstep.reference.domain.core import Core
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import CreateChatroom, UpdateChatroom
from lockstep.reference.errors import conflict, invalid, not_found
from lockstep.reference.representations import Chatroom, Membership, Position, Revocation, Tombstone
from lockstep.reference.storage import table_rows
from lockstep.reference.storage.transactions import Work


class Chatrooms:
    """Operations on chatrooms."""

    def __init__(self, core: Core) -> None:
        """Uses this core."""
        self._core = core

    def create(self, call: Call, body: CreateChatroom) -> tuple[Chatroom, list[Membership]]:
        """Create a chatroom with its first members, including the creator."""
        call.caller.must_be("MEMBER", "make chatrooms")
        database, caller = self._core.database, call.caller
        insert = (
            "INSERT INTO chatrooms (company_id, name, description, is_private, created_by, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?) RETURNING *"
        )
        with self._core.writes.write(call.cause) as work:
            what = (body.name, body.description, body.is_private, caller.user_id, timestamp(work.now))
            [row] = database.rows(insert, caller.company_id, *what)
            room = rooms.chatroom(row["id"])
            self._core.outbox.open(room, caller.company_id)
            for user_id in sorted({caller.user_id, *body.member_ids}):
                if not self._is_colleague(call, user_id):
                    raise invalid(memberIds=f"{user_id} is not an active member of the company")
                database.run("INSERT INTO memberships (room, user_id) VALUES (?, ?)", room, user_id)
            chatroom, members = table_rows.chatroom(row), self.members(room)
            self._announce(work, "chatroom_created", chatroom, chatroom, members)
        return chatroom, members

    def all(self, call: Call) -> tuple[list[Chatroom], Position, Position]:
        """Every chatroom the caller sees; the positions of the company's room and of the caller's own."""
        with self._core.database.snapshot():
            return (
                [table_rows.chatroom(row) for row in self._core.permissions.chatrooms(call.caller)],
                self._core.outbox.position(rooms.company(call.caller.company_id)),
                self._core.outbox.position(rooms.user(call.caller.user_id)),
            )

    def get(self, call: Call, chatroom_id: int) -> tuple[Chatroom, list[Membership], Position]:
        """One chatroom, its members, and its position."""
        room = rooms.chatroom(chatroom_id)
        with self._core.database.snapshot():
            chatroom = table_rows.chatroom(self._core.permissions.chatroom(call.caller, chatroom_id))
            return chatroom, self.members(room), self._core.outbox.position(room)

    def update(self, call: Call, chatroom_id: int, body: UpdateChatroom) -> tuple[Chatroom, list[Membership]]:
        """Change name or description."""
        update = "UPDATE chatrooms SET name = ?, description = ?, version = version + 1 WHERE id = ? RETURNING *"
        room = rooms.chatroom(chatroom_id)
        with self._core.writes.write(call.cause) as work:
            old = self._core.permissions.chatroom(call.caller, chatroom_id)
            call.caller.must_have_made(old["created_by"], "change this chatroom")
            name = old["name"] if body.name is None else body.name
            description = old["description"] if body.description is None else body.description
            [row] = self._core.database.rows(update, name, description, chatroom_id)
            chatroom, members = table_rows.chatroom(row), self.members(room)
            work.event(room, "chatroom_updated", chatroom)
            self._announce(work, "chatroom_updated", chatroom, chatroom, members)
        return chatroom, members

    def delete(self, call: Call, chatroom_id: int) -> tuple[Tombstone, list[Membership], bool]:
        """Delete a chatroom with its threads and messages; also returns its former members, and whether it was
        private."""
        room = rooms.chatroom(chatroom_id)
        with self._core.writes.write(call.cause) as work:
            row = self._core.permissions.chatroom(call.caller, chatroom_id)
            call.caller.must_have_made(row["created_by"], "delete this chatroom")
            members, gone = self.members(room), table_rows.tombstone(row, work.now)
            work.event(room, "chatroom_deleted", gone)
            for ended in (room, *self._core.permissions.thread_rooms(chatroom_id)):
                work.then(self._core.hub.end, ended)
                if ended != room:
                    self._core.database.run("DELETE FROM rooms WHERE room = ?", ended)
            self._announce(work, "chatroom_deleted", table_rows.chatroom(row), gone, members)
            self._core.database.run("DELETE FROM chatrooms WHERE id = ?", chatroom_id)
            self._core.database.run("DELETE FROM rooms WHERE room = ?", room)
        return gone, members, bool(row["is_private"])

    def add_member(self, call: Call, chatroom_id: int, user_id: int) -> Membership:
        """Add a person."""
        room = rooms.chatroom(chatroom_id)
        insert = (
            "INSERT INTO memberships (room, user_id) VALUES (?, ?) ON CONFLICT DO UPDATE"
            " SET is_active = 1, version = version + 1 WHERE NOT is_active RETURNING *"
        )
        with self._core.writes.write(call.cause) as work:
            chatroom = self._core.permissions.chatroom(call.caller, chatroom_id)
            oneself = user_id == call.caller.user_id and call.caller.is_at_least("MEMBER")
            if not (oneself and not chatroom["is_private"]):
                call.caller.must_have_made(chatroom["created_by"], "add others to this chatroom")
            if not self._is_colleague(call, user_id):
                raise not_found("person")
            added = self._core.database.rows(insert, room, user_id)
            if not added:
                raise conflict("This person is in the chatroom already.")
            member = table_rows.membership(added[0])
            work.event(room, "user_joined_chatroom", member)
            work.event(rooms.user(user_id), "user_joined_chatroom", member)
        return member

    def remove_member(self, call: Call, chatroom_id: int, user_id: int) -> Membership:
        """Remove a person, who receives nothing more from the chatroom, not even this event."""
        room = rooms.chatroom(chatroom_id)
        update = (
            "UPDATE memberships SET is_active = 0, version = version + 1"
            " WHERE room = ? AND user_id = ? AND is_active RETURNING *"
        )
        with self._core.writes.write(call.cause) as work:
            chatroom = self._core.permissions.chatroom(call.caller, chatroom_id)
            if user_id != call.caller.user_id:
                call.caller.must_have_made(chatroom["created_by"], "remove others from this chatroom")
            removed = self._core.database.rows(update, room, user_id)
            if not removed:
                raise not_found("member")
            member = table_rows.membership(removed[0])
            for closed in (room, *self._core.permissions.thread_rooms(chatroom_id)):
                work.then(self._core.hub.revoke, user_id, closed)
            work.event(room, "user_left_chatroom", member)
            revocation: Revocation = {**member, "reason": "left" if user_id == call.caller.user_id else "removed"}
            work.event(rooms.user(user_id), "access_revoked", revocation)
        return member

    def members(self, room: str) -> list[Membership]:
        """The active memberships of a room."""
        query = "SELECT * FROM memberships WHERE room = ? AND is_active ORDER BY user_id"
        return [table_rows.membership(row) for row in self._core.database.rows(query, room)]

    def _announce(
        self, work: Work, event: str, chatroom: Chatroom, data: Chatroom | Tombstone, members: list[Membership]
    ) -> None:
        """Send the event to the company for a public chatroom, to the members for a private one."""
        if chatroom["isPrivate"]:
            for member in members:
                work.event(rooms.user(member["userId"]), event, data)
        else:
            work.event(rooms.company(chatroom["companyId"]), event, data)

    def _is_colleague(self, call: Call, user_id: int) -> bool:
        query = "SELECT 1 FROM users WHERE id = ? AND company_id = ? AND is_active"
        return self._core.database.find(query, user_id, call.caller.company_id) is not None
