"""`lockstep init`: its lines and exit codes, and a run of what it wrote."""

import subprocess
import sys
from pathlib import Path

import pytest
from lockstep.serving.extras import MODULES

from tests.cli.called import called
from tests.quality.tree import ROOT
from tests.running.project import Ran, environment
from tests.running.served import behave

EXAMPLES = ROOT / "docs" / "examples"
DOCUMENTS = ("--openapi", str(EXAMPLES / "orders.openapi.yaml"), "--asyncapi", str(EXAMPLES / "orders.asyncapi.yaml"))


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


def test_documents_make_the_adapter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert called("init", "shop", *DOCUMENTS) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "written     adapter.py" in lines
    assert lines[-2].startswith("left out    GET /orders/{number}/label: ")
    assert lines[-1] == (
        "unfinished: 1 part of the documents left out; cd shop, then answer the 7 questions in adapter.py, then"
        " lockstep target check adapter.py, then behave"
    )
    assert "Everyone who watches an order" in (tmp_path / "shop/features/example.feature").read_text("utf-8")
    monkeypatch.chdir(tmp_path / "shop")
    assert called("target", "check", "adapter.py") == 1
    told = capsys.readouterr().out.splitlines()
    assert len([line for line in told if line.startswith("asks       adapter.py, line ")]) == 7
    assert told[-1] == "not tried  all else: a question is open"
    command = [sys.executable, "-m", "lockstep", "run", "-D", "target=adapter.py"]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "lockstep target check" in done.stdout


def test_an_adapter_that_exists_is_not_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own/mine.py").write_text("own = True\n", "utf-8")
    arguments = ("init", str(tmp_path), "--target", "own/mine.py", *DOCUMENTS[:2])
    assert called(*arguments) == 1
    out = capsys.readouterr().out
    assert "unfinished  own/mine.py: add these lines\n" in out
    assert '    ORDER = Resource(\n        "order",' in out
    assert "unfinished: 1 existing file lacks lines and 1 part of the documents left out; add them as printed" in out
    assert (tmp_path / "own/mine.py").read_text("utf-8") == "own = True\n"


def test_written_twice_nothing_is_to_be_added(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    called("init", str(tmp_path), *DOCUMENTS)
    assert called("init", str(tmp_path), *DOCUMENTS) == 1
    out = capsys.readouterr().out
    assert "there       adapter.py" in out
    assert "add these lines" not in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--openapi", "nowhere.yaml"), "error: nowhere.yaml cannot be read: No such file or directory\n"),
        (("--asyncapi", str(DOCUMENTS[1])), "it is OpenAPI, give it as --openapi\n"),
        ((*DOCUMENTS, "--target", "reference"), "name its adapter's file as --target mine.py\n"),
        ((*DOCUMENTS, "--target", "/mine.py"), "name one such as mine.py\n"),
    ],
)
def test_documents_that_cannot_be_used_are_told(
    arguments: tuple[str, ...], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called("init", str(tmp_path), *arguments) == 2
    err = capsys.readouterr().err
    assert err.endswith(told)
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_documents_need_their_extra(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODULES, "documents", ("no_such_package",))
    assert called("init", *DOCUMENTS[:2]) == 2
    assert capsys.readouterr().err == (
        'lockstep init --openapi needs the extra: pip install "lockstep-acceptance[documents]"\n'
    )
