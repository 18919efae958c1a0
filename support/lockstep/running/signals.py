"""Signals that end a run: what they interrupt, and what has its turn all the same.

SIGINT (Ctrl-C), SIGTERM and SIGHUP are one interruption. The first ends the step, or the hook before one, that is
running; no other scenario is begun, and hooks, clean-up and reports have their turn. One that comes again more than
`AGAIN_S` later cuts the clean-up short as well, a hook at a time; reports are written in any case. Several within
`AGAIN_S` count once, for a terminal, a shell script and `timeout` may all pass on the same one. A signal that this
process was started to ignore (`nohup`, a background job) stays ignored.

It is raised, as RunInterrupt, only below a call that catches it, so that what runs around steps and hooks is never
left halfway, nor what must be done whole (`lockstep.recordings.whole`); anywhere else it waits for the next such
call (`check`). Before there is anything to call (`armed`) a
second one is raised wherever it comes. It imports nothing that takes time, for a command installs it first.
"""

import signal
import time
from collections.abc import Callable, Container
from types import CodeType, FrameType
from typing import NoReturn

from lockstep.recordings.whole import WHOLE

SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM})
"""The signals that end or limit a run: they wait while something must not be interrupted halfway."""

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
AGAIN_S = 1.0
INTERRUPTED = "the run was interrupted"


class RunInterrupt(KeyboardInterrupt):
    """The run is interrupted; one sentence for people."""

    def __init__(self) -> None:
        super().__init__(INTERRUPTED)


class CleanUpInterruptedError(Exception):
    """A clean-up function of behave's context is cut short: these are caught as errors only."""

    def __init__(self) -> None:
        super().__init__("this clean-up was interrupted")


class Interruption:
    """All interruptions of this process."""

    def __init__(self) -> None:
        """Signals are as they were. `on_strike` is called for each interruption, in the main thread at any place;
        `on_raise` before one is raised; `pass_on` is told how many there were."""
        self.count = 0
        self.armed = self.cleaning = False
        self.on_strike: list[Callable[[], None]] = []
        self.on_raise: list[Callable[[], None]] = []
        self.pass_on: Callable[[int], None] | None = None
        self.acts: Container[CodeType] = frozenset()
        self.clean_ups: Container[CodeType] = frozenset()
        self._waits = False
        self._again_s = AGAIN_S
        self._last = 0.0

    def install(self, again_s: float = AGAIN_S, *, always: bool = False) -> None:
        """Let the signals interrupt; `always`: also those that are ignored."""
        self._again_s = again_s
        for number in ENDING:
            if always or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._strike)

    def arm(self, acts: Container[CodeType], clean_ups: Container[CodeType]) -> None:
        """From here on it is raised below these only: functions that catch it from `acts` (while nothing is
        `cleaning`), functions that catch errors from `clean_ups`."""
        self.acts, self.clean_ups = acts, clean_ups
        self.armed = True
        WHOLE.on_left = self._left

    def check(self) -> None:
        """Raises RunInterrupt where one has come."""
        if self.count:
            raise RunInterrupt

    def end(self, acts: Container[CodeType] = frozenset()) -> None:
        """Nothing more is to be interrupted, but for what these functions call."""
        self.on_strike, self.on_raise, self.pass_on = [], [], None
        self.count, self.cleaning, self._waits = 0, False, False
        self.arm(acts, frozenset())

    def ignore(self) -> None:
        """Let the signals have no effect up to the end of the process, which is near."""
        for number in ENDING:
            if signal.getsignal(number) == self._strike:
                signal.signal(number, signal.SIG_IGN)

    def _strike(self, signum: int, frame: FrameType | None) -> None:
        del signum
        now = time.monotonic()
        if self.count and now - self._last < self._again_s:
            return
        self.count, self._last = self.count + 1, now
        for callback in self.on_strike:
            callback()
        if self.pass_on is not None:
            self.pass_on(self.count)
        error = self._error(frame)
        if error is not None:
            self._raise(error)

    def _left(self) -> None:
        """What was not to be interrupted halfway has ended."""
        if self._waits and not self.cleaning:
            self._raise(RunInterrupt())

    def _raise(self, error: BaseException) -> NoReturn:
        self._waits = False
        for callback in self.on_raise:
            callback()
        raise error

    def _error(self, frame: FrameType | None) -> BaseException | None:
        """What to raise in the code that runs; None: nothing now."""
        again = self.count > 1
        if not self.armed:
            return RunInterrupt() if again else None
        found: BaseException | None = None
        while frame is not None and frame.f_back is not None:
            caller = frame.f_back.f_code
            if frame.f_code.co_name == "__del__":  # from there it would not be raised on
                return None
            if found is None and caller in self.clean_ups:
                found = CleanUpInterruptedError()
                if not again:
                    return None
            elif found is None and caller in self.acts:
                found = RunInterrupt()
                if self.cleaning and not again:
                    return None
            frame = frame.f_back
        if found is not None and WHOLE.inside and not again:
            self._waits = True
            return None
        return found


INTERRUPTION = Interruption()
"""That of this process."""
