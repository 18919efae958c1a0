"""Refuse: new connections fail. A new connection is reset before any of its bytes were passed on, as soon as its
person is known; connections that were open when the fault began are not affected."""

from collections.abc import Sequence

from lockstep.relay.faults.base import Connection, Fault, Item, Scope, Towards


class Refuse(Fault):
    """Resets new connections."""

    name = "refuse"
    missing = "no connection was attempted"

    def __init__(self, scope: Scope) -> None:
        """No connection was refused; `begins` receives the connections to spare."""
        super().__init__(scope)
        self._old: set[int] = set()
        self._refused: set[int] = set()

    def begins(self, connections: Sequence[Connection]) -> None:
        """Spare these connections."""
        self._old = {connection.number for connection in connections}

    def arriving(self, connection: Connection, towards: Towards, item: Item) -> Sequence[tuple[float, Item]]:
        """Pass nothing of a new connection."""
        if connection.number in self._old or not isinstance(item, bytes):
            return ((0.0, item),)
        if connection.number not in self._refused:
            self._refused.add(connection.number)
            self.shown["connections refused"] += 1
            connection.reset()
        return ()
