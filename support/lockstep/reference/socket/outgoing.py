"""The outgoing frames of a connection: one queue, sent in order.

Promise: adding a frame never waits. When more than `limit` bytes wait for the reader, the queue is discarded and the
connection must be closed; a connection that closes for another reason first sends the queued frames.
"""

import asyncio
from collections import deque

from starlette.websockets import WebSocket, WebSocketDisconnect


class Outgoing:
    """The queue of one connection."""

    def __init__(self, socket: WebSocket, limit: int) -> None:
        """Sends on `socket` once `send_all` runs."""
        self._socket = socket
        self._limit = limit
        self._queue: deque[tuple[str, int]] = deque()
        self._waiting = 0
        self._wake = asyncio.Event()
        self._close: tuple[int, str] | None = None

    @property
    def closing(self) -> bool:
        """Whether the connection is to be closed; no more frames are accepted then."""
        return self._close is not None

    def put(self, text: str, size: int) -> bool:
        """Queue a frame of `size` bytes; false if that is too much. Frames that the reader requested have size 0 and
        are not counted."""
        if self._close is not None:
            return True
        if size and self._waiting + size > self._limit:
            self._queue.clear()
            return False
        self._queue.append((text, size))
        self._waiting += size
        self._wake.set()
        return True

    def close(self, code: int, reason: str) -> bool:
        """Close after the queued frames; false if it is closing already."""
        if self._close is not None:
            return False
        self._close = (code, reason)
        self._wake.set()
        return True

    async def send_all(self) -> None:
        """Send until the connection is closed or lost."""
        try:
            while True:
                while self._queue:
                    text, size = self._queue.popleft()
                    self._waiting -= size
                    await self._socket.send({"type": "websocket.send", "text": text})
                if self._close is not None:
                    await self._socket.close(*self._close)
                    return
                self._wake.clear()
                await self._wake.wait()
        except (WebSocketDisconnect, RuntimeError):
            # Lost, or closed by the server underneath (1009, 1011, 1012); the reader learns that too.
            return
