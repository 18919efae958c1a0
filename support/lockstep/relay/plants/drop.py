"""Drop: an event is not delivered.

Breaks P1 (no loss); with it may fall P8 (contiguity), where events carry numbers, P14 (read agrees with event),
where a read shows what was not heard, P16 (honest continuity), where it hits a replay, P17 (snapshot plus
stream), where what is missing follows a read, and P18 (convergence), where it hits who came back after a cut.
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Plant
from lockstep.relay.plugin import Line, Message


class Drop(Plant):
    """Drops the event."""

    name = "drop"
    breaks = "P1"
    may_fall = ("P8", "P14", "P16", "P17", "P18")
    made_by = (
        "a server that publishes after the commit without an outbox and dies between the two, one that throws away "
        "what a slow connection's full buffer cannot take, or a broker subscription renewed a moment too late"
    )

    def strike(self, line: Line, message: Message, event: Frame) -> None:
        """Do not pass it on."""
        self.took_effect(line, event)
