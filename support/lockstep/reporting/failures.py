"""The failures of a run in full, `failures.txt` in the reports' folder: text cut on the console is complete here.

One part for each attempt that did not pass, written as it ends: the scenario and its place, every problem with its
full message and its cause, the history's file, the trace page, and the command that repeats it. The file exists only
if something failed.
"""

from lockstep.reporting.causes import cause_line
from lockstep.reporting.folders import Folders
from lockstep.reporting.repeat import repeat_command
from lockstep.reporting.results import RunResult, ScenarioResult


class FailuresReport:
    """Writes the file during the run."""

    def __init__(self, folders: Folders) -> None:
        """`folders` are those of the run."""
        self._path = folders.failures
        self._run: RunResult | None = None
        self._error: OSError | None = None

    def begun(self, run: RunResult) -> None:
        """Remember the run: the command that repeats a scenario needs it."""
        self._run = run

    def concluded(self, result: ScenarioResult) -> None:
        """Add the failures. An error of the operating system is kept for the end."""
        if self._run is None or not result.problems or self._error is not None:
            return
        try:
            with self._path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(failure_text(self._run, result))
        except OSError as error:
            self._error = error

    def ended(self, run: RunResult) -> None:
        """Raises OSError if something could not be written."""
        if self._error is not None:
            raise self._error


def failure_text(run: RunResult, one: ScenarioResult) -> str:
    """Everything known about an attempt that did not pass, followed by an empty line."""
    attempt = f", attempt {one.attempt}" if one.attempt > 1 else ""
    lines = [f"{one.status.upper()}  {one.title}  ({one.file}:{one.line}{attempt})", f"Feature: {one.feature}"]
    lines += [f"Rule: {one.rule}"] if one.rule else []
    for problem in one.problems:
        lines += ["", problem.where, problem.message, cause_line(problem.cause)]
    lines += [
        "",
        *([f"history: {one.history}"] if one.history else []),
        *([f"trace:   {one.trace}"] if one.trace else []),
        f"repeat:  {repeat_command(run, one)}",
    ]
    return "\n".join(lines) + "\n\n"
