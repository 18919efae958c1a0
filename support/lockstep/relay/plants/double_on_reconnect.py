"""Double-on-reconnect: the first event that a device receives after reconnecting is delivered twice.

Breaks P2 (no duplicate). P7 (channel order) may fall with it, in a check that treats an equal number as a step back,
and so may P16 (honest continuity), where the duplicated event was promised by a resume. A device that never
reconnects is not affected.
"""

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.on_reconnect import OnReconnect
from lockstep.relay.plugin import Message, WebSocket


class DoubleOnReconnect(OnReconnect):
    """Passes the first event after a reconnect on twice."""

    name = "double-on-reconnect"
    breaks = "P2"
    may_fall = ("P7", "P16")
    made_by = (
        "a server whose replay and live stream overlap by one event, or one that leaves the broken connection's "
        "subscription standing and then moves it to the new one"
    )

    def strike(self, websocket: WebSocket, message: Message, event: Frame) -> None:
        """Pass the event on twice."""
        websocket.to_client(message)
        websocket.to_client(message)
        self.took_effect(websocket, event)
