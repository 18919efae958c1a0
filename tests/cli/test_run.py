"""`lockstep run`: its help, and that it is the run which `lockstep.running.command` starts."""

import pytest
from lockstep.cli.run import HELP, run
from lockstep.running import command

from tests.cli.called import called


def test_its_help_comes_before_behaves(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert shown.startswith(HELP)
    assert "--tags" in shown.removeprefix(HELP)


def test_arguments_and_exit_code_pass_through(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[list[str]] = []

    def start(arguments: list[str]) -> int:
        given.append(arguments)
        return 3

    monkeypatch.setattr(command, "start", start)
    assert called("run", "--tags=@a", "two words", "") == 3
    assert given == [["--tags=@a", "two words", ""]]
