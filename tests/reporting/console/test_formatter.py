import io
from types import SimpleNamespace

import pytest
from behave.formatter.base import StreamOpener
from lockstep.reporting.console.formatter import ConsoleFormatter

from tests.reporting.made import problem, run, scenario


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(stream: io.StringIO, *, dry: bool = False) -> str:
    console = ConsoleFormatter(StreamOpener(stream=stream), SimpleNamespace(dry_run=dry))
    made = run(
        scenario(),
        scenario(name="second", status="failed", problems=[problem()]),
        scenario(name="third", file="features/b.feature", feature="B", status="skipped", reason="no files"),
    )
    console.begun(made)
    for one in made.scenarios:
        console.concluded(one)
    console.close()
    console.ended(made)
    return stream.getvalue()


def test_a_line_per_scenario_and_more_for_a_failure() -> None:
    told = shown(io.StringIO()).splitlines()
    assert told[:3] == [
        "Messages  (features/sync/messages.feature)",
        "  passed      1.25 s  one message arrives",
        "  FAILED      1.25 s  second",
    ]
    assert told[3].strip() == "Feature: Messages"
    assert "B  (features/b.feature)" in told
    assert "  skipped     1.25 s  third  (no files)" in told
    assert "  1 x no files" in told
    assert told[-1] == "by cause: 1 product"


def test_no_colour_but_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\033" not in shown(io.StringIO())
    assert "\033[31mFAILED  \033[0m" in shown(Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\033" not in shown(Terminal())


def test_silent_in_a_dry_run() -> None:
    assert shown(io.StringIO(), dry=True) == ""
