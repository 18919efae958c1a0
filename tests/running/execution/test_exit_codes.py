from typing import get_args

import pytest
from lockstep.reporting.results import Status
from lockstep.running.execution.exit_codes import exit_code

from tests.reporting.made import problem, run, scenario


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        ("passed", 0),
        ("known", 0),
        ("passed skipped", 0),
        ("failed", 1),
        ("flaky", 1),
        ("error", 2),
        ("unknown", 3),
        ("invalid passed", 3),
        ("failed error unknown invalid passed", 1),
        ("error unknown passed", 2),
        ("skipped", 2),
        ("not run", 2),
        ("skipped,not run", 2),
        ("", 2),
    ],
)
def test_codes(statuses: str, code: int) -> None:
    words = statuses.split(",") if "," in statuses or statuses in get_args(Status) else statuses.split()
    assert exit_code(run(*(scenario(status=status) for status in words))) == code


def test_what_broke_outside_a_scenario_counts() -> None:
    assert exit_code(run(scenario(), problems=[problem("error")])) == 2
    assert exit_code(run(scenario(status="failed"), problems=[problem("error")])) == 1


def test_a_run_that_was_stopped_is_no_success() -> None:
    assert exit_code(run(scenario(), stopped="the target died")) == 2


def test_only_what_a_scenario_came_to_counts() -> None:
    attempts = scenario(status="failed", final=False), scenario(status="flaky", excused=True)
    assert exit_code(run(*attempts)) == 0
