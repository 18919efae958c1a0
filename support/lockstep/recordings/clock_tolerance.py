"""The machine-speed tolerance: the delay that this machine adds to a message that costs nothing, measured during the
run.

A byte goes to a null echo in another process and back, every 20 ms from the start of the run. The tolerance is
the 99th percentile of the last 3,000 round trips, in milliseconds. It is added to deadlines and budgets; above
100 ms a verdict on time is *invalid*, because it would judge the machine and not the backend. See
docs/properties.md, "Deadlines and budgets".
"""

import asyncio
import sys
import time
from collections import deque
from contextlib import suppress

from lockstep.processes.children import CHILDREN

INVALID_MS = 100.0
_EVERY_S = 0.02
_KEPT = 3000


class ClockTolerance:
    """Measures on the background loop between `start` and `stop`."""

    def __init__(self) -> None:
        """Nothing is measured yet."""
        self._round_trips: deque[float] = deque(maxlen=_KEPT)
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the echo and the measurement; the first round trip is done when this returns."""
        self._process = await CHILDREN.spawn(
            sys.executable,
            "-P",
            "-m",
            "lockstep.recordings.echo",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
        )
        if self._process.stdout is None:
            raise RuntimeError("the echo process has no output")
        port = int(await self._process.stdout.readline())
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        self._writer = writer
        await _round_trip(reader, writer)
        self._round_trips.append(await _round_trip(reader, writer))
        self._task = asyncio.create_task(self._measure(reader, writer), name="tolerance")

    def value_ms(self) -> float:
        """The 99th percentile so far. With fewer than 100 round trips it is the slowest of them."""
        if not self._round_trips:
            raise RuntimeError("the clock tolerance was asked for before its measurement started")
        ordered = sorted(self._round_trips)
        return ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]

    async def stop(self) -> None:
        """End the measurement and the echo process."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._writer is not None:
            self._writer.close()
            await self._writer.wait_closed()
        if self._process is not None:
            await self._process.wait()

    async def _measure(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due = max(due + _EVERY_S, loop.time())
            tick: asyncio.Future[None] = loop.create_future()
            loop.call_at(due, _ring, tick)
            await tick
            self._round_trips.append(await _round_trip(reader, writer))


def _ring(tick: asyncio.Future[None]) -> None:
    if not tick.done():
        tick.set_result(None)


async def _round_trip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> float:
    asked = time.perf_counter()
    writer.write(b".")
    if not await reader.readexactly(1):
        raise ConnectionError("the echo process ended")
    return (time.perf_counter() - asked) * 1000
