"""Invalid UTF-8: a message arrives with a byte that is never valid in UTF-8, so that the receiver must end the
connection (RFC 6455, 8.1)."""

from collections.abc import Sequence

from lockstep.relay.faults.frames import FrameFault, payload, wire
from lockstep.relay.plugin import Message, WebSocket


class InvalidUtf8(FrameFault):
    """Makes texts invalid."""

    name = "invalid UTF-8"
    does = ("loses", "garbles")
    verb = "spoilt"

    def strike(self, websocket: WebSocket, message: Message) -> Sequence[Message]:
        """Pass the message with an invalid byte added."""
        del websocket
        return (Message(message.raw, wire(payload(message) + b"\xff", masked=self.towards == "server")),)
