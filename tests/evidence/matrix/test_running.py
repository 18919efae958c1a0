"""A run with a fault goes on where it was interrupted, proves nothing when it ended early, and leaves no process."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from lockstep.targets.external_adapter import target_class

from evidence.matrix.__main__ import main
from evidence.matrix.faults import Fault, faults
from evidence.matrix.mutated import MutantTarget, adapter_file
from evidence.matrix.running import FaultError, commit, commit_of, done, ended, forget, run

ONE = ("features/sync/typing.feature:15",)


def summary(folder: Path, **told: object) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "summary.json").write_text(json.dumps({"stopped": "", "scenarios": [], "counts": {}} | told), "utf-8")
    return folder


def test_only_a_run_that_went_to_its_end_is_done(tmp_path: Path) -> None:
    assert done(tmp_path) is None
    assert done(summary(tmp_path)) is None
    assert done(summary(tmp_path, scenarios=[{"status": "not run"}])) is None
    assert done(summary(tmp_path, scenarios=[{"status": "passed"}], stopped="interrupted")) is None
    assert done(summary(tmp_path, scenarios=[{"status": "passed"}])) is not None


def test_a_mutant_is_caught_by_the_real_suite_where_it_is_looked_for(tmp_path: Path) -> None:
    [mutant] = [one for one in faults() if one.name == "typing_twice"]
    begun_on = commit()
    told = run(replace(mutant, features=ONE), tmp_path)
    [scenario] = told["scenarios"]
    assert mutant.breaks in {one["property"] for one in scenario["verdicts"] if one["outcome"] == "violated"}
    assert commit_of(tmp_path) == begun_on
    forget(tmp_path)
    assert done(tmp_path) is None


def test_a_run_that_ends_early_proves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FaultError, match="proved nothing"):
        run(Fault("flood", "plant", "P1", plant="flood"), tmp_path, ONE)


def test_a_backend_with_settings_of_its_own_is_the_mutant_too(tmp_path: Path) -> None:
    target = target_class(adapter_file("typing_twice", tmp_path))()
    for one in (target, target.variant(heartbeat_s="1")):
        assert "local" in one.needs_met
        command = one._command(0) if isinstance(one, MutantTarget) else []
        assert command[1:6] == ["-m", "evidence.mutants", "typing_twice", "--port", "0"]
    assert "heartbeat_s=1" in command


@pytest.mark.parametrize("at", ["another", ""])
def test_results_of_another_commit_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], at: str) -> None:
    folder = summary(tmp_path / "drop", scenarios=[{"status": "passed"}])
    if at:
        (folder / "commit.txt").write_text(f"{at}\n", "utf-8")
    assert main(["drop", "--results", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert "(drop)" in error
    assert "--afresh" in error
    assert done(folder) is not None


def test_what_was_started_is_gone_at_the_end() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with pytest.raises(KeyboardInterrupt), ended(process):
        raise KeyboardInterrupt
    assert process.returncode is not None
    if process.stdin:
        process.stdin.close()


def test_an_unknown_fault_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flood"]) == 2
    error = capsys.readouterr().err
    assert "flood: no such fault" in error
    assert error.count("\n") == 1


def test_the_table_alone_runs_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    assert main(["--table", "--results", str(tmp_path / "matrix"), "--page", str(page)]) == 1
    assert f"amiss: ['{len(faults())} not run']" in capsys.readouterr().out
    assert page.read_text("utf-8").startswith("# What catches what\n")
    assert {path.name for path in tmp_path.iterdir()} == {"page.md", "matrix", "matrix.json", "matrix.md"}
