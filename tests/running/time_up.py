"""A time limit that strikes when a test wants it to: once the code that it is to strike waits, not after a time."""

import signal
import sys
import threading
import time

from lockstep.running.execution.time_limit import AGAIN_S


def time_up() -> None:
    """Wait for ever; the time limit that was started is over as soon as this thread waits, and then again every
    second."""
    waiting = threading.get_ident()

    def move_the_clock() -> None:
        while not _waits(waiting):
            time.sleep(0)
        signal.setitimer(signal.ITIMER_REAL, 1e-6, AGAIN_S)

    threading.Thread(target=move_the_clock, daemon=True).start()
    threading.Event().wait()


def _waits(thread: int) -> bool:
    """Whether this thread waits in `time_up`."""
    frame = sys._current_frames().get(thread)
    inner = frame is not None and frame.f_code is threading.Condition.wait.__code__
    outer = frame.f_back.f_back if frame is not None and frame.f_back is not None else None
    return inner and outer is not None and outer.f_code is time_up.__code__
