"""Rights that outlive their end, and what is told of other companies."""

import dataclasses
from collections.abc import Callable
from typing import Any

from lockstep.reference.domain.chatrooms import Chatrooms
from lockstep.reference.domain.invitations import Invitations
from lockstep.reference.domain.permissions import Permissions
from lockstep.reference.errors import RefusedError, forbidden
from lockstep.reference.socket.commands import Commands
from lockstep.reference.socket.connection import Connection
from lockstep.reference.storage.database import Database
from lockstep.reference.storage.hub import Hub

from evidence.mutants.second_round.mistake import mistake
from evidence.mutants.slipped.slip import during, replace

_NOT_VISIBLE = "404 unknown or not visible"
_OTHER_COMPANIES = "Nothing of one company is visible to another, not even existence (404)"
_ENDS = "access_revoked to the person, whose subscription ends before any later event"


@mistake(
    7,
    violates=_ENDS,
    made_by="whoever keeps one socket for each person",
    near=("connection/devices", "sync/membership", "sync/permissions", "sync/roles"),
    now="someone removed from a chatroom loses it on every device",
    first="P19, P20",
    known=True,
)
def revocation_reaches_one_device() -> None:
    """Someone removed from a chatroom still reads along on their second device."""

    def revoke(original: Callable[..., Any], self: Any, user_id: int, room: str) -> None:
        del original
        for hearer in self._rooms.get(room, {}):
            if hearer.user_id == user_id:
                self.leave(hearer, room)
                return

    replace(Hub, "revoke", revoke)


@mistake(
    10,
    violates=_OTHER_COMPANIES,
    made_by="whoever looks a thing up by id, and asks afterwards whose it is",
    near=("sync/strangers", "sync/fields"),
    now="another company's invitation cannot be withdrawn",
    first="step",
)
def foreign_invitation_forbidden() -> None:
    """Deleting an invitation of another company is answered "not allowed" instead of "unknown": one can tell that it
    exists."""

    def delete(original: Callable[..., Any], self: Any, call: Any, invitation_id: int) -> Any:
        try:
            return original(self, call, invitation_id)
        except RefusedError as refused:
            query = "SELECT 1 FROM invitations WHERE id = ?"
            if refused.status == 404 and self._core.database.find(query, invitation_id) is not None:
                raise forbidden("This invitation is not yours.") from None
            raise

    replace(Invitations, "delete", delete)


@mistake(
    11,
    violates=_OTHER_COMPANIES,
    made_by="whoever checks the form of a request before the right to it",
    near=("connection/resume", "sync/strangers"),
    now="after a future position is told nothing",
)
def resume_reveals_foreign_room() -> None:
    """Resuming a chatroom of another company with too high a number is answered with that room's newest number."""

    def replay(original: Callable[..., Any], self: Any, call: Any, room: str, position: Any) -> Any:
        if self._core.database.find("SELECT 1 FROM rooms WHERE room = ?", room) is not None:
            self._core.outbox.since(room, position.epoch, position.seq)
        return original(self, call, room, position)

    replace(Commands, "_replay", replay)


@mistake(
    16,
    violates="Permission is checked again",
    made_by="whoever asks for the right to a chatroom, and for a thread only for its company",
    near=("connection/resume", "sync/threads", "sync/permissions"),
    now="receives nothing from the chatroom's threads",
)
def resume_of_thread_unchecked() -> None:
    """Someone removed from a chatroom still receives what is written in its threads by reconnecting."""

    def room(original: Callable[..., Any], self: Any, caller: Any, name: str) -> None:
        query = "SELECT 1 FROM rooms WHERE room = ? AND company_id = ?"
        if not name.startswith("thread:") or self._database.find(query, name, caller.company_id) is None:
            original(self, caller, name)

    during((Commands, "_replay"), (Permissions, "room"), room)


@mistake(
    19,
    violates=_NOT_VISIBLE,
    made_by="whoever keeps the person with the connection",
    near=("sync/roles", "sync/permissions", "connection/devices"),
    now="a guest cannot listen to a public chatroom",
    first="P19, P20, step",
)
def socket_remembers_role() -> None:
    """Someone made a guest can still join public chatrooms on the connection that was open already."""

    def authenticate(original: Callable[..., Any], self: Any, *given: Any) -> Any:
        caller = original(self, *given)
        self.remembered_role = caller.role
        return caller

    def present(original: Callable[..., Any], self: Any) -> Any:
        return dataclasses.replace(original(self), role=self.remembered_role)

    replace(Connection, "authenticate", authenticate)
    replace(Connection, "caller", present)


@mistake(
    20,
    violates=_NOT_VISIBLE,
    made_by="whoever deletes softly and does not look at the mark when it is used",
    near=("sync/fields",),
    now="a withdrawn invitation cannot be accepted",
    first="step",
    known=True,
)
def withdrawn_invitation_still_opens() -> None:
    """An invitation that was withdrawn disappears from the list, but its link still lets the person in."""

    def rows(original: Callable[..., Any], self: Any, statement: str, *values: Any) -> Any:
        gone = "UPDATE invitations SET status = 'WITHDRAWN' WHERE status <> 'WITHDRAWN' AND"
        softly = statement.replace("DELETE FROM invitations WHERE", gone)
        shown = "FROM invitations WHERE status <> 'WITHDRAWN' AND company_id"
        return original(self, softly.replace("FROM invitations WHERE company_id", shown), *values)

    def find(original: Callable[..., Any], self: Any, statement: str, *values: Any) -> Any:
        return original(self, statement.replace("status = 'PENDING'", "status <> 'ACCEPTED'"), *values)

    replace(Database, "rows", rows)
    during((Invitations, "_pending"), (Database, "find"), find)


@mistake(
    23,
    violates=_ENDS,
    made_by="whoever does not think of what hangs below a chatroom",
    near=("sync/membership", "sync/threads", "sync/permissions"),
    now="someone removed from the chatroom no longer receives its threads",
    first="P19, P20",
)
def removed_member_still_hears_threads() -> None:
    """Someone removed from a chatroom still receives the messages of the threads in it that they have open."""
    during((Chatrooms, "remove_member"), (Permissions, "thread_rooms"), lambda *_: [])
