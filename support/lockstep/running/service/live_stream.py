"""Watching live: what somebody hears from the service of one execution, or of all, from a number on.

What is received is kept in the order in which it came, and nothing is left out or sorted; `until` waits for it, woken
by what arrives. On the background loop.
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
    """One connection of somebody who watches. `closed` is the code with which it was ended, or why it never stood."""

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
        """Wait until what was received, and how it was closed, is enough; whether it was in time."""
        try:
            async with asyncio.timeout(timeout_s), self._news:
                await self._news.wait_for(lambda: enough(self.received, self.closed))
        except TimeoutError:
            return False
        return True

    async def end(self) -> None:
        """Listen no more."""
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
            pass  # how, says its code
        finally:
            await socket.close()
            async with self._news:
                self.closed = socket.close_code
                self._news.notify_all()


def is_over(received: Sequence[Event], closed: int | None) -> bool:
    """Whether the run's last event was received, or no more can be."""
    return closed is not None or (bool(received) and received[-1]["type"] in OVER)
