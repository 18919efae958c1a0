"""People's roles and status.

Routes users/{id}*; permissions and bodies in `requests.py`, events in docs/reference-backend.md.

Promise: a changed role takes effect with its commit, for requests, commands and subscriptions alike.
"""

from lockstep.reference import rooms
from lockstep.reference.domain.core import Core
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import ChangeRole, SetStatus
from lockstep.reference.errors import conflict
from lockstep.reference.representations import Status, User
from lockstep.reference.storage import table_rows


class People:
    """Operations on people of the company."""

    def __init__(self, core: Core) -> None:
        """Uses this core."""
        self._core = core

    def change_role(self, call: Call, user_id: int, body: ChangeRole) -> tuple[User, list[str], list[str]]:
        """Change a person's role; returns the rooms that this opens to them, and those that it closes."""
        call.caller.must_be("OWNER", "change roles")
        update = "UPDATE users SET role = ?, version = version + 1 WHERE id = ? RETURNING *"
        with self._core.writes.write(call.cause) as work:
            person = self._core.permissions.colleague(call.caller, user_id)
            if body.role != "OWNER" and self._core.permissions.is_last_owner(person):
                raise conflict("The last OWNER stays OWNER; make another OWNER first.")
            before, after = (self._core.permissions.rooms(person, role) for role in (person["role"], body.role))
            lost = [room for room in before if room not in after]
            for room in lost:
                work.then(self._core.hub.revoke, user_id, room)
            [row] = self._core.database.rows(update, body.role, user_id)
            user = table_rows.user(row)
            work.event(rooms.user(user_id), "user_role_changed", user)
        return user, [room for room in after if room not in before], lost

    def set_status(self, call: Call, body: SetStatus) -> Status:
        """Set the caller's own status."""
        update = "UPDATE users SET status = ?, status_version = status_version + 1 WHERE id = ? RETURNING *"
        with self._core.writes.write(call.cause, call.via) as work:
            [row] = self._core.database.rows(update, body.status, call.caller.user_id)
            status = table_rows.status(row)
            work.event(rooms.company(call.caller.company_id), "user_status_updated", status)
        return status

    def status(self, call: Call, user_id: int) -> Status:
        """A colleague's status, as last set."""
        return table_rows.status(self._core.permissions.colleague(call.caller, user_id))
