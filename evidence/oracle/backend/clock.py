"""Simulated time, in milliseconds: what is planned for a moment happens in the order of moments."""

import heapq
from collections.abc import Callable
from typing import Any


class Clock:
    """A queue of things to happen."""

    def __init__(self) -> None:
        self.now = 0.0
        self._queue: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._count = 0

    def at(self, when: float, does: Callable[..., None], *arguments: Any) -> None:
        """Plan something for a moment; for now, if the moment is over."""
        self._count += 1
        heapq.heappush(self._queue, (max(when, self.now), self._count, does, arguments))

    def after(self, ms: float, does: Callable[..., None], *arguments: Any) -> None:
        """Plan something for so many milliseconds from now."""
        self.at(self.now + ms, does, *arguments)

    def run(self) -> None:
        """Let everything happen that is planned, and what that plans."""
        while self._queue:
            self.now, _, does, arguments = heapq.heappop(self._queue)
            does(*arguments)
