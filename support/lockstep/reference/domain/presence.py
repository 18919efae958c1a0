"""Presence: which people have a connection open.

Ephemeral, sent to the company, never stored; rules in `tests/reference/effects.py`.

Promise: present from the first authenticated connection of a person on, until their last one ends. A dead peer's
connection ends when it owes a pong, so the person is absent at most 2 x ping_s after it died.
"""

from lockstep.reference import frames, rooms
from lockstep.reference.domain.core import Core
from lockstep.reference.domain.permissions import Call
from lockstep.reference.representations import Presence
from lockstep.reference.storage.hub import Hearer


class Presences:
    """Tells who comes and who goes."""

    def __init__(self, core: Core) -> None:
        """Works on this core, and hears of its hub who comes and goes."""
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
