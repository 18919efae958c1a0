"""Refuse: nobody gets through any more. A new connection is reset before anything of it was passed on, as soon as
it is known whose it is; those that stood when the fault began live on."""

from collections.abc import Sequence

from lockstep.relay.faults.base import Connection, Fault, Item, Scope, Towards


class Refuse(Fault):
    """Resets what is new."""

    name = "refuse"
    missing = "nobody tried to connect"

    def __init__(self, scope: Scope) -> None:
        """Nobody was refused; `begins` tells who lives on."""
        super().__init__(scope)
        self._old: set[int] = set()
        self._refused: set[int] = set()

    def begins(self, connections: Sequence[Connection]) -> None:
        """These live on."""
        self._old = {connection.number for connection in connections}

    def arriving(self, connection: Connection, towards: Towards, item: Item) -> Sequence[tuple[float, Item]]:
        """Nothing of a new connection."""
        if connection.number in self._old or not isinstance(item, bytes):
            return ((0.0, item),)
        if connection.number not in self._refused:
            self._refused.add(connection.number)
            self.shown["connections refused"] += 1
            connection.reset()
        return ()
