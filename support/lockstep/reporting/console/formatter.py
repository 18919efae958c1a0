"""The console of a run, behave's formatter `lockstep`: a line per scenario as it ends, more only where one failed.

It receives outcomes from the runner, since a scenario's outcome is known only after its clean-up. Below its lines a
`Terminal` may show what is running. Colours are used only if the output is a terminal and NO_COLOR is not set. In a
dry run it prints nothing.
"""

import os
from collections.abc import Mapping
from typing import Any

from behave.formatter.base import Formatter

from lockstep.reporting.console.closing_lines import closing_lines
from lockstep.reporting.console.failure import failure_lines
from lockstep.reporting.console.printable import printable
from lockstep.reporting.console.terminal import Terminal
from lockstep.reporting.results import RunResult, ScenarioResult, Status, said

_COLOURS: dict[Status, int] = {
    "passed": 32, "known": 33, "flaky": 33, "failed": 31, "error": 31,
    "unknown": 35, "invalid": 35, "skipped": 36, "not run": 36,
}  # fmt: skip


class ConsoleFormatter(Formatter):
    """Progress, failures and the closing sections, on the stream that behave gives it."""

    # Any: behave's base class has None here, which its own formatters replace too
    name: Any = "lockstep"
    description: Any = "A line per scenario; for failures also the step, the witness and the command to repeat it"

    def __init__(self, stream_opener: Any, config: Any) -> None:
        """Initialise as behave does."""
        super().__init__(stream_opener, config)
        self._to = self.stream = self.open()  # kept: the closing sections come after behave closed its formatters
        self._silent = bool(config.dry_run)
        self._coloured = self._to.isatty() and not os.environ.get("NO_COLOR")
        self._run: RunResult | None = None
        self._file = ""
        self._terminal: Terminal | None = None

    def go_live(self) -> Terminal:
        """From here on show what is running below the lines; all other lines on that screen must go through it,
        too."""
        self._to = self._terminal = Terminal(self._to, coloured=self._coloured)
        return self._terminal

    @property
    def is_live(self) -> bool:
        """Whether the live view is shown."""
        return self._terminal is not None

    def expect(self, durations: Mapping[str, float | None], jobs: int) -> None:
        """The scenarios to come, by id with their last duration, and how many run at a time."""
        if self._terminal is not None:
            self._terminal.expect(durations, jobs)

    def close(self) -> None:
        """Called by behave: nothing is running any more."""
        if self._terminal is not None:
            self._terminal.close()

    def begun(self, run: RunResult) -> None:
        """Remember the run: the command that repeats a scenario needs it."""
        self._run = run

    def concluded(self, result: ScenarioResult) -> None:
        """One line, and up to 14 more if the scenario did not pass."""
        if self._silent or self._run is None:
            return
        if result.file != self._file:
            self._file = result.file
            self._say(f"{result.feature}  ({result.file})")
        why = f"  ({result.reason})" if result.reason else ""
        if result.attempt > 1 and result.status != "flaky":
            why = f"  (attempt {result.attempt}{f': {result.reason}' if result.reason else ''})"
        self._say(f"  {self._label(result.status)} {result.duration:7.2f} s  {result.title}{why}")
        if result.problems:
            for line in failure_lines(self._run, result):
                self._say(printable(line))

    def ended(self, run: RunResult) -> None:
        """The closing sections."""
        self.close()
        if not self._silent:
            for line in closing_lines(run):
                self._say(printable(line))

    def _label(self, status: Status) -> str:
        label = f"{said(status) if status in _CALM else said(status).upper():8}"
        return f"\033[{_COLOURS[status]}m{label}\033[0m" if self._coloured else label

    def _say(self, line: str) -> None:
        self._to.write(f"{line}\n")
        self._to.flush()


_CALM = frozenset({"passed", "known", "skipped", "not run"})
