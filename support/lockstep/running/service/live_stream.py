"""Live events: those that a person receives from the service for one execution, or for all, from a number on.

Received events are kept in order of arrival, complete and unsorted; `until` waits for them, woken by each arrival. It
runs on the background loop.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
import websockets
from websockets.asyncio.client import connect

OPEN_S = 60.0
OVER = frozenset({"integration_test_complete", "integration_test_error"})

Event = dict[str, Any]


class Watch:
    """One connection of a watching person. `closed` is the close code, or why the connection was never opened."""

    def __init__(self, live: str, token: str, **query: str | int) -> None:
        """Nothing is connected yet. `live` is the service's address for it."""
        self.received: list[Event] = []
        self.closed: int | None = None
        self._url = f"{live}?{urlencode(query)}" if query else live
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._news = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Connect, and listen until the service or we end it. A rejected connection has `closed`."""
        try:
            socket = await connect(
                self._url, additional_headers=self._headers, proxy=None, compression=None, open_timeout=OPEN_S
            )
        except websockets.InvalidStatus as error:
            self.closed = error.response.status_code
            return
        self._task = asyncio.create_task(self._listen(socket), name="somebody who watches")

    async def until(self, enough: Callable[[Sequence[Event], int | None], bool], timeout_s: float) -> bool:
        """Wait until the events received and the close code are enough; returns whether this happened in time."""
        try:
            async with asyncio.timeout(timeout_s), self._news:
                await self._news.wait_for(lambda: enough(self.received, self.closed))
        except TimeoutError:
            return False
        return True

    async def end(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _listen(self, socket: websockets.ClientConnection) -> None:
        try:
            async for frame in socket:
                async with self._news:
                    self.received.append(msgspec.json.decode(frame))
                    self._news.notify_all()
        except websockets.ConnectionClosed:
            pass  # the close code says how
        finally:
            await socket.close()
            async with self._news:
                self.closed = socket.close_code
                self._news.notify_all()


def is_over(received: Sequence[Event], closed: int | None) -> bool:
    """Whether the run's last event was received, or no more can arrive."""
    return closed is not None or (bool(received) and received[-1]["type"] in OVER)
