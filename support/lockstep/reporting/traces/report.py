"""The traces of a run: for each scenario that did not pass, or for all, a chart and a page in `traces/`.

`traces/NAME.svg` is the sequence chart, `traces/NAME.html` the trace page, NAME being that of the history's file. The
result of the scenario then names the page. They are made as a scenario ends, by the process that keeps the reports.
"""

from pathlib import Path

from lockstep.history.journal import UnreadableHistoryError, raw_texts, read
from lockstep.reporting.folders import Folders
from lockstep.reporting.places import relative
from lockstep.reporting.repeat import repeat_command
from lockstep.reporting.results import RunResult, ScenarioResult


class TraceReport:
    """Writes charts and pages during the run."""

    def __init__(self, folders: Folders) -> None:
        """`folders` are those of the run."""
        self._folders = folders
        self._run: RunResult | None = None
        self._error: OSError | None = None

    def begun(self, run: RunResult) -> None:
        """Remember the run: pages show its settings, which are known when scenarios end."""
        self._run = run

    def concluded(self, result: ScenarioResult) -> None:
        """Write the trace of a scenario, if it is wanted. A history that cannot be read is noted beside
        the scenario, an error of the operating system kept for the end."""
        if self._run is None or not result.history or not self._wanted(result):
            return
        try:
            self._write(self._run, result, Path(result.history))
        except UnreadableHistoryError as error:
            result.notes.append(f"there is no trace: {error}")
        except OSError as error:
            self._error = self._error or error

    def ended(self, run: RunResult) -> None:
        """Raises OSError if a trace could not be written."""
        if self._error is not None:
            raise self._error

    def _wanted(self, result: ScenarioResult) -> bool:
        wanted = (self._run.settings if self._run else {}).get("trace", "failed")
        return wanted == "all" or (wanted == "failed" and bool(result.problems))

    def _write(self, run: RunResult, result: ScenarioResult, history: Path) -> None:
        from lockstep.reporting.traces.chart import chart  # noqa: PLC0415 - a run that passes needs no templates
        from lockstep.reporting.traces.page import About, page  # noqa: PLC0415

        rows = read(history).rows
        about = About(
            problems=[f"{problem.where}\n{problem.message}" for problem in result.problems],
            repeat=repeat_command(run, result),
            settings=run.settings,
            logs=[folder / "backend.log" for folder in (self._folders.root, *self._folders.workers)],
        )
        self._folders.traces.mkdir(parents=True, exist_ok=True)
        drawn = self._folders.traces / f"{history.stem}.svg"
        drawn.write_text(chart(rows, result.verdicts), encoding="utf-8")
        written = drawn.with_suffix(".html")
        written.write_text(page(rows, result.verdicts, raw_texts(history), about), encoding="utf-8")
        result.trace = relative(written, Path.cwd())
