"""Renumber: an event carries the number that belongs to the next one, so that one number comes twice, another never.

Breaks P8 (contiguity); P7 (channel order) may fall with it, for two events that share a number do not rise, and
P16 (honest continuity), where it hits a replay, and P17 (snapshot plus stream), where it follows a read.

Only events with a number qualify. A target that numbers nothing gives this plant nothing to do, which cannot be known
when the plant is chosen: such a run ends with "took no effect".
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Plant
from lockstep.relay.plugin import Line, Message


class Renumber(Plant):
    """Changes the number."""

    name = "renumber"
    breaks = "P8"
    needs_numbers = True
    may_fall = ("P7", "P16", "P17")
    made_by = (
        "a server that reads a room's counter, adds one and writes it back without a lock, so that two workers take "
        "the same number, or one that numbers events when it sends them and not in the transaction of the write"
    )

    def qualifies(self, line: Line, event: Frame) -> bool:
        """Only an event with a number."""
        return event.seq is not None and super().qualifies(line, event)

    def strike(self, line: Line, message: Message, event: Frame) -> None:
        """Pass on the event with the number of its successor."""
        number = (event.seq or 0) + 1
        line.to_client(Message(line.codec.rewrite(message.raw, seq=number)))
        self.took_effect(line, event, became=number)
