"""The time limit of a scenario, enforced by SIGALRM in the main thread.

`@timeout.N` (seconds; the tag nearest to the scenario counts) or `test_timeout` (ms) is granted three times over: to
everything before the last step, to the last step, and to the hook after the scenario with the clean-up, so that
neither of the latter can hang, nor lose time to the former. When it is exceeded, every callback in `on_strike` is
called (tasks waiting on the background loop must be cancelled, or leaving the loop hangs), then TimeLimitError is
raised in the suite's running code.

It is raised only below a call that catches it (a step, a hook, a clean-up); anywhere else it waits for the next such
call. In code that swallows it, it is raised again every second, and the scenario fails nevertheless.

Whether the suite was `waiting` when it was first raised is derived from the place: a module of Python that waits (for
the background loop, a socket, a process), or one that computes. If the place is unknown, it counts as waiting.
"""

import logging
import signal
from collections.abc import Callable, Container
from types import CodeType, FrameType
from typing import Any

from lockstep.running.errors import TimeLimitError

logger = logging.getLogger("lockstep")

WAITING = frozenset({"asyncio", "concurrent", "queue", "selectors", "socket", "ssl", "subprocess", "threading"})
"""Packages of Python in which the main thread waits for something else."""

AGAIN_S = 1.0
SOON_S = 0.05


def limit_of(scenario: Any, default_ms: int) -> tuple[float, str]:
    """The limit of a scenario of behave's model in seconds, and where it comes from."""
    statement = scenario
    while statement is not None:
        for tag in statement.tags:
            if tag.startswith("timeout."):
                return float(tag.removeprefix("timeout.")), f"@{tag}"
        statement = getattr(statement, "parent", None)
    return default_ms / 1000, "TEST_TIMEOUT"


class TimeLimit:
    """One limit at a time, for the main thread. Safe to start again; `stop` restores what was there before."""

    def __init__(self, callers: Container[CodeType]) -> None:
        """`callers`: functions that catch whatever the code they call raises."""
        self.on_strike: list[Callable[[], None]] = []
        self.struck = ""
        self.waiting = True
        self._seen = False
        self._callers = callers
        self._sentence = ""
        self._previous: Any = None

    def start(self, seconds: float, sentence: str) -> None:
        """Grant `seconds` from now; `sentence` is the text of TimeLimitError. Raises ValueError outside the main
        thread."""
        self.struck, self.waiting, self._seen = "", True, False
        self._sentence = sentence
        handler = signal.signal(signal.SIGALRM, self._strike)
        if self._previous is None:
            self._previous = handler
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_S)

    def stop(self) -> None:
        """Grant unlimited time; does nothing when nothing was started."""
        if self._previous is None:
            return
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._previous)
        self._previous = None

    def _strike(self, signum: int, frame: FrameType | None) -> None:
        del signum
        self.struck = self._sentence
        if not self._caught(frame):
            signal.setitimer(signal.ITIMER_REAL, SOON_S, AGAIN_S)
            return
        if not self._seen:
            self._seen = True
            self.waiting = frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] in WAITING
        self.cancel()
        raise TimeLimitError(self._sentence, waiting=self.waiting)

    def cancel(self) -> None:
        """Call every callback, which ends all waiting."""
        for callback in self.on_strike:
            try:
                callback()
            except Exception:
                logger.exception("a callback of the time limit broke")

    def _caught(self, frame: FrameType | None) -> bool:
        while frame is not None and frame.f_back is not None:
            if frame.f_back.f_code in self._callers:
                return True
            frame = frame.f_back
        return False
