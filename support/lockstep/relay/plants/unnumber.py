"""Unnumber: a durable event arrives without its number.

Breaks P13 (schema); P8 (contiguity) may fall with it, where the gap shows in the numbers around it, and P16 (honest
continuity), where a replayed event loses its number.

Only events with a number qualify. On a target whose events carry no numbers this plant has no effect, which is not
known when the plant is chosen: such a run ends with "took no effect".
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Plant
from lockstep.relay.plugin import Message, WebSocket


class Unnumber(Plant):
    """Removes the number."""

    name = "unnumber"
    breaks = "P13"
    needs_numbers = True
    may_fall = ("P8", "P16")
    made_by = (
        "a server with two ways to send, the newer of which bypasses the outbox, or one whose serialiser leaves out "
        "fields that it considers empty"
    )

    def qualifies(self, websocket: WebSocket, event: Frame) -> bool:
        """Only an event with a number qualifies."""
        return event.seq is not None and super().qualifies(websocket, event)

    def strike(self, websocket: WebSocket, message: Message, event: Frame) -> None:
        """Pass the event on without its number."""
        websocket.to_client(Message(websocket.codec.rewrite(message.raw, seq=None)))
        self.took_effect(websocket, event)
