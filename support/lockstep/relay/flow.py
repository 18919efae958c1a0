"""The outgoing part of one direction of a connection, where network faults delay, cut or hold it.

`pass_on` accepts what is to leave, in order, and it leaves in order; without a fault on this connection, in the same
callback. While more than `HIGH` bytes wait, reading from the other end is paused, as with a full line. Nothing is
raised.
"""

import asyncio
from collections import deque
from typing import Protocol

from lockstep.relay.faults.active import Active
from lockstep.relay.faults.base import HELD, Connection, Item, Towards, now

HIGH = 256 * 1024


class Sink(Protocol):
    """The socket that the flow writes to."""

    def do(self, item: Item) -> None:
        """Send bytes, or end in the given way."""

    def hold_back(self, *, full: bool) -> None:
        """Pause or resume reading from the other end."""


class Flow:
    """What is waiting to be written to one socket."""

    def __init__(self, sink: Sink, connection: Connection, towards: Towards, faults: Active) -> None:
        """Nothing is waiting."""
        self._sink = sink
        self._connection = connection
        self._towards = towards
        self._faults = faults
        self._queue: deque[tuple[float, Item]] = deque()
        self._size = 0
        self._full = False
        self._timer: asyncio.TimerHandle | None = None

    def pass_on(self, item: Item) -> None:
        """Pass on, now or when the faults allow it."""
        if not self._queue and not self._faults.cover(self._connection):
            self._sink.do(item)
            return
        for wait, piece in self._faults.arriving(self._connection, self._towards, item):
            last = self._queue[-1][0] if self._queue else 0.0
            self._queue.append((max(last, now() + wait), piece))
            self._size += _size(piece)
        self._turn()

    def faults_changed(self) -> None:
        """A fault has ended: what is no longer held passes on at once."""
        if self._queue and not self._faults.hold(self._connection):
            moment = now()
            self._queue = deque((moment if when == HELD else when, item) for when, item in self._queue)
            self._turn()

    def drop(self) -> None:
        """The socket is closed; discard what waited for it."""
        self._queue.clear()
        self._size = 0
        self._turn()

    def _turn(self) -> None:
        """Pass on what is due, and schedule the next."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._queue and self._queue[0][0] <= now():
            _, item = self._queue.popleft()
            self._size -= _size(item)
            self._sink.do(item)
        if self._queue and self._queue[0][0] != HELD:
            self._timer = asyncio.get_running_loop().call_at(self._queue[0][0], self._turn)
        if self._full != (self._size > HIGH):
            self._full = not self._full
            self._sink.hold_back(full=self._full)


def _size(item: Item) -> int:
    return len(item) if isinstance(item, bytes) else 0
