"""Reset: the connections open when it begins are reset, at both ends; those opened later are not affected."""

from collections.abc import Sequence

from lockstep.relay.faults.base import Connection, Fault


class Reset(Fault):
    """Resets open connections at once."""

    name = "reset"
    missing = "no connection was open"

    def begins(self, connections: Sequence[Connection]) -> None:
        """Reset the connections."""
        for connection in connections:
            connection.reset()
            self.shown["connections reset"] += 1
