"""What a run writes: its own reports always, and beside them the formatters that the command asked for.

behave pairs `-f` and `-o` by position; that stays. Where every formatter of the command writes to a file, the
console formatter is added, so that nobody waits before an empty screen. JUnit goes to `--junit-directory` when
`--junit` is given. In a dry run there are no reports.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allure_behave.formatter import AllureFormatter
from behave.formatter import _registry
from behave.formatter.base import StreamOpener

from support.reporting.allure import AllureReport, Reading
from support.reporting.console import ConsoleFormatter
from support.reporting.folders import Folders
from support.reporting.junit import JUnitReport
from support.reporting.results import Report
from support.reporting.summary import SummaryReport
from support.running.outcomes import EnvironmentFaultError


@dataclass
class Outputs:
    """Formatters, which behave tells, and reports, which the runner tells; one may be both."""

    formatters: list[Any]
    reports: list[Report]
    allure: AllureReport | None = None


def make_outputs(config: Any, folders: Folders, reading: Reading) -> Outputs:
    """Make them. Raises EnvironmentFaultError for a second Allure formatter, OSError."""
    for name in config.format:
        if issubclass(_registry.select_formatter_class(name), AllureFormatter):
            raise EnvironmentFaultError(
                f"Allure results are always written, to {folders.allure}: leave out -f {name}"
                " (-D reports=FOLDER moves them)"
            )
    asked = _registry.make_formatters(config, config.outputs)
    if all(formatter.stream_opener.name for formatter in asked):
        asked.append(ConsoleFormatter(StreamOpener(stream=sys.stdout), config))
    consoles: list[Report] = [formatter for formatter in asked if isinstance(formatter, ConsoleFormatter)]
    if config.dry_run:
        return Outputs(asked, consoles)
    allure = AllureReport(folders.allure, config, reading)
    junit = JUnitReport(Path(config.junit_directory) if config.junit else folders.junit)
    return Outputs([allure, *asked], [*consoles, allure, junit, SummaryReport(folders.summary)], allure)
