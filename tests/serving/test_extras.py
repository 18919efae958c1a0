"""Extras: what is missing is named with the way to install it, and what a run needs asks for none of them."""

import subprocess
import sys
import tomllib

import pytest
from lockstep.serving.extras import MODULES, Extra, missing, require

from tests.quality.tree import ROOT

CORE = ("lockstep.cli.main", "lockstep.running.runner", "lockstep.running.command", "lockstep.recordings")
LISTED = """
import importlib, sys
for name in sys.argv[1].split(","):
    importlib.import_module(name)
print(*sys.modules)
"""


@pytest.mark.parametrize("extra", MODULES)
def test_what_is_installed_is_not_missing(extra: Extra) -> None:
    assert missing(extra, "this") == ""


@pytest.mark.parametrize("extra", MODULES)
def test_one_missing_module_is_answered_with_the_extra(extra: Extra, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, MODULES[extra][-1], None)
    assert missing(extra, "this") == f'this needs the extra: pip install "lockstep-acceptance[{extra}]"'


def test_what_is_required_and_missing_ends_the_process_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    require("load", "this")
    monkeypatch.setitem(sys.modules, "picows", None)
    with pytest.raises(SystemExit) as ended:
        require("load", "this")
    assert ended.value.code == 2
    assert capsys.readouterr().err == 'this needs the extra: pip install "lockstep-acceptance[load]"\n'


def test_the_extras_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(project["optional-dependencies"]) == {*MODULES, "all", "dev"}


@pytest.mark.process
def test_what_a_run_imports_needs_no_extra() -> None:
    command = [sys.executable, "-c", LISTED, ",".join(CORE)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & {name for names in MODULES.values() for name in names} == set()
