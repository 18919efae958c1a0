"""`lockstep runs`: its answers as tables and data, and its refusals."""

import json
from pathlib import Path

import pytest
from lockstep.store import Run, Store

from tests.cli.called import called
from tests.reporting.runs.test_run_history import keep


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOCKSTEP_DATABASE", "LOCKSTEP_REPORTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    with Store(f"sqlite:///{tmp_path}/reports/lockstep.db") as store:
        keep(store, 1, {"a": "passed"})
        keep(store, 2, {"a": "failed"})
        store.begin(Run(id="run-3", started=9e5), keep=5)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (["list"], "run-2"),
        (["scenario", "a"], "1 of 2 runs passed"),
        (["flaky"], "title of a"),
        (["compare", "run-1", "run-2"], "newly failing: 1"),
        (["list", "-D", "reports=reports", "--limit", "1"], "interrupted"),
    ],
)
def test_answers(question: list[str], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("runs", *question) == 0
    assert expected in capsys.readouterr().out
    assert called("runs", *question, "--json") == 0
    assert json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (["scenario", "zzz"], "executed a scenario 'zzz'"),
        (["compare", "run-1", "zzz"], "no run is called 'zzz'"),
        (["list", "-D", "reports=elsewhere"], "no run has been stored there yet"),
        (["list", "-D", "database=nonsense"], "allowed is sqlite:///FILE"),
    ],
)
def test_refusals_are_one_sentence(question: list[str], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("runs", *question) == 2
    told = capsys.readouterr()
    assert expected in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_is_a_whole_number(limit: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("runs", "list", "--limit", limit) == 2
    told = capsys.readouterr().err
    assert told.startswith("lockstep runs list: ")
    assert told.count("\n") == 1
