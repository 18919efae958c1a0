"""Drop: an event is not delivered.

Breaks P1 (no loss). These may fall with it: P8 (contiguity), where events carry numbers; P14 (read agrees with
event), where a read shows a change whose event did not arrive; P16 (honest continuity), where a replayed event is
dropped; P17 (snapshot plus stream), where the missing event follows a read; and P18 (convergence), where it was meant
for a person who reconnected after a cut.
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Plant
from lockstep.relay.plugin import Message, WebSocket


class Drop(Plant):
    """Drops the event."""

    name = "drop"
    breaks = "P1"
    may_fall = ("P8", "P14", "P16", "P17", "P18")
    made_by = (
        "a server that publishes after the commit without an outbox and dies between the two, one that throws away "
        "what a slow connection's full buffer cannot take, or a broker subscription renewed a moment too late"
    )

    def strike(self, websocket: WebSocket, message: Message, event: Frame) -> None:
        """Do not pass the event on."""
        self.took_effect(websocket, event)
