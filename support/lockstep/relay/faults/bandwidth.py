"""Bandwidth: each direction of each connection carries `bytes_per_s`, and no more; what does not fit waits."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from lockstep.relay.faults.base import Connection, Fault, Item, Scope, Towards, now

_PIECE = 512


class BandwidthScope(Scope, frozen=True, kw_only=True):
    """`bytes_per_s`."""

    bytes_per_s: Annotated[int, Meta(ge=1)] = 10_000


class Bandwidth(Fault):
    """Limits the bandwidth."""

    name = "bandwidth"
    does = ("delays",)
    scope_type = BandwidthScope

    def __init__(self, scope: BandwidthScope) -> None:
        """Nothing is being carried."""
        super().__init__(scope)
        self._rate = scope.bytes_per_s
        self._free_at: dict[tuple[int, Towards], float] = {}

    def arriving(self, connection: Connection, towards: Towards, item: Item) -> Sequence[tuple[float, Item]]:
        """As fast as the line carries it."""
        line, moment = (connection.number, towards), now()
        free_at = max(moment, self._free_at.get(line, moment))
        if not isinstance(item, bytes):
            return ((free_at - moment, item),)
        pieces: list[tuple[float, Item]] = []
        for start in range(0, len(item), _PIECE):
            piece = item[start : start + _PIECE]
            free_at += len(piece) / self._rate
            pieces.append((self.waited(free_at - moment), piece))
        self._free_at[line] = free_at
        self.shown["bytes slowed"] += len(item)
        return pieces
