"""Blocks that are not interrupted halfway: an item is created in a backend and noted for the clean-up, or neither.

    with WHOLE:
        identity = make()
        note(identity)

A signal that arrives inside waits for the end of the block (`lockstep.running.signals`), unless it arrives again.
"""

import threading
from collections.abc import Callable
from types import TracebackType


class Whole(threading.local):
    """Blocks of one thread; they may be nested."""

    def __init__(self) -> None:
        """No block has begun. `on_left` is called, and may raise, when the outermost block has ended normally."""
        self.inside = 0
        self.on_left: Callable[[], None] | None = None

    def __enter__(self) -> None:
        """Begin."""
        self.inside += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""
        self.inside -= 1
        if kind is None and not self.inside and self.on_left is not None:
            self.on_left()


WHOLE = Whole()
"""The blocks of this process."""
