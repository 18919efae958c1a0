"""Missing pong: the answers to pings do not pass, neither those of the WebSocket nor those of the dialect; all else
does."""

from collections.abc import Sequence

from websockets.frames import Opcode

from lockstep.relay.faults.base import Fault, Towards
from lockstep.relay.plugin import PONG, Line, Message


class MissingPong(Fault):
    """Drops pongs."""

    name = "missing pong"
    missing = "nobody answered a ping"

    def message(self, line: Line, towards: Towards, message: Message) -> Sequence[Message]:
        """Unless it is the dialect's pong."""
        if not any(frame.kind == PONG and not frame.event for frame in message.frames):
            return (message,)
        self.shown["pongs dropped"] += 1
        return ()

    def control(self, line: Line, towards: Towards, opcode: Opcode) -> bool:
        """Unless it is a pong."""
        if opcode is not Opcode.PONG:
            return True
        self.shown["pongs dropped"] += 1
        return False
