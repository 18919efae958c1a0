"""Slicing: bytes arrive in slices of `size`, `ms` apart, regardless of frame boundaries."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from lockstep.relay.faults.base import Connection, Fault, Item, Milliseconds, Scope, Towards


class SlicingScope(Scope, frozen=True, kw_only=True):
    """`size` in bytes, `ms` between two slices."""

    size: Annotated[int, Meta(ge=1)] = 16
    ms: Milliseconds = 1


class Slicing(Fault):
    """Cuts what arrives into slices."""

    name = "slicing"
    does = ("delays",)
    scope_type = SlicingScope

    def __init__(self, scope: SlicingScope) -> None:
        """Nothing is waiting."""
        super().__init__(scope)
        self._size, self._gap_s = scope.size, scope.ms / 1000

    def arriving(self, connection: Connection, towards: Towards, item: Item) -> Sequence[tuple[float, Item]]:
        """Slice by slice."""
        if not isinstance(item, bytes):
            return ((0.0, item),)
        slices = [item[start : start + self._size] for start in range(0, len(item), self._size)]
        self.shown["slices"] += len(slices)
        return [(self.waited(nth * self._gap_s), one) for nth, one in enumerate(slices)]
