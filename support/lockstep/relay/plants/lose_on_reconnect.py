"""Lose-on-reconnect: the first event that a device should be given after it came back is not delivered.

Breaks P1 (no loss); with it may fall P8 (contiguity), where events carry numbers, P14 (read agrees with event),
where a read shows what was not heard, P16 (honest continuity), where what was missed was promised by a resume, P17
(snapshot plus stream), where what is missing follows a read, and P18 (convergence). Whoever never reconnects loses
nothing.
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.on_reconnect import OnReconnect
from lockstep.relay.plugin import Line, Message


class LoseOnReconnect(OnReconnect):
    """Drops the first event after a return."""

    name = "lose-on-reconnect"
    breaks = "P1"
    may_fall = ("P8", "P14", "P16", "P17", "P18")
    made_by = (
        "a server that replays from the event after next, one that counts an event as heard that it had only written "
        "to the broken connection, or one that subscribes the new connection before it has read the old position"
    )

    def strike(self, line: Line, message: Message, event: Frame) -> None:
        """Do not pass it on."""
        self.took_effect(line, event)
