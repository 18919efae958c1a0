"""Slow close: the end of a connection takes `ms` to reach the other side; its data passes at once."""

from collections.abc import Sequence

from lockstep.relay.faults.base import Connection, Fault, Item, Milliseconds, Scope, Towards


class SlowCloseScope(Scope, frozen=True, kw_only=True):
    """`ms`: how long an end takes."""

    ms: Milliseconds = 1_000


class SlowClose(Fault):
    """Delays the ends of connections."""

    name = "slow close"
    missing = "no connection was closed"
    scope_type = SlowCloseScope

    def __init__(self, scope: SlowCloseScope) -> None:
        """No connection has ended."""
        super().__init__(scope)
        self._seconds = scope.ms / 1000

    def arriving(self, connection: Connection, towards: Towards, item: Item) -> Sequence[tuple[float, Item]]:
        """Delay the end; pass everything else at once."""
        if isinstance(item, bytes):
            return ((0.0, item),)
        self.shown["endings delayed"] += 1
        return ((self._seconds, item),)
