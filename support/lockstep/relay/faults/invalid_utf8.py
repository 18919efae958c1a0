"""Invalid UTF-8: a message arrives with a byte in it that no text has, so that the receiver must end the connection
(RFC 6455, 8.1)."""

from collections.abc import Sequence

from lockstep.relay.faults.frames import FrameFault, payload, wire
from lockstep.relay.plugin import Line, Message


class InvalidUtf8(FrameFault):
    """Spoils texts."""

    name = "invalid UTF-8"
    does = ("loses", "garbles")
    verb = "spoilt"

    def strike(self, line: Line, message: Message) -> Sequence[Message]:
        """With a byte too much."""
        del line
        return (Message(message.raw, wire(payload(message) + b"\xff", masked=self.towards == "server")),)
