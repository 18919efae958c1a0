"""What runs came to is counted from their summaries; a flake, a broken run and a missing summary are amiss."""

from pathlib import Path
from typing import Any

import msgspec
from lockstep.reporting.results import RunResult
from lockstep.reporting.summary import summary

from evidence.burning.account import Account, table
from tests.reporting.made import problem, run, scenario, stage


def counted(folder: Path, *runs: RunResult) -> Account:
    made = Account()
    for number, one in enumerate(runs, 1):
        path = folder / f"{number}.json"
        path.write_bytes(msgspec.json.encode(summary(one)))
        made.add(f"run {number}", path)
    return made


def test_scenarios_and_times_of_all_runs_are_counted(tmp_path: Path) -> None:
    good: list[Any] = [
        scenario(timings=[stage("reconnect", 1), stage("converge", 3_000)]),
        scenario(status="known"),
        scenario(status="skipped", reason="not here"),
    ]
    made = counted(tmp_path, run(*good), run(*good))
    assert made.clean
    assert table(made).splitlines() == [
        "| runs | scenarios passed | failed | skipped |",
        "|---|---|---|---|",
        "| 2 | 4 | 0 | 2 |",
        "",
        "| time to | returns | p50 | p95 | slowest |",
        "|---|---|---|---|---|",
        "| reconnect | 2 | 1 ms | 1 ms | 1 ms |",
        "| resume | 0 | none | none | none |",
        "| converge | 2 | 3,000 ms | 3,000 ms | 3,000 ms |",
        "| reconnect, many at once | 0 | none | none | none |",
        "| resume, many at once | 0 | none | none | none |",
        "| converge, many at once | 0 | none | none | none |",
        "",
        "* nothing is amiss",
    ]


def test_those_who_return_at_once_stand_apart(tmp_path: Path) -> None:
    many = [stage("resume", took) for took in range(1, 12)]
    made = counted(tmp_path, run(scenario(timings=many), scenario(timings=many[:10])))
    assert "| resume | 10 | 5 ms | 10 ms | 10 ms |" in table(made)
    assert "| resume, many at once | 11 | 6 ms | 11 ms | 11 ms |" in table(made)


def test_what_did_not_pass_is_named_with_its_run(tmp_path: Path) -> None:
    made = counted(tmp_path, run(scenario()), run(scenario(), scenario(status="unknown", problems=[problem()])))
    assert (made.passed, made.failed, made.clean) == (2, 1, False)
    assert "* run 2: features/sync/messages.feature:12 unknown: Ben received nothing" in table(made)


def test_a_run_with_a_problem_of_its_own_or_without_a_summary_is_amiss(tmp_path: Path) -> None:
    broken = run(scenario(), problems=[problem("error", message="a task was left")])
    assert counted(tmp_path, broken).amiss == ["run 1: a task was left"]
    made = Account()
    made.add("run 3", tmp_path / "none.json")
    assert made.amiss == ["run 3: it left no summary"]


def test_nothing_executed_is_not_clean(tmp_path: Path) -> None:
    assert not counted(tmp_path, run(scenario(status="skipped", reason="not here"))).clean
