"""Half-open: nothing passes in either direction while both ends consider the connection open; what was held passes
on, in order, when the fault ends. Connections opened in the meantime are silent too."""

from collections.abc import Sequence

from lockstep.relay.faults.base import HELD, Connection, Fault, Item, Towards


class HalfOpen(Fault):
    """Silences connections."""

    name = "half-open"
    does = ("holds",)

    def arriving(self, connection: Connection, towards: Towards, item: Item) -> Sequence[tuple[float, Item]]:
        """Hold it until the fault ends."""
        what = "bytes held" if isinstance(item, bytes) else f"{item.value} held"
        self.shown[what] += len(item) if isinstance(item, bytes) else 1
        return ((HELD, item),)
