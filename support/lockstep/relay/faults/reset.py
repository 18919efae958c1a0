"""Reset: the connections that stand when it begins are reset, at both ends; those opened later live."""

from collections.abc import Sequence

from lockstep.relay.faults.base import Connection, Fault


class Reset(Fault):
    """Resets at once."""

    name = "reset"
    missing = "no connection stood"

    def begins(self, connections: Sequence[Connection]) -> None:
        """Reset them."""
        for connection in connections:
            connection.reset()
            self.shown["connections reset"] += 1
