"""Wrong opcode: a message arrives in a frame with a reserved opcode (3), so that the receiver must end the connection
(RFC 6455, 5.2)."""

from collections.abc import Sequence

from lockstep.relay.faults.frames import FrameFault, payload, wire
from lockstep.relay.plugin import Message, WebSocket


class WrongOpcode(FrameFault):
    """Gives frames a reserved opcode."""

    name = "wrong opcode"
    does = ("loses", "garbles")
    verb = "mislabelled"

    def strike(self, websocket: WebSocket, message: Message) -> Sequence[Message]:
        """Pass the same bytes under opcode 3."""
        del websocket
        whole = wire(payload(message), masked=self.towards == "server")
        return (Message(message.raw, bytes([0x83]) + whole[1:]),)
