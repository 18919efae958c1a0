"""A part that does not come to what it must is amiss, with a sentence; the commands themselves are not run here."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from evidence.full import parts as module
from evidence.full.parts import NOT_HERE, PARTS, SHOWS, Done, Parts
from evidence.full.running import Ran

LINE = "acceptance: 1 passed, 0 failed, 0 skipped"


class Calls:
    """Stands for running commands: each leaves this summary, and ends with this code and these lines."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.ran = Ran(0, 2.0, 1.0, [LINE])
        self.summary: dict[str, Any] = {"properties": [], "scenarios": []}

    def call(self, command: list[str], root: Path, output: Path) -> Ran:
        del root
        self.commands.append(command)
        folder = output.with_suffix("")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "summary.json").write_text(json.dumps(self.summary), "utf-8")
        return self.ran

    def verdict(self, status: str, outcome: str) -> None:
        verdicts = [{"property": "P1", "outcome": outcome}]
        self.summary["properties"] = verdicts
        self.summary["scenarios"] = [{"file": "a.feature", "line": 3, "status": status, "verdicts": verdicts}]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    made = Calls()
    monkeypatch.setattr(module, "call", made.call)
    return made


def run(name: str, folder: Path, burns: int = 2) -> list[Done]:
    return list(PARTS[name](Parts(folder, folder, burns)))


def test_the_main_run_tells_its_last_line(tmp_path: Path, calls: Calls) -> None:
    assert run("main", tmp_path) == [Done("main", 2.0, 1.0, LINE, 0)]
    assert calls.commands[0][-2:] == ["--jobs", "1"]


@pytest.mark.parametrize(("ended", "code"), [(1, 1), (2, 2), (3, 3), (-9, 1), (143, 1)])
def test_an_exit_code_that_is_not_expected_is_amiss(tmp_path: Path, calls: Calls, ended: int, code: int) -> None:
    calls.ran = Ran(ended, 2.0, 1.0, [LINE])
    [done] = run("main", tmp_path)
    assert (done.code, done.verdict) == (code, f"exit code {ended}")


def test_two_at_a_time_must_come_to_the_same(tmp_path: Path, calls: Calls) -> None:
    calls.verdict("passed", "holds")
    run("main", tmp_path)
    assert run("jobs", tmp_path)[0].verdict == "as expected"
    for status, outcome in (("passed", "not applicable"), ("skipped", "holds")):
        calls.verdict(status, outcome)
        [done] = run("jobs", tmp_path)
        assert (done.code, done.verdict) == (1, "1 scenarios had a different outcome from main: a.feature:3")


def test_without_the_main_run_nothing_is_compared(tmp_path: Path, calls: Calls) -> None:
    calls.verdict("passed", "holds")
    [done] = run("jobs", tmp_path)
    assert (done.code, done.verdict) == (1, "main was not run, so there is nothing to compare it with")


def test_a_late_backend_must_be_caught(tmp_path: Path, calls: Calls) -> None:
    assert run("late", tmp_path)[0].verdict == "exit code 0, expected 1"
    calls.ran = Ran(1, 2.0, 1.0, [LINE])
    assert (run("late", tmp_path)[0].code, run("late", tmp_path)[0].verdict) == (1, "P1 was not violated")
    calls.verdict("failed", "violated")
    assert run("late", tmp_path)[0].code == 0
    assert "plant=delay" in calls.commands[0]


def test_it_burns_as_often_as_asked_with_other_seeds(tmp_path: Path, calls: Calls) -> None:
    assert [one.name for one in run("burning", tmp_path, 3)] == ["burning 1", "burning 2", "burning 3"]
    assert ["seed=1" in calls.commands[0], "seed=3" in calls.commands[2]] == [True, True]


def test_a_target_that_is_not_installed_is_told(tmp_path: Path, calls: Calls) -> None:
    missing = "Nothing was run: target nchan needs nginx"
    calls.ran = Ran(2, 2.0, 1.0, [missing, "acceptance: 0 passed"])
    done = {one.name: one for one in run("targets", tmp_path)}
    assert (done["target nchan"].code, done["target nchan"].verdict) == (0, NOT_HERE)
    assert done["target nchan"].figures == missing
    assert (done["target faye"].code, done["target faye"].verdict) == (2, "exit code 2")
    assert "target reference" not in done


def test_the_matrix_is_run_afresh(tmp_path: Path, calls: Calls) -> None:
    run("matrix", tmp_path)
    assert calls.commands[0][1:] == ["-m", "evidence.matrix", "--afresh", "--results", str(tmp_path / "matrix")]


def test_what_is_shown_apart_from_the_suite_is_run_and_every_command_exists(tmp_path: Path, calls: Calls) -> None:
    assert [one.name for one in run("shows", tmp_path)] == list(SHOWS)
    assert calls.commands[1][1:] == ["-m", "evidence.mutants.performance", "prove"]
    assert all(importlib.util.find_spec(command[0]) for command in SHOWS.values())
    calls.ran = Ran(1, 2.0, 1.0, [LINE])
    assert {one.code for one in run("shows", tmp_path)} == {1}
