"""One of the two sockets of a line: a thin protocol that tells the line what happens and can be told to write.

What is to leave goes by way of a `Flow` where there may be network faults. What a slow reader costs passes on: while
the bytes written to one side wait beyond asyncio's high-water mark, the other side is not read. Writing to a side
that is gone, or after its end, does nothing. Nothing is raised.
"""

import asyncio
import socket
import struct
from typing import Protocol, cast

from lockstep.relay.faults.base import Ending, Item
from lockstep.relay.flow import Flow

_READ = 65_536
# Linger for no time: what is closed so is reset (struct linger, in the byte order of this machine).
_RESET = struct.pack("ii", 1, 0)


class Owner(Protocol):
    """The line, as its sides see it."""

    def made(self, side: "Side") -> None:
        """The socket is connected."""

    def received(self, side: "Side", data: bytes) -> None:
        """Bytes arrived."""

    def ended(self, side: "Side") -> None:
        """The peer sends no more; told once."""

    def lost(self, side: "Side", *, reset: bool) -> None:
        """The socket is gone; told once. `reset` if that was the peer's or the network's doing."""


class Side(asyncio.BufferedProtocol):
    """One socket."""

    # Bytes leave the buffer in the very callback that put them in, so one buffer serves every socket of a loop.
    _buffer = bytearray(_READ)

    def __init__(self, owner: Owner) -> None:
        """Not connected yet; `other` is the line's other side."""
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
        """Asyncio's: the socket is connected."""
        self._transport = cast("asyncio.Transport", transport)
        self._owner.made(self)

    def get_buffer(self, sizehint: int) -> bytearray:
        """Asyncio's: where to read into."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Asyncio's: so much was read."""
        self._owner.received(self, bytes(self._buffer[:nbytes]))

    def eof_received(self) -> bool:
        """Asyncio's: the peer sends no more. The socket stays open for what is still to be written."""
        if not self.ended:
            self.ended = True
            self._owner.ended(self)
        return True

    def pause_writing(self) -> None:
        """Asyncio's: too much waits to be written."""
        self.congested = True
        self.other.pause()

    def resume_writing(self) -> None:
        """Asyncio's: enough of it has gone."""
        self.congested = False
        self.other.resume()

    def connection_lost(self, exc: Exception | None) -> None:
        """Asyncio's: the socket is gone."""
        self.lost = True
        if self.flow is not None:
            self.flow.drop()
        self._owner.lost(self, reset=exc is not None)

    def hold_back(self, *, full: bool) -> None:
        """The flow's: what waits for this socket is too much, or no more."""
        if full:
            self.other.pause("a full line")
        else:
            self.other.resume("a full line")

    def pause(self, why: str = "") -> None:
        """Read no more for now."""
        self._paused_by.add(why)
        if self._transport is not None:
            self._transport.pause_reading()

    def resume(self, why: str = "") -> None:
        """Read again, unless something else is against it."""
        self._paused_by.discard(why)
        if self._transport is not None and not self._paused_by:
            self._transport.resume_reading()

    def write(self, data: bytes) -> None:
        """Send bytes."""
        if data:
            self._pass_on(data)

    def finish(self) -> None:
        """Send an end of stream after all that was written."""
        self._pass_on(Ending.END)

    def close(self) -> None:
        """Close the socket once all that was written has gone."""
        self._pass_on(Ending.CLOSED)

    def reset(self) -> None:
        """Reset the connection, as far as no fault holds that back."""
        self._pass_on(Ending.RESET)

    def cut(self) -> None:
        """Close the socket once all that was written has gone, and reset the other at once."""
        self._pass_on(Ending.CUT)

    def abort(self, *, reset: bool) -> None:
        """Close the socket at once, whatever waits, with a reset or without."""
        if self._transport is None or self.lost:
            return
        if reset:
            handle: socket.socket = self._transport.get_extra_info("socket")
            handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._transport.abort()

    def do(self, item: Item) -> None:
        """The flow's: send or end now."""
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
            # The peer has reset the connection, which a socket that is not being read would never tell.
            self.abort(reset=False)
