"""Double-on-reconnect: the first event that a device is given after it came back is delivered twice.

Breaks P2 (no duplicate); with it may fall P7 (channel order), in a check that takes an equal number for a step back,
and P16 (honest continuity), where what is doubled was promised by a resume. Whoever never reconnects hears it once.
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.on_reconnect import OnReconnect
from lockstep.relay.plugin import Line, Message


class DoubleOnReconnect(OnReconnect):
    """Passes the first event after a return on twice."""

    name = "double-on-reconnect"
    breaks = "P2"
    may_fall = ("P7", "P16")
    made_by = (
        "a server whose replay and live stream overlap by one event, or one that leaves the broken connection's "
        "subscription standing and then moves it to the new one"
    )

    def strike(self, line: Line, message: Message, event: Frame) -> None:
        """Pass it on, and again."""
        line.to_client(message)
        line.to_client(message)
        self.took_effect(line, event)
