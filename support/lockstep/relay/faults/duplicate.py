"""Duplicate: a message arrives twice, one right after the other."""

from collections.abc import Sequence

from lockstep.relay.faults.frames import FrameFault
from lockstep.relay.plugin import Message, WebSocket


class Duplicate(FrameFault):
    """Duplicates messages."""

    name = "duplicate"
    does = ("doubles",)
    verb = "doubled"

    def strike(self, websocket: WebSocket, message: Message) -> Sequence[Message]:
        """Pass the message twice."""
        del websocket
        return (message, message)
