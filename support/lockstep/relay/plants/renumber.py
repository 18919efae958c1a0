"""Renumber: an event carries the number of the next one, so that one number occurs twice and another never.

Breaks P8 (contiguity). These may fall with it: P7 (channel order), as two events with the same number do not rise;
P10 (agreement), where others received the event with its own number; P16 (honest continuity), where a replayed event
is renumbered; and P17 (snapshot plus stream), where it follows a read.

Only events with a number qualify. On a target whose events carry no numbers this plant has no effect, which is not
known when the plant is chosen: such a run ends with "took no effect".
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Plant
from lockstep.relay.plugin import Message, WebSocket


class Renumber(Plant):
    """Changes the number."""

    name = "renumber"
    breaks = "P8"
    needs_numbers = True
    may_fall = ("P7", "P10", "P16", "P17")
    made_by = (
        "a server that reads a room's counter, adds one and writes it back without a lock, so that two workers take "
        "the same number, or one that numbers events when it sends them and not in the transaction of the write"
    )

    def qualifies(self, websocket: WebSocket, event: Frame) -> bool:
        """Only an event with a number qualifies."""
        return event.seq is not None and super().qualifies(websocket, event)

    def strike(self, websocket: WebSocket, message: Message, event: Frame) -> None:
        """Pass the event on with the number of its successor."""
        number = (event.seq or 0) + 1
        websocket.to_client(Message(websocket.codec.rewrite(message.raw, seq=number)))
        self.took_effect(websocket, event, became=number)
