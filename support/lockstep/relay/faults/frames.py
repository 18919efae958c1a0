"""The base of faults that affect single WebSocket messages: it selects the messages.

A message is affected if it passes `towards` the fault's end, its kind is `kind` (empty: any event with a channel, and
towards the server any command), and the fault has not yet affected `count` messages (0: no limit).
"""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta
from websockets.frames import Frame, Opcode

from lockstep.relay.faults.base import Fault, Scope, Towards
from lockstep.relay.plugin import Message, WebSocket


class FrameScope(Scope, frozen=True, kw_only=True):
    """`towards`, `kind` and `count` select the messages."""

    towards: Towards = "client"
    kind: str = ""
    count: Annotated[int, Meta(ge=0)] = 0


class FrameFault(Fault):
    """Affects single messages."""

    missing = "no such event passed"
    scope_type = FrameScope
    verb = "struck"

    def __init__(self, scope: FrameScope) -> None:
        """No message was affected."""
        super().__init__(scope)
        self.towards, self._kind, self._count = scope.towards, scope.kind, scope.count
        self._struck = 0

    def message(self, websocket: WebSocket, towards: Towards, message: Message) -> Sequence[Message]:
        """Affect the message, or pass it on."""
        if towards != self.towards or not self._is_meant(message) or 0 < self._count <= self._struck:
            return self.passing(websocket, towards, message)
        self._struck += 1
        self.shown[f"messages {self.verb}"] += 1
        return self.strike(websocket, message)

    @abstractmethod
    def strike(self, websocket: WebSocket, message: Message) -> Sequence[Message]:
        """The messages that pass on in its place."""

    def passing(self, websocket: WebSocket, towards: Towards, message: Message) -> Sequence[Message]:
        """The messages that pass on in place of one that is not affected."""
        del websocket, towards
        return (message,)

    def _is_meant(self, message: Message) -> bool:
        if self._kind:
            return any(frame.kind == self._kind for frame in message.frames)
        return self.towards == "server" or message.event is not None


def payload(message: Message) -> bytes:
    """The bytes that a message carries."""
    return message.raw.encode() if isinstance(message.raw, str) else message.raw


def wire(data: bytes, *, opcode: Opcode = Opcode.TEXT, masked: bool) -> bytes:
    """One frame with these bytes as its payload, valid or not."""
    return Frame(opcode, data).serialize(mask=masked)
