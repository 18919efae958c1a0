"""Truncate: a message arrives with only the first half of its bytes, in a complete frame."""

from collections.abc import Sequence

from lockstep.relay.faults.frames import FrameFault, payload, wire
from lockstep.relay.plugin import Message, WebSocket


class Truncate(FrameFault):
    """Cuts messages short."""

    name = "truncate"
    does = ("loses", "garbles")
    verb = "truncated"

    def strike(self, websocket: WebSocket, message: Message) -> Sequence[Message]:
        """Pass the first half; a character cut in two is left out."""
        del websocket
        half = payload(message)[: len(payload(message)) // 2].decode(errors="ignore")
        return (Message(half, wire(half.encode(), masked=self.towards == "server")),)
