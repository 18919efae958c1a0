"""What a target is held to: skipped where it may not be, the run says so."""

from typing import ClassVar

import pytest
from lockstep.reporting.results import RunResult, ScenarioResult, Status
from lockstep.running.execution.required_scenarios import shortfall

from tests.targets.plain import PlainTarget


class Held(PlainTarget):
    held: ClassVar[frozenset[str]] = frozenset({"one", "two"})
    minimum = 3


def run(*scenarios: tuple[str, Status]) -> RunResult:
    made = RunResult(id="r", started=0, reports="reports")
    for number, (name, status) in enumerate(scenarios):
        made.scenarios.append(
            ScenarioResult(id=str(number), feature="f", name=name, file="f", line=1, status=status, started=0)
        )
    return made


@pytest.mark.parametrize(
    ("scenarios", "told"),
    [
        ([("one", "passed"), ("two", "failed"), ("three", "known"), ("four", "skipped")], ""),
        ([("one", "passed"), ("two", "skipped")], "required of target plain were skipped: two"),
        ([("one", "passed"), ("one", "skipped")], "were skipped: one"),
        ([("two", "skipped"), ("one", "skipped")], "were skipped: one; two"),
        ([("one", "not run"), ("two", "not run")], ""),
        ([("three", "passed")], ""),
        ([("three", "passed"), ("four", "skipped")], ""),
        ([("three", "passed"), ("four", "skipped"), ("five", "passed")], "only 2 of 3 scenarios were executed"),
    ],
)
def test_what_is_missing(scenarios: list[tuple[str, Status]], told: str) -> None:
    found = shortfall(Held(""), run(*scenarios))
    assert told in found
    assert bool(found) == bool(told)


def test_only_the_first_are_named() -> None:
    class Many(PlainTarget):
        held: ClassVar[frozenset[str]] = frozenset("abcdefgh")

    assert shortfall(Many(""), run(*((name, "skipped") for name in "abcdefgh"))).endswith("a; b; c; d; e; and 3 more")


def test_only_final_attempts_count() -> None:
    made = run(("one", "skipped"), ("one", "passed"))
    made.scenarios[0].final = False
    assert shortfall(Held(""), made) == ""
