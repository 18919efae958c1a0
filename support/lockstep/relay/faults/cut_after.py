"""Cut after N bytes: from the start of the fault a connection carries `bytes` more towards `towards`, and then ends,
in the middle of whatever it carries; this applies to the first `count` (0: no limit) connections that carry more."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from lockstep.relay.faults.base import Connection, Ending, Fault, Item, Scope, Towards


class CutAfterScope(Scope, frozen=True, kw_only=True):
    """`bytes` is the limit, `towards` the end at which they are counted, `count` the number of connections."""

    bytes: Annotated[int, Meta(ge=0)] = 100
    towards: Towards = "client"
    count: Annotated[int, Meta(ge=0)] = 0


class CutAfter(Fault):
    """Cuts connections after a number of bytes."""

    name = "cut after"
    scope_type = CutAfterScope

    def __init__(self, scope: CutAfterScope) -> None:
        """Nothing was carried."""
        super().__init__(scope)
        self._most, self._towards, self._count = scope.bytes, scope.towards, scope.count
        self._carried: dict[int, int] = {}

    def arriving(self, connection: Connection, towards: Towards, item: Item) -> Sequence[tuple[float, Item]]:
        """Pass what is within the limit, then cut."""
        if towards != self._towards or not isinstance(item, bytes):
            return ((0.0, item),)
        carried = self._carried.get(connection.number, 0)
        self._carried[connection.number] = carried + len(item)
        left = self._most - carried
        if carried <= self._most and 0 < self._count <= self.shown["connections cut"]:
            self._carried[connection.number] = carried  # this connection is not cut
            return ((0.0, item),)
        if len(item) <= left:
            return ((0.0, item),)
        if left < 0:
            return ()
        self.shown["connections cut"] += 1
        return ((0.0, item[:left]), (0.0, Ending.CUT))
