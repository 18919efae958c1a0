"""An exact timer from the kernel, as the timers of the event loop are limited to whole milliseconds.

`Alarm.set(t)` calls back as soon as the monotonic clock reaches `t` (ns), at once if it is past. On Linux this is a
timerfd in the loop; elsewhere the loop's own timer, which may be a millisecond late: the send lag shows that.
"""

import asyncio
import ctypes
import os
import sys
import time
from collections.abc import Callable

_NONBLOCK, _CLOEXEC, _ABSOLUTE, _MONOTONIC = 0o4000, 0o2000000, 1, 1


class _Spec(ctypes.Structure):
    _fields_ = (
        ("every_s", ctypes.c_long),
        ("every_ns", ctypes.c_long),
        ("at_s", ctypes.c_long),
        ("at_ns", ctypes.c_long),
    )


class Alarm:
    """Calls `ring` when its time has come."""

    def __init__(self, loop: asyncio.AbstractEventLoop, ring: Callable[[], None]) -> None:
        """Nothing is set yet. Raises OSError if the kernel provides no timer."""
        self._loop, self._ring = loop, ring
        self._timer: asyncio.TimerHandle | None = None
        self._fd = -1
        if sys.platform == "linux":
            self._libc = ctypes.CDLL(None, use_errno=True)
            self._fd = self._libc.timerfd_create(_MONOTONIC, _NONBLOCK | _CLOEXEC)
            if self._fd < 0:
                raise OSError(ctypes.get_errno(), "the kernel provides no timer")
            loop.add_reader(self._fd, self._rang)

    def set(self, t: int) -> None:
        """Ring at `t` (ns of the monotonic clock), and not before."""
        if self._fd < 0:
            self._timer = self._loop.call_later(max(0.0, (t - time.monotonic_ns()) / 1e9), self._ring)
            return
        seconds, rest = divmod(max(t, 1), 1_000_000_000)
        if self._libc.timerfd_settime(self._fd, _ABSOLUTE, ctypes.byref(_Spec(0, 0, seconds, rest)), None):
            raise OSError(ctypes.get_errno(), "the kernel's timer could not be set")

    def close(self) -> None:
        """Cancel the alarm."""
        if self._timer is not None:
            self._timer.cancel()
        if self._fd >= 0:
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
            self._fd = -1

    def _rang(self) -> None:
        try:
            os.read(self._fd, 8)
        except BlockingIOError:  # set again between ringing and being handled
            return
        self._ring()
