"""What leaves a connection: one queue of frames, sent in the order they were put there.

Promise: putting never waits. When more than `limit` bytes wait for the reader, the queue is dropped and the
connection is to be closed; a connection that closes for another reason sends first what was queued.
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
        """Whether the connection is to be closed; nothing more is taken then."""
        return self._close is not None

    def put(self, text: str, size: int) -> bool:
        """Queue a frame of `size` bytes; false when that is too much. What the reader asked for has size 0 and
        is not counted."""
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
        """Close after what is queued; false when it is closing already."""
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
            # The connection is over: lost, or closed below us (1009, 1011, 1012); the reader is told of it, too.
            return
