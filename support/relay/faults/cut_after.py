"""Cut after N bytes: a connection carries `bytes` more towards `towards` from when the fault began, and ends there,
in the midst of whatever it carries."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from support.relay.faults.base import Connection, Ending, Fault, Item, Scope, Towards


class CutAfterScope(Scope, frozen=True, kw_only=True):
    """`bytes` it carries, `towards` which end they are counted."""

    bytes: Annotated[int, Meta(ge=0)] = 100
    towards: Towards = "client"


class CutAfter(Fault):
    """Cuts in the midst."""

    name = "cut after"
    scope_type = CutAfterScope

    def __init__(self, scope: CutAfterScope) -> None:
        """Nothing was carried."""
        super().__init__(scope)
        self._most, self._towards = scope.bytes, scope.towards
        self._carried: dict[int, int] = {}

    def arriving(self, connection: Connection, towards: Towards, item: Item) -> Sequence[tuple[float, Item]]:
        """What still fits, then the cut."""
        if towards != self._towards or not isinstance(item, bytes):
            return ((0.0, item),)
        carried = self._carried.get(connection.number, 0)
        self._carried[connection.number] = carried + len(item)
        left = self._most - carried
        if len(item) <= left:
            return ((0.0, item),)
        if left < 0:
            return ()
        self.shown["connections cut"] += 1
        return ((0.0, item[:left]), (0.0, Ending.CUT))
