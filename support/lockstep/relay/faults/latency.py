"""Latency: everything takes `ms` longer, more or less `jitter_ms`, in each direction; the order is kept."""

import random
from collections.abc import Sequence

from lockstep.relay.faults.base import Connection, Fault, Item, Milliseconds, Scope, Towards


class LatencyScope(Scope, frozen=True, kw_only=True):
    """`ms` and `jitter_ms`."""

    ms: Milliseconds = 100
    jitter_ms: Milliseconds = 0


class Latency(Fault):
    """Delays what arrives."""

    name = "latency"
    does = ("delays",)
    scope_type = LatencyScope

    def __init__(self, scope: LatencyScope) -> None:
        """The longest delay is declared from the start."""
        super().__init__(scope)
        self._ms, self._jitter_ms = scope.ms, scope.jitter_ms
        self.delay_ms = float(scope.ms + scope.jitter_ms)

    def arriving(self, connection: Connection, towards: Towards, item: Item) -> Sequence[tuple[float, Item]]:
        """Later."""
        wait_ms = max(0.0, self._ms + random.uniform(-self._jitter_ms, self._jitter_ms))
        if isinstance(item, bytes):
            self.shown["bytes delayed"] += len(item)
        return ((wait_ms / 1000, item),)
