"""Lose-on-reconnect: the first event that a device should receive after reconnecting is not delivered.

Breaks P1 (no loss). These may fall with it: P8 (contiguity), where events carry numbers; P14 (read agrees with
event), where a read shows a change whose event did not arrive; P16 (honest continuity), where a resume promised the
missing event; P17 (snapshot plus stream), where the missing event follows a read; and P18 (convergence). A device
that never reconnects is not affected.
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.on_reconnect import OnReconnect
from lockstep.relay.plugin import Message, WebSocket


class LoseOnReconnect(OnReconnect):
    """Drops the first event after a reconnect."""

    name = "lose-on-reconnect"
    breaks = "P1"
    may_fall = ("P8", "P14", "P16", "P17", "P18")
    made_by = (
        "a server that replays from the event after next, one that counts an event as received that it had only "
        "written to the broken connection, or one that subscribes the new connection before it has read the old "
        "position"
    )

    def strike(self, websocket: WebSocket, message: Message, event: Frame) -> None:
        """Do not pass the event on."""
        self.took_effect(websocket, event)
