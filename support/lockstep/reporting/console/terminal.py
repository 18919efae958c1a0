"""The view of a run on a terminal: a few lines at the bottom with what is running, the counts and the time left.

It is fed by the run's events (`stream.py`), like every other watcher. Other lines are written above it and scroll as
usual. It is drawn only where it can be seen (`is_live`): on a terminal that is not dumb, and not in CI. Colours are
used only without NO_COLOR. It is redrawn on every event and every second, cut to the width of the terminal.

The time left is estimated from the last durations of the scenarios to come (for those never executed: the average of
the others), at the pace of this run so far; if none was ever executed, from the scenarios done. It is unknown before
the first scenario is done. Times are in seconds.
"""

import os
import threading
import time
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from lockstep.reporting.console.printable import printable
from lockstep.reporting.results import PASSED, Status
from lockstep.store.totals import totals

EVERY_S = 1.0
SHOWN = 4

_UP_AND_ERASE = "\033[1A\r\033[K"


class Screen(Protocol):
    """The surface that the view is drawn on."""

    def write(self, text: str, /) -> object: ...

    def flush(self) -> object: ...

    def isatty(self) -> bool: ...

    def fileno(self) -> int: ...


def is_live(screen: Screen, environ: Mapping[str, str]) -> bool:
    """Whether the view is to be drawn there."""
    dumb = environ.get("TERM", "dumb") in {"", "dumb"}
    return screen.isatty() and not dumb and environ.get("CI", "").lower() not in {"true", "1"}


class Terminal:
    """The view: a text stream for lines, and a receiver of the run's events."""

    def __init__(self, screen: Screen, *, coloured: bool, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing is drawn before the first scenario begins."""
        self._screen = screen
        self._coloured = coloured
        self._clock = clock
        self._lock = threading.RLock()  # a signal may arrive while the main thread is drawing
        self._drawn = 0
        self._began = clock()
        self._expected: dict[str, float | None] = {}
        self._jobs = 1
        self._running: dict[tuple[str, int], tuple[str, str]] = {}
        self._came_to: dict[str, Status] = {}
        self._closed = threading.Event()
        self._ticker: threading.Thread | None = None

    # lines

    def write(self, text: str) -> None:
        """Write whole lines above the view."""
        with self._lock:
            self._erase()
            self._screen.write(text)
            self._draw()

    def flush(self) -> None:
        """Do nothing: every write is already on the screen."""

    # facts

    def expect(self, durations: Mapping[str, float | None], jobs: int) -> None:
        """These scenarios will run, this many at a time; each with its last duration, if it was ever executed."""
        self._expected, self._jobs = dict(durations), jobs
        self._began = self._clock()

    def take(self, event: Mapping[str, Any]) -> None:
        """Receive an event of the run; kinds that are not shown draw nothing."""
        with self._lock:
            match event:
                case {"type": "scenario_started"}:
                    self._runs(event, event["title"], "")
                case {"type": "step_started"} if _key(event) in self._running:
                    self._runs(event, self._running[_key(event)][0], event["step"])
                case {"type": "violation_found"}:
                    text = f"{event['property']} {event['name']}: {event['witness']}"
                    line = fitting(f"  ! {printable(' '.join(text.split()))}", self._width())
                    self.write(f"{self._in(31, line)}\n")
                case {"type": "scenario_finished"}:
                    self._running.pop(_key(event), None)
                    status = event["status"]
                    self._came_to[event["scenario"]] = "passed" if status == "flaky" and event["passed"] else status
                    self._redraw()

    def _runs(self, event: Mapping[str, Any], title: str, step: str) -> None:
        self._running[_key(event)] = (title, step)
        self._redraw()
        if self._ticker is None and not self._closed.is_set():
            self._ticker = threading.Thread(target=self._tick, daemon=True)
            self._ticker.start()

    def close(self) -> None:
        """Remove the view; lines may still be written."""
        self._closed.set()
        if self._ticker is not None:
            self._ticker.join()
        with self._lock:
            self._erase()
            self._screen.flush()

    # drawing

    def lines(self) -> list[str]:
        """The current view, without colours, not yet cut."""
        running = [
            f"  {printable(title)}{' | ' + printable(step) if step else ''}" for title, step in self._running.values()
        ]
        if len(running) > SHOWN:
            running = [*running[: SHOWN - 1], f"  and {len(running) - SHOWN + 1} more"]
        return [*running, self._standing()]

    def _standing(self) -> str:
        known = sum(status == "known" for status in self._came_to.values())
        counts = totals((status, status in PASSED) for status in self._came_to.values()).told
        counts += f" ({known} known)" if known else ""
        done = f"{len(self._came_to)} of {max(len(self._expected), len(self._came_to))}"
        left = self._left()
        return f"{done}: {counts}; {minutes(self._clock() - self._began)}" + (
            "" if left is None else f", about {minutes(left)} left"
        )

    def _left(self) -> float | None:
        seen = [one for one in self._expected.values() if one is not None]
        usual = sum(seen) / len(seen) if seen else 1.0
        of = {key: usual if one is None else one for key, one in self._expected.items()}
        done = sum(of.get(key, 0.0) for key in self._came_to)
        to_come = sum(one for key, one in of.items() if key not in self._came_to)
        if not to_come or (not seen and not done):
            return None
        took = self._clock() - self._began
        share = done / (done + to_come) if done else 0.0
        planned = to_come / self._jobs
        return planned if seen and share < 0.05 else to_come * took / done

    def _redraw(self) -> None:
        self._erase()
        self._draw()

    def _erase(self) -> None:
        self._screen.write(_UP_AND_ERASE * self._drawn)
        self._drawn = 0

    def _draw(self) -> None:
        if self._running and not self._closed.is_set():
            width = self._width()
            *running, standing = (fitting(line, width) for line in self.lines())
            for line in (*(self._in(2, one) for one in running), self._in(1, standing)):
                self._screen.write(f"{line}\n")
                self._drawn += 1
        self._screen.flush()

    def _width(self) -> int:
        try:
            return os.get_terminal_size(self._screen.fileno()).columns or 80
        except OSError:  # not a terminal with a size
            return 80

    def _in(self, colour: int, text: str) -> str:
        return f"\033[{colour}m{text}\033[0m" if self._coloured else text

    def _tick(self) -> None:
        while not self._closed.wait(EVERY_S):
            with self._lock:
                self._redraw()


def _key(event: Mapping[str, Any]) -> tuple[str, int]:
    return event["scenario"], event["attempt"]


def minutes(seconds: float) -> str:
    """Such as 0:07, 12:30, 1:02:03."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def fitting(text: str, width: int) -> str:
    """The text cut to one column less than there are, because the last one would wrap the line. Wide characters take
    two columns, combining ones none."""
    room, kept = width - 1, []
    for character in text.replace("\n", " ").replace("\t", " "):
        room -= 0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if room < 0:
            break
        kept.append(character)
    return "".join(kept)
