"""Which formatters and reports a command gets; that they all work together is shown in test_runner."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import allure_commons
import pytest
from behave.configuration import Configuration

from support.reporting.allure import AllureReport
from support.reporting.console import ConsoleFormatter
from support.reporting.folders import Folders
from support.reporting.junit import JUnitReport
from support.reporting.summary import SummaryReport
from support.running.bookkeeping import Books
from support.running.outcomes import EnvironmentFaultError
from support.running.outputs import Outputs, make_outputs

CONSOLE = "support.reporting.console:ConsoleFormatter"


@pytest.fixture(autouse=True)
def _plugins() -> Iterator[None]:
    """Allure's plug-in registry belongs to the process."""
    before = allure_commons.plugin_manager.get_plugins()
    yield
    for plugin in allure_commons.plugin_manager.get_plugins() - before:
        allure_commons.plugin_manager.unregister(plugin)


def outputs(root: Path, *args: str) -> Outputs:
    config: Any = Configuration(list(args), load_config=False)
    config.format = config.format or [CONSOLE]
    return make_outputs(config, Folders(root / "reports"), Books(root / "reports"))


def kinds(made: list[Any]) -> list[str]:
    return [type(one).__name__ for one in made]


def test_always_all_reports(tmp_path: Path) -> None:
    made = outputs(tmp_path)
    assert kinds(made.formatters) == ["AllureReport", "ConsoleFormatter"]
    assert [type(one) for one in made.reports] == [ConsoleFormatter, AllureReport, JUnitReport, SummaryReport]


def test_formatters_of_the_command_come_beside(tmp_path: Path) -> None:
    assert kinds(outputs(tmp_path, "-f", "plain").formatters) == ["AllureReport", "PlainFormatter"]


def test_somebody_always_speaks_on_the_console(tmp_path: Path) -> None:
    made = outputs(tmp_path, "-f", "json", "-o", str(tmp_path / "out.json"))
    assert kinds(made.formatters) == ["AllureReport", "JSONFormatter", "ConsoleFormatter"]
    made.formatters[1].stream_opener.close()


def test_junit_goes_where_the_command_says(tmp_path: Path) -> None:
    made = outputs(tmp_path, "--junit", "--junit-directory", str(tmp_path / "mine"))
    assert [one.folder for one in made.reports if isinstance(one, JUnitReport)] == [tmp_path / "mine"]


def test_no_reports_in_a_dry_run(tmp_path: Path) -> None:
    made = outputs(tmp_path, "--dry-run")
    assert kinds(made.formatters) == kinds(made.reports) == ["ConsoleFormatter"]
    assert not (tmp_path / "reports").exists()


def test_a_second_allure_formatter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFaultError, match="leave out -f allure_behave"):
        outputs(tmp_path, "-f", "allure_behave.formatter:AllureFormatter", "-o", str(tmp_path / "mine"))
