"""Drop: a message does not arrive."""

from collections.abc import Sequence

from lockstep.relay.faults.frames import FrameFault
from lockstep.relay.plugin import Message, WebSocket


class Drop(FrameFault):
    """Loses messages."""

    name = "drop"
    does = ("loses",)
    verb = "dropped"

    def strike(self, websocket: WebSocket, message: Message) -> Sequence[Message]:
        """Nothing."""
        del websocket, message
        return ()
