"""Signals that end a run: what they interrupt, and what still runs.

SIGINT (Ctrl-C), SIGTERM and SIGHUP are one interruption. The first ends the running step, or the hook before one; no
other scenario is begun, and hooks, clean-up and reports still run. Another one more than `AGAIN_S` later cuts the
clean-up short as well, one hook at a time; reports are written in any case. Several within `AGAIN_S` count once,
since a terminal, a shell script and `timeout` may all pass on the same one. A signal that this process was started to
ignore (`nohup`, a background job) stays ignored.

It is raised, as RunInterrupt, only below a call that catches it, so that the code around steps and hooks is never
interrupted halfway, nor are operations that must complete (`lockstep.recordings.whole`); anywhere else it waits for
the next such call (`check`). Before any such call exists (`armed`), a second one is raised wherever it arrives. This
module imports nothing slow, since a command installs it first.
"""

import signal
import time
from collections.abc import Callable, Container
from types import CodeType, FrameType
from typing import NoReturn

from lockstep.recordings.whole import WHOLE

SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM})
"""The signals that end or limit a run: they wait during an operation that must not be interrupted halfway."""

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
AGAIN_S = 1.0
INTERRUPTED = "the run was interrupted"


class RunInterrupt(KeyboardInterrupt):
    """The run is interrupted; one sentence for the user."""

    def __init__(self) -> None:
        super().__init__(INTERRUPTED)


class CleanUpInterruptedError(Exception):
    """A clean-up function of behave's context is cut short: behave catches only errors there."""

    def __init__(self) -> None:
        super().__init__("this clean-up was interrupted")


class Interruption:
    """All interruptions of this process."""

    def __init__(self) -> None:
        """Signals are unchanged so far. `on_strike` is called for each interruption, in the main thread at any point;
        `on_raise` before one is raised; `pass_on` receives the number of interruptions."""
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
        """Let the signals interrupt; `always`: including those that are ignored."""
        self._again_s = again_s
        for number in ENDING:
            if always or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._strike)

    def arm(self, acts: Container[CodeType], clean_ups: Container[CodeType]) -> None:
        """From here on it is raised only below these: functions that catch it from `acts` (while nothing is
        `cleaning`), functions that catch errors from `clean_ups`."""
        self.acts, self.clean_ups = acts, clean_ups
        self.armed = True
        WHOLE.on_left = self._left

    def check(self) -> None:
        """Raises RunInterrupt if an interruption is pending."""
        if self.count:
            raise RunInterrupt

    def end(self, acts: Container[CodeType] = frozenset()) -> None:
        """Interrupt nothing more except what these functions call."""
        self.on_strike, self.on_raise, self.pass_on = [], [], None
        self.count, self.cleaning, self._waits = 0, False, False
        self.arm(acts, frozenset())

    def ignore(self) -> None:
        """Let the signals have no effect until the process ends, which is imminent."""
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
        """The operation that must not be interrupted has ended."""
        if self._waits and not self.cleaning:
            self._raise(RunInterrupt())

    def _raise(self, error: BaseException) -> NoReturn:
        self._waits = False
        for callback in self.on_raise:
            callback()
        raise error

    def _error(self, frame: FrameType | None) -> BaseException | None:
        """The exception to raise in the running code; None: nothing now."""
        again = self.count > 1
        if not self.armed:
            return RunInterrupt() if again else None
        found: BaseException | None = None
        while frame is not None and frame.f_back is not None:
            caller = frame.f_back.f_code
            if frame.f_code.co_name == "__del__":  # an exception would not propagate from there
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
"""The interruption of this process."""
