"""Unnumber: a durable event comes without its number.

Breaks P13 (schema); P8 (contiguity) may fall with it, where the gap shows in the numbers around it, and
P16 (honest continuity), where it hits a replay.

Only events with a number qualify. A target that numbers nothing gives this plant nothing to do, which cannot be known
when the plant is chosen: such a run ends with "took no effect".
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Plant
from lockstep.relay.plugin import Line, Message


class Unnumber(Plant):
    """Takes the number away."""

    name = "unnumber"
    breaks = "P13"
    needs_numbers = True
    may_fall = ("P8", "P16")
    made_by = (
        "a server with two ways to send, of which the newer passes the outbox by, or one whose serialiser leaves out "
        "fields that it thinks empty"
    )

    def qualifies(self, line: Line, event: Frame) -> bool:
        """Only an event with a number."""
        return event.seq is not None and super().qualifies(line, event)

    def strike(self, line: Line, message: Message, event: Frame) -> None:
        """Pass on the event without its number."""
        line.to_client(Message(line.codec.rewrite(message.raw, seq=None)))
        self.took_effect(line, event)
