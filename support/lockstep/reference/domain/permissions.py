"""Permissions: the caller, their role, and the rooms they may subscribe to.

    GUEST   sees only the chatrooms of which they are a member
    MEMBER  also public ones; creates chatrooms; changes what they created
    ADMIN   also changes others' content, chatrooms and members
    OWNER   also the company, and other OWNERs

A role includes the rights of those before it. A person removed from a chatroom does not see it, public or not, until
they are added again (docs/reference-backend.md).
"""

import sqlite3
from dataclasses import dataclass
from typing import Literal

from lockstep.reference import rooms
from lockstep.reference.errors import forbidden, not_found
from lockstep.reference.representations import Role
from lockstep.reference.storage.database import Database

_RANK: dict[Role, int] = {"GUEST": 0, "MEMBER": 1, "ADMIN": 2, "OWNER": 3}


@dataclass(frozen=True, slots=True)
class Caller:
    """A person with a valid token; `family` is the login it comes from, `expires_at` the token's end."""

    user_id: int
    company_id: int
    role: Role
    family: str
    expires_at: float

    def is_at_least(self, role: Role) -> bool:
        """Whether their role is this one or above it."""
        return _RANK[self.role] >= _RANK[role]

    def must_be(self, role: Role, act: str) -> None:
        """Raises RefusedError (403) unless their role is this one or above it."""
        if not self.is_at_least(role):
            raise forbidden(f"Only {role} and above may {act}; you are {self.role}.")

    def must_have_made(self, maker: int, act: str) -> None:
        """Raises RefusedError (403) unless they created the object, or are ADMIN or above."""
        if maker != self.user_id and not self.is_at_least("ADMIN"):
            raise forbidden(f"Only the person who created it, and ADMIN and above, may {act}; you are {self.role}.")


@dataclass(frozen=True, slots=True)
class Call:
    """One request or command: its caller, request id and channel."""

    caller: Caller
    cause: str
    via: Literal["api", "socket"]


_VISIBLE = """
    SELECT c.* FROM chatrooms c
    LEFT JOIN memberships m ON m.room = 'chatroom:' || c.id AND m.user_id = ?1
    WHERE c.company_id = ?2 AND ifnull(m.is_active, NOT c.is_private AND ?3 <> 'GUEST')
"""


class Permissions:
    """Visibility, read from the database for each request."""

    def __init__(self, database: Database) -> None:
        """Reads from this database."""
        self._database = database

    def chatroom(self, caller: Caller, chatroom_id: int) -> sqlite3.Row:
        """A chatroom the caller sees. Raises RefusedError (404)."""
        who = (caller.user_id, caller.company_id, caller.role)
        found = self._database.find(_VISIBLE + " AND c.id = ?4", *who, chatroom_id)
        if found is None:
            raise not_found("chatroom")
        return found

    def chatrooms(self, caller: Caller) -> list[sqlite3.Row]:
        """Every chatroom the caller sees, oldest first."""
        who = (caller.user_id, caller.company_id, caller.role)
        return self._database.rows(_VISIBLE + " ORDER BY c.id", *who)

    def rooms(self, person: sqlite3.Row, role: Role) -> list[str]:
        """The rooms a person (a row of users) may subscribe to in this role, except for their own and the
        company's."""
        seen = self._database.rows(_VISIBLE + " ORDER BY c.id", person["id"], person["company_id"], role)
        return [room for row in seen for room in (rooms.chatroom(row["id"]), *self.thread_rooms(row["id"]))]

    def thread(self, caller: Caller, thread_id: int) -> sqlite3.Row:
        """A thread in a chatroom that the caller sees. Raises RefusedError (404)."""
        found = self._database.find("SELECT * FROM threads WHERE id = ?", thread_id)
        if found is None or not self.sees(caller, found["chatroom_id"]):
            raise not_found("thread")
        return found

    def thread_rooms(self, chatroom_id: int) -> list[str]:
        """The rooms of a chatroom's threads."""
        query = "SELECT id FROM threads WHERE chatroom_id = ? ORDER BY id"
        return [rooms.thread(id_) for (id_,) in self._database.rows(query, chatroom_id)]

    def sees(self, caller: Caller, chatroom_id: int) -> bool:
        """Whether the caller sees a chatroom."""
        who = (caller.user_id, caller.company_id, caller.role)
        return self._database.find(_VISIBLE + " AND c.id = ?4", *who, chatroom_id) is not None

    def shown(self, chatroom_id: int, user_id: int, company_id: int) -> bool:
        """Whether an active person of this company sees a chatroom."""
        query = "SELECT role FROM users WHERE id = ? AND company_id = ? AND is_active"
        found = self._database.find(query, user_id, company_id)
        who = (user_id, company_id, found["role"] if found is not None else "GUEST")
        seen = self._database.find(_VISIBLE + " AND c.id = ?4", *who, chatroom_id)
        return found is not None and seen is not None

    def colleague(self, caller: Caller, user_id: int) -> sqlite3.Row:
        """An active person of the caller's company, possibly the caller. Raises RefusedError (404)."""
        query = "SELECT * FROM users WHERE id = ? AND company_id = ? AND is_active"
        found = self._database.find(query, user_id, caller.company_id)
        if found is None:
            raise not_found("person")
        return found

    def is_last_owner(self, person: sqlite3.Row) -> bool:
        """Whether this person (a row of users) is the company's only active OWNER."""
        count = "SELECT count(*) FROM users WHERE company_id = ? AND role = 'OWNER' AND is_active"
        return person["role"] == "OWNER" and int(self._database.row(count, person["company_id"])[0]) == 1

    def room(self, caller: Caller, room: str) -> None:
        """Raises RefusedError (404) unless the caller may subscribe to this room."""
        match rooms.parsed(room):
            case ("user", id_) if id_ == caller.user_id:
                return
            case ("company", id_) if id_ == caller.company_id:
                return
            case ("chatroom", id_):
                self.chatroom(caller, id_)
            case ("thread", id_):
                self.thread(caller, id_)
            case _:
                raise not_found("room")
