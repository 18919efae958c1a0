"""Presence: which people have an open connection.

Ephemeral, sent to the company, never stored; rules in docs/reference-backend.md.

Promise: a person is present from their first authenticated connection until their last one ends. A dead peer's
connection ends when a pong is overdue, so the person is absent at most 2 x ping_s after the peer died.
"""

from lockstep.reference import frames, rooms
from lockstep.reference.domain.core import Core
from lockstep.reference.domain.permissions import Call
from lockstep.reference.representations import Presence
from lockstep.reference.storage.hub import Hearer


class Presences:
    """Publishes changes of presence."""

    def __init__(self, core: Core) -> None:
        """Uses this core, and is notified of connections by its hub."""
        self._core = core
        core.hub.tell_presence = self._tell

    def of(self, call: Call, user_id: int) -> Presence:
        """Whether a colleague is present. Raises RefusedError (404)."""
        self._core.permissions.colleague(call.caller, user_id)
        return {"userId": user_id, "present": self._core.hub.is_present(user_id)}

    def _tell(self, connection: Hearer, present: bool) -> None:
        core, room = self._core, rooms.company(connection.company_id)
        data: Presence = {"userId": connection.user_id, "present": present}
        epoch, now = core.database.epoch, core.clock()
        core.hub.spread(
            room, frames.event("user_presence_changed", room, data, epoch=epoch, seq=None, now=now, cause=None)
        )
