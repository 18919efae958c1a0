"""Duplicate: an event is delivered twice, one right after the other.

Breaks P2 (no duplicate). P7 (channel order) may fall with it, in a check that treats an equal number as a step back,
and so may P16 (honest continuity), where a replayed event is duplicated.
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Plant
from lockstep.relay.plugin import Message, WebSocket


class Duplicate(Plant):
    """Passes the event on twice."""

    name = "duplicate"
    breaks = "P2"
    may_fall = ("P7", "P16")
    made_by = (
        "an outbox worker that dies between sending and noting it as sent, a connection subscribed twice to the same "
        "room after it joined again, or two servers behind one broker that both believe the client is theirs"
    )

    def strike(self, websocket: WebSocket, message: Message, event: Frame) -> None:
        """Pass the event on twice."""
        websocket.to_client(message)
        websocket.to_client(message)
        self.took_effect(websocket, event)
