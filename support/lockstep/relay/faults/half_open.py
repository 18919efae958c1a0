"""Half-open: nothing passes either way, while both ends take the connection for open; what was held passes on, in
order, when the fault ends. Connections opened meanwhile are silent too."""

from collections.abc import Sequence

from lockstep.relay.faults.base import HELD, Connection, Fault, Item, Towards


class HalfOpen(Fault):
    """Goes silent."""

    name = "half-open"
    does = ("holds",)

    def arriving(self, connection: Connection, towards: Towards, item: Item) -> Sequence[tuple[float, Item]]:
        """Not before the end."""
        what = "bytes held" if isinstance(item, bytes) else f"{item.value} held"
        self.shown[what] += len(item) if isinstance(item, bytes) else 1
        return ((HELD, item),)
