"""Oversized: a message arrives as a frame that announces a terabyte, so that the receiver must end the connection
before it arrives (close code 1009)."""

from collections.abc import Sequence

from lockstep.relay.faults.frames import FrameFault, payload
from lockstep.relay.plugin import Message, WebSocket

_TERABYTE = 1 << 40


class Oversized(FrameFault):
    """Announces oversized frames."""

    name = "oversized"
    does = ("loses", "garbles")
    verb = "made too large"

    def strike(self, websocket: WebSocket, message: Message) -> Sequence[Message]:
        """Pass the head of a frame whose end never arrives."""
        del websocket
        masked = self.towards == "server"
        head = bytes([0x81, 0xFF if masked else 0x7F]) + _TERABYTE.to_bytes(8, "big")
        return (Message(message.raw, head + (bytes(4) if masked else b"") + payload(message)),)
