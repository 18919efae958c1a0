"""One of the two sockets of a pipe: a thin protocol that reports what happens to the pipe and writes for it.

Outgoing bytes go through a `Flow` where network faults are possible. Backpressure passes on: while the bytes waiting
on one side exceed asyncio's high-water mark, the other side is not read. Writing to a closed side, or after its end,
does nothing. Nothing is raised.
"""

import asyncio
import socket
import struct
from typing import Protocol, cast

from lockstep.relay.faults.base import Ending, Item
from lockstep.relay.flow import Flow

_READ = 65_536
# Linger for zero seconds: a socket closed with it is reset (struct linger, in the machine's byte order).
_RESET = struct.pack("ii", 1, 0)


class Owner(Protocol):
    """The interface of the pipe that its sides use."""

    def made(self, side: "Side") -> None:
        """The socket is connected."""

    def received(self, side: "Side", data: bytes) -> None:
        """Bytes arrived."""

    def ended(self, side: "Side") -> None:
        """The peer sends no more; called once."""

    def lost(self, side: "Side", *, reset: bool) -> None:
        """The socket is closed; called once. `reset` if the peer or the network reset it."""


class Side(asyncio.BufferedProtocol):
    """One socket."""

    # Bytes leave the buffer in the same callback that put them in, so one buffer serves every socket of a loop.
    _buffer = bytearray(_READ)

    def __init__(self, owner: Owner) -> None:
        """Not connected yet; `other` is the pipe's other side."""
        self.other: Side
        self.flow: Flow | None = None
        self.ended = False
        self.finished = False
        self.lost = False
        self.congested = False
        self._owner = owner
        self._transport: asyncio.Transport | None = None
        self._paused_by: set[str] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio: the socket is connected."""
        self._transport = cast("asyncio.Transport", transport)
        self._owner.made(self)

    def get_buffer(self, sizehint: int) -> bytearray:
        """Called by asyncio: the buffer to read into."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Called by asyncio: this many bytes were read."""
        self._owner.received(self, bytes(self._buffer[:nbytes]))

    def eof_received(self) -> bool:
        """Called by asyncio: the peer sends no more. The socket stays open for what is still to be written."""
        if not self.ended:
            self.ended = True
            self._owner.ended(self)
        return True

    def pause_writing(self) -> None:
        """Called by asyncio: too much is waiting to be written."""
        self.congested = True
        self.other.pause()

    def resume_writing(self) -> None:
        """Called by asyncio: enough of it has been written."""
        self.congested = False
        self.other.resume()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by asyncio: the socket is closed."""
        self.lost = True
        if self.flow is not None:
            self.flow.drop()
        self._owner.lost(self, reset=exc is not None)

    def hold_back(self, *, full: bool) -> None:
        """Called by the flow: too much is waiting for this socket, or no longer."""
        if full:
            self.other.pause("a full line")
        else:
            self.other.resume("a full line")

    def pause(self, why: str = "") -> None:
        """Pause reading."""
        self._paused_by.add(why)
        if self._transport is not None:
            self._transport.pause_reading()

    def resume(self, why: str = "") -> None:
        """Resume reading, unless another reason to pause remains."""
        self._paused_by.discard(why)
        if self._transport is not None and not self._paused_by:
            self._transport.resume_reading()

    def write(self, data: bytes) -> None:
        """Send bytes."""
        if data:
            self._pass_on(data)

    def finish(self) -> None:
        """Send an end of stream after everything written."""
        self._pass_on(Ending.END)

    def close(self) -> None:
        """Close the socket once everything is written."""
        self._pass_on(Ending.CLOSED)

    def reset(self) -> None:
        """Reset the connection, unless a fault holds that back."""
        self._pass_on(Ending.RESET)

    def cut(self) -> None:
        """Close the socket once everything is written, and reset the other at once."""
        self._pass_on(Ending.CUT)

    def abort(self, *, reset: bool) -> None:
        """Close the socket at once, whatever is waiting, with a reset or without."""
        if self._transport is None or self.lost:
            return
        if reset:
            handle: socket.socket = self._transport.get_extra_info("socket")
            handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._transport.abort()

    def do(self, item: Item) -> None:
        """Called by the flow: send or end now."""
        match item:
            case bytes():
                if self._transport is not None and not (self.finished or self.lost):
                    self._transport.write(item)
            case Ending.END:
                self._finish()
            case Ending.RESET:
                self.abort(reset=True)
            case _:
                if self._transport is not None:
                    self._transport.close()
                if item is Ending.CUT:
                    self.other.abort(reset=True)

    def _pass_on(self, item: Item) -> None:
        if self.flow is None:
            self.do(item)
        else:
            self.flow.pass_on(item)

    def _finish(self) -> None:
        if self._transport is None or self.finished or self.lost:
            return
        self.finished = True
        try:
            self._transport.write_eof()
        except OSError:
            # The peer has reset the connection, which a socket that is not being read would never report.
            self.abort(reset=False)
