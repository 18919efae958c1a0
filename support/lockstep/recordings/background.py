"""The background: the loop on which people act while a plain thread waits, and the machine's current slowness.

`open` starts the loop and the measurement of the tolerance; `begin` starts anything else that must live on the loop;
`close` stops everything in the opposite order, names every forgotten task, and kills any child whose ending was cut
short.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import Any, TypeVar, TypeVarTuple

from anyio.from_thread import BlockingPortal, start_blocking_portal

from lockstep.processes.children import CHILDREN
from lockstep.recordings.clock_tolerance import ClockTolerance
from lockstep.recordings.whole import WHOLE

T = TypeVar("T")
Args = TypeVarTuple("Args")


class Background:
    """One background loop."""

    def __init__(self) -> None:
        """Nothing is started yet."""
        self._stack = ExitStack()
        self._tolerance = ClockTolerance()
        self._forgotten: list[str] = []

    def open(self) -> BlockingPortal:
        """Start the loop and the measurement of the tolerance."""
        with WHOLE:
            self.portal: BlockingPortal = self._stack.enter_context(start_blocking_portal("asyncio"))
            self._stack.callback(self.portal.call, CHILDREN.end_spawned)
            self._stack.callback(self._check_tasks)
            self.begin(self._tolerance.start, self._tolerance.stop)
        return self.portal

    def begin(self, start: Callable[[], Awaitable[Any]], stop: Callable[[], Awaitable[Any]]) -> None:
        """Start something on the loop; `stop` is called at the end even if starting it failed."""
        self._stack.callback(self.call, stop)
        self.call(start)

    def call(self, act: Callable[[*Args], Awaitable[T]], *args: *Args) -> T:
        """Call something on the loop and wait for it; cancelled when the waiting is interrupted."""
        future = self.portal.start_task_soon(act, *args)
        try:
            return future.result()
        finally:
            if not future.done():
                future.cancel()

    def tolerance_ms(self) -> float:
        """The delay that this machine adds to a message that costs nothing, in milliseconds. Raises RuntimeError
        before `open`."""
        return self._tolerance.value_ms()

    def close(self) -> list[str]:
        """Stop everything; a sentence for each task that was forgotten."""
        self._stack.close()
        return self._forgotten

    def _check_tasks(self) -> None:
        """The tasks that still exist when everything is stopped, and so were forgotten."""

        async def others() -> list[str]:
            return [task.get_name() for task in asyncio.all_tasks() if not _is_the_portals(task)]

        self._forgotten += [
            f'the task "{name}" is still running at the end of the run' for name in self.portal.call(others)
        ]


def _is_the_portals(task: asyncio.Task[Any]) -> bool:
    """The one that asks, and the one in which the background loop itself runs."""
    return task is asyncio.current_task() or "start_blocking_portal" in task.get_name()
