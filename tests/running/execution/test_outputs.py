"""Which formatters and reports a command gets; that they all work together is shown in test_runner."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import allure_commons
import pytest
from behave.configuration import Configuration
from lockstep.reporting.allure import AllureReport
from lockstep.reporting.console.formatter import ConsoleFormatter
from lockstep.reporting.console.outlet import Outlet
from lockstep.reporting.failures import FailuresReport
from lockstep.reporting.folders import Folders
from lockstep.reporting.junit import JUnitReport
from lockstep.reporting.summary import SummaryReport
from lockstep.reporting.traces.report import TraceReport
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.execution.outputs import Outputs, make_outputs
from lockstep.running.execution.run_results import RunResults

from tests.running.project import Project
from tests.running.watched import on_terminal, read_one_line

CONSOLE = "lockstep.reporting.console.formatter:ConsoleFormatter"


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
    return make_outputs(config, Folders(root / "reports"), RunResults(root / "reports"), Outlet(sys.stdout))


def kinds(made: list[Any]) -> list[str]:
    return [type(one).__name__ for one in made]


def test_always_all_reports(tmp_path: Path) -> None:
    made = outputs(tmp_path)
    assert kinds(made.formatters) == ["AllureReport", "ConsoleFormatter"]
    assert [type(one) for one in made.reports] == [
        TraceReport,
        AllureReport,
        ConsoleFormatter,
        FailuresReport,
        JUnitReport,
        SummaryReport,
    ]


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


BODIES = ("Given nothing;When nothing happens", "Given a violation at the end", "Given nothing;When it fails")
VIEW = "\033[1A\r\033[K"


def test_on_a_terminal_the_view_shows_what_runs_and_violations_at_once(project: Project) -> None:
    project.scenarios(*BODIES)
    ran = on_terminal(project, "-D", "seed=7")
    ran.came_to(1, passed=1, failed=2)
    assert "  number 1 | When nothing happens" in ran.out
    assert "0 of 3: 0 passed, 0 failed, 0 skipped; 0:0" in ran.out
    assert "1 of 3: 1 passed, 0 failed" in ran.out
    violation = ran.out.index('  ! P1 no loss: Ana posted "hello" in "design"; Ben never received it')
    assert violation < ran.out.index("FAILED")
    assert ran.out.count(VIEW) > 5
    assert VIEW not in ran.out[ran.out.index("1 passed, 2 failed in") :]
    again = on_terminal(project, "-D", "seed=7", NO_COLOR="1")
    assert VIEW in again.out
    assert not re.search(r"\033\[\d+m", again.out)
    assert "0 of 3: 0 passed, 0 failed, 0 skipped; 0:00, about " in again.out


def test_side_by_side_the_view_shows_what_each_worker_runs(project: Project) -> None:
    project.scenarios(*BODIES)
    ran = on_terminal(project, "--jobs", "2")
    ran.came_to(1, passed=1, failed=2)
    assert "  number 1\n" in re.sub(r"\033\[\d+m", "", ran.out)
    assert "2 of 3: " in ran.out


@pytest.mark.parametrize("env", [{"CI": "true"}, {"TERM": "dumb"}])
def test_plain_lines_where_a_view_could_not_be_read(project: Project, env: dict[str, str]) -> None:
    project.scenarios(*BODIES[:1])
    ran = on_terminal(project, **env)
    ran.came_to(0, passed=1, failed=0)
    assert VIEW not in ran.out


def test_when_the_reader_goes_away_the_run_goes_on_to_its_true_exit_code(project: Project) -> None:
    project.scenarios(*BODIES)
    ran = read_one_line(project, "-D", "seed=7")
    assert ran.out.count("\n") == 1
    assert (ran.code, ran.err) == (1, "")
    assert ran.summary["counts"]["failed"] == 2
