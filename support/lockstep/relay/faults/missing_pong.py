"""Missing pong: no answer to a ping passes, neither the WebSocket's nor the dialect's; everything else does."""

from collections.abc import Sequence

from websockets.frames import Opcode

from lockstep.relay.faults.base import Fault, Towards
from lockstep.relay.plugin import PONG, Message, WebSocket


class MissingPong(Fault):
    """Drops pongs."""

    name = "missing pong"
    missing = "no ping was answered"

    def message(self, websocket: WebSocket, towards: Towards, message: Message) -> Sequence[Message]:
        """Pass the message unless it is the dialect's pong."""
        if not any(frame.kind == PONG and not frame.event for frame in message.frames):
            return (message,)
        self.shown["pongs dropped"] += 1
        return ()

    def control(self, websocket: WebSocket, towards: Towards, opcode: Opcode) -> bool:
        """Pass the frame unless it is a pong."""
        if opcode is not Opcode.PONG:
            return True
        self.shown["pongs dropped"] += 1
        return False
