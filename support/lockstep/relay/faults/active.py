"""The network faults that are active, and their combined effect on the traffic.

`begin` and `end` are called while the relay runs. With several at once, each sees what the one before passes on.
Errors: RelayError, one sentence.
"""

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from websockets.frames import Opcode

from lockstep.relay.errors import RelayError
from lockstep.relay.faults.base import Connection, Fault, Item, Peer, Towards
from lockstep.relay.faults.registry import make_fault
from lockstep.relay.plugin import Message, WebSocket


class Active:
    """Every active fault of one relay."""

    def __init__(self) -> None:
        """None is active. `connections` returns the open ones; `changed` is called when a fault has ended."""
        self.connections: Callable[[], Iterable[Connection]] = tuple
        self.changed: Callable[[], None] = lambda: None
        self._running: dict[int, Fault] = {}
        self._numbers = itertools.count(1)

    def begin(self, name: str, options: dict[str, Any]) -> int:
        """Begin a fault and return its number. Raises RelayError."""
        fault, number = make_fault(name, options), next(self._numbers)
        self._running[number] = fault
        fault.begins([one for one in self.connections() if fault.covers(one)])
        return number

    def end(self, number: int) -> dict[str, Any]:
        """End a fault and return its account: `evidence` (empty: it did nothing) and `delay_ms`. Raises
        RelayError."""
        fault = self._running.pop(number, None)
        if fault is None:
            raise RelayError(f"no network fault {number} is active")
        fault.ends()
        account = {"evidence": fault.evidence(), "delay_ms": fault.delay_ms}
        self.changed()
        return account

    def end_all(self) -> None:
        """End every active fault."""
        for fault in self._running.values():
            fault.ends()
        self._running.clear()
        self.changed()

    def cover(self, peer: Peer) -> bool:
        """Whether any fault covers this connection."""
        return any(fault.covers(peer) for fault in self._running.values())

    def hold(self, peer: Peer) -> bool:
        """Whether a fault holds everything on this connection."""
        return any("holds" in fault.does and fault.covers(peer) for fault in self._running.values())

    def arriving(self, connection: Connection, towards: Towards, item: Item) -> Sequence[tuple[float, Item]]:
        """Apply the faults to something that arrived."""
        pieces: list[tuple[float, Item]] = [(0.0, item)]
        for fault in [one for one in self._running.values() if one.covers(connection)]:
            pieces = [
                (wait + more, passed)
                for wait, piece in pieces
                for more, passed in fault.arriving(connection, towards, piece)
            ]
        return pieces

    def message(self, websocket: WebSocket, peer: Peer, towards: Towards, message: Message) -> Sequence[Message]:
        """Apply the faults to a message."""
        messages: Sequence[Message] = (message,)
        for fault in [one for one in self._running.values() if one.covers(peer)]:
            messages = [passed for one in messages for passed in fault.message(websocket, towards, one)]
        return messages

    def control(self, websocket: WebSocket, peer: Peer, towards: Towards, opcode: Opcode) -> bool:
        """Whether a control frame passes."""
        return all(
            fault.control(websocket, towards, opcode) for fault in self._running.values() if fault.covers(peer)
        )
