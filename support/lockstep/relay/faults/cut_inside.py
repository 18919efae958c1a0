"""Cut inside a frame: the connection ends when half of a message has passed."""

from collections.abc import Sequence

from lockstep.relay.faults.base import Towards
from lockstep.relay.faults.frames import FrameFault, FrameScope, payload, wire
from lockstep.relay.plugin import Message, WebSocket


class CutInside(FrameFault):
    """Cuts a connection in the middle of a frame."""

    name = "cut inside a frame"
    does = ("loses",)
    verb = "cut in two"

    def __init__(self, scope: FrameScope) -> None:
        """No connection was cut."""
        super().__init__(scope)
        self._cut: set[int] = set()

    def message(self, websocket: WebSocket, towards: Towards, message: Message) -> Sequence[Message]:
        """Pass nothing more of a connection that was cut."""
        return () if websocket.number in self._cut else super().message(websocket, towards, message)

    def strike(self, websocket: WebSocket, message: Message) -> Sequence[Message]:
        """Pass half of the message, then end the connection."""
        self._cut.add(websocket.number)
        whole = message.wire or wire(payload(message), masked=self.towards == "server")
        websocket.cut(self.towards, whole[: len(whole) // 2])
        return ()
