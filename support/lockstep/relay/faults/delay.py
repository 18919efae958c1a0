"""Delay: a message arrives `ms` later, and what follows it on its connection waits behind it; the order is kept.
WebSocket pings and pongs do not wait."""

from collections.abc import Sequence

from lockstep.relay.faults.base import Milliseconds, Towards
from lockstep.relay.faults.frames import FrameFault, FrameScope
from lockstep.relay.plugin import Message, WebSocket


class DelayScope(FrameScope, frozen=True, kw_only=True):
    """`ms`: how long."""

    ms: Milliseconds = 500


class Delay(FrameFault):
    """Delays messages."""

    name = "delay"
    does = ("delays",)
    verb = "delayed"
    scope_type = DelayScope

    def __init__(self, scope: DelayScope) -> None:
        """Nothing waits."""
        super().__init__(scope)
        self._seconds = scope.ms / 1000
        self.delay_ms = float(scope.ms)
        self._waiting: dict[int, tuple[WebSocket, list[Message]]] = {}

    def strike(self, websocket: WebSocket, message: Message) -> Sequence[Message]:
        """Later."""
        if websocket.number in self._waiting:
            self._waiting[websocket.number][1].append(message)
        else:
            self._waiting[websocket.number] = (websocket, [message])
            websocket.later(self._seconds, lambda: self._release(websocket.number))
        return ()

    def passing(self, websocket: WebSocket, towards: Towards, message: Message) -> Sequence[Message]:
        """Let a message wait behind one that is delayed."""
        if towards == self.towards and websocket.number in self._waiting:
            self._waiting[websocket.number][1].append(message)
            return ()
        return (message,)

    def ends(self) -> None:
        """Nothing waits any longer."""
        for number in list(self._waiting):
            self._release(number)

    def _release(self, number: int) -> None:
        if number in self._waiting:
            websocket, messages = self._waiting.pop(number)
            for message in messages:
                websocket.emit(self.towards, message)
