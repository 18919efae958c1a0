"""What Allure 3 shows of our results: as many tests as there were scenarios, each in its own colour.

Allure 3 takes `testCaseId` and the parameters for a test's identity, joined without care; the scenarios here are
those that it would take for one another.
"""

from pathlib import Path

import pytest

from tests.reporting.made import problem, report_into, run, scenario
from tests.reporting.rendered import needs_npm, rendered, shown_tests
from tests.running.project import Project

pytestmark = [pytest.mark.process, needs_npm]

FEATURE = """Feature: A

  Rule: first
    Scenario: three messages
      When it fails
  Rule: second
    Scenario: three messages
      Given nothing

  Rule: ab
    Scenario: c
      When it fails
  Rule: a
    Scenario: bc
      Given nothing

  Rule: tables
    Scenario Outline: from <n> to <m>
      Given nothing
      Examples:
        | n | m |
        | 1 | 2 |
      Examples:
        | m | n |
        | 2 | 1 |

    Scenario Outline: see that <what>
      When <what>
      Examples:
        | what     |
        | it fails |
    Scenario Outline: see that it fails
      When <what>
      Examples:
        | what     |
        | it fails |

    Scenario Outline: t <a>,b:<b>
      When it fails
      Examples:
        | a | b |
        | 1 | 2 |
    Scenario Outline: t <a>
      Given nothing
      Examples:
        | a     |
        | 1,b:2 |

  Rule: again
    Scenario: flaky
      When it fails on the first 1 attempts
"""


def test_as_many_tests_as_scenarios_and_attempts_are_retries(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.feature(FEATURE)
    ran = project.run(TEST_RETRY_COUNT="1")
    finals = [one for one in ran.summary["scenarios"] if one["final"]]
    page = rendered(ran.reports / "allure-results", tmp_path / "page")
    assert len(finals) == 11
    assert {name: page["stats"][name] for name in ("total", "passed", "failed")} == {
        "total": 11, "passed": 5, "failed": 6,
    }  # fmt: skip
    assert sorted((one["name"], one["retriesCount"]) for one in shown_tests(tmp_path / "page")) == sorted(
        (one["name"], one["attempt"] - 1) for one in finals
    )


def test_equal_rows_under_two_ids_stay_apart(tmp_path: Path) -> None:
    report = report_into(tmp_path / "results")
    rows = [
        scenario(id="0" * 12, row={"n": "1"}, started=1.0, status="failed", problems=[problem()]),
        scenario(id="1" * 12, row={"n": "1"}, started=2.0),
    ]
    report.ended(run(*rows))
    page = rendered(tmp_path / "results", tmp_path / "page")
    assert {name: page["stats"][name] for name in ("total", "passed", "failed")} == {
        "total": 2, "passed": 1, "failed": 1,
    }  # fmt: skip
