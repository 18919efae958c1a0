"""What is not interrupted halfway: something is made at a backend and noted for the clean-up, or neither.

    with WHOLE:
        identity = make()
        note(identity)

A signal that comes inside waits for the end of the block (`lockstep.running.signals`), unless it comes again.
"""

import threading
from collections.abc import Callable
from types import TracebackType


class Whole(threading.local):
    """Blocks of one thread; they may stand in each other."""

    def __init__(self) -> None:
        """None has begun. `on_left` is called, and may raise, when the outermost has ended in order."""
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
"""Those of this process."""
