"""`lockstep init`: its lines and exit codes, and a run of what it wrote."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.called import called
from tests.running.project import Ran, environment
from tests.running.served import behave


def test_a_new_folder_is_finished(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("init", str(tmp_path / "a")) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "written     features/environment.py"
    assert lines[-1] == f"next: cd {tmp_path / 'a'}, then lockstep run"


def test_with_an_adapter_it_is_to_be_filled_in_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert called("init", "--target", "mine.py") == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "next: fill in mine.py, then lockstep target check mine.py, then behave"
    assert called("target", "check", "mine.py") == 1
    assert "fill in start" in capsys.readouterr().out


def test_what_is_left_to_do_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "behave.ini").write_text("[behave]\n", "utf-8")
    assert called("init", str(tmp_path)) == 1
    out = capsys.readouterr().out
    assert "unfinished  behave.ini: add these lines\n    [behave]\n    paths = features\n" in out
    assert out.splitlines()[-1].startswith("unfinished: 1 existing file lacks lines; add them as printed above")


def test_refusals_are_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    for arguments in ((str(tmp_path), "--target", "nchan"), (str(tmp_path / "file"),)):
        assert called("init", *arguments) == 2
        told = capsys.readouterr().err
        assert told.startswith("error: ")
        assert told.count("\n") == 1


def test_the_new_folder_passes_at_once(tmp_path: Path) -> None:
    assert called("init", str(tmp_path)) == 0
    out, err = tmp_path / "stdout.txt", tmp_path / "stderr.txt"
    code = behave(tmp_path, [], environment(), out, err)
    Ran(code, out.read_text("utf-8"), err.read_text("utf-8"), tmp_path / "reports").came_to(0, 2, 0)


def test_a_plant_is_found_there(tmp_path: Path) -> None:
    assert called("init", str(tmp_path)) == 0
    command = [sys.executable, "-m", "lockstep", "run", "--tags=@smoke", "-D", "plant=drop:every=2"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False, timeout=500
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "no loss" in done.stdout
    assert done.stdout.splitlines()[-1] == "acceptance: 0 passed, 1 failed, 0 skipped"
