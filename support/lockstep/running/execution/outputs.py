"""The outputs of a run: always its own reports, plus the formatters requested by the command.

behave pairs `-f` and `-o` by position; this is kept. If every formatter of the command writes to a file, the console
formatter is added, so that the screen is not empty. JUnit goes to `--junit-directory` when `--junit` is given. In a
dry run there are no reports. If only the console formatter writes to a terminal and the output of steps is captured,
the live view is shown below its lines (`terminal.py`).
"""

import os
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO, cast

from allure_behave.formatter import AllureFormatter
from behave.formatter import _registry
from behave.formatter.base import StreamOpener

from lockstep.reporting.allure import AllureReport, Reading
from lockstep.reporting.console.formatter import ConsoleFormatter
from lockstep.reporting.console.outlet import Outlet
from lockstep.reporting.console.terminal import Terminal, is_live
from lockstep.reporting.failures import FailuresReport
from lockstep.reporting.folders import Folders
from lockstep.reporting.junit import JUnitReport
from lockstep.reporting.results import Report
from lockstep.reporting.summary import SummaryReport
from lockstep.reporting.traces.report import TraceReport
from lockstep.running.errors import EnvironmentFaultError


@dataclass
class Outputs:
    """Formatters, which behave calls, and reports, which the runner calls; one object may be both."""

    formatters: list[Any]
    reports: list[Report]
    allure: AllureReport | None = None
    terminal: Terminal | None = None


def make_outputs(config: Any, folders: Folders, reading: Reading, out: Outlet) -> Outputs:
    """Create them; those without a file write to `out`. Raises EnvironmentFaultError for a second Allure formatter,
    OSError."""
    for name in config.format:
        if issubclass(_registry.select_formatter_class(name), AllureFormatter):
            raise EnvironmentFaultError(
                f"Allure results are always written, to {folders.allure}: leave out -f {name}"
                " (-D reports=FOLDER moves them)"
            )
    for opener in config.outputs:
        opener.stream = opener.stream and out
    with redirect_stdout(cast("TextIO", out)):  # if there are more formatters than outputs
        asked = _registry.make_formatters(config, config.outputs)
    on_screen = [formatter for formatter in asked if not formatter.stream_opener.name]
    if not on_screen:
        on_screen = [ConsoleFormatter(StreamOpener(stream=out), config)]
        asked += on_screen
    consoles: list[Report] = [formatter for formatter in asked if isinstance(formatter, ConsoleFormatter)]
    if config.dry_run:
        return Outputs(asked, consoles)
    allure = AllureReport(folders.allure, config, reading)
    junit = JUnitReport(Path(config.junit_directory) if config.junit else folders.junit)
    # Allure's before those that report its findings, the traces before those that name them
    reports: list[Report] = [
        TraceReport(folders),
        allure,
        *consoles,
        FailuresReport(folders),
        junit,
        SummaryReport(folders.summary),
    ]
    return Outputs([allure, *asked], reports, allure, _live(config, on_screen, out))


def _live(config: Any, on_screen: list[Any], out: Outlet) -> Terminal | None:
    only = on_screen[0] if len(on_screen) == 1 else None
    if isinstance(only, ConsoleFormatter) and config.capture_stdout and is_live(out, os.environ):
        return only.go_live()
    return None
