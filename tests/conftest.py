"""What all tests share: an interruption that can be felt, the marker `process` on folders that start processes, a
line at the end for each property `summary` that a test records, and generated cases that a busy machine may take its
time for.

A shell starts background jobs with SIGINT ignored, and so would everything that such a job starts; the tests of
interrupted runs need it to arrive.
"""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from lockstep.running.signals import ENDING

PROCESSES = (
    "acceptance", "load/distribution", "management/executions", "package", "reference", "relay", "running", "scripts",
)  # fmt: skip
"""The folders whose tests start processes of their own, or most of them do."""

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _signals_as_before() -> Iterator[None]:
    """What a command that is called within the tests does with signals does not outlive its test: a process that is
    started later would inherit that they are ignored."""
    before = {number: signal.getsignal(number) for number in ENDING}
    yield
    for number, handler in before.items():
        if handler is not None:
            signal.signal(number, handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in these folders."""
    folders = [Path(__file__).parent / name for name in PROCESSES]
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in folders):
            item.add_marker("process")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded to be told."""
    for report in terminalreporter.getreports("passed"):
        for name, said in report.user_properties:
            if name == "summary":
                terminalreporter.write_line(str(said))
