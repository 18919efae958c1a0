"""`lockstep completion`: the scripts of click, and what they ask the command for."""

import pytest
from lockstep.cli.completion import SHELLS, VARIABLE

from tests.cli.called import called


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_asks_the_command(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("completion", shell) == 0
    assert f"{VARIABLE}={shell}_complete" in capsys.readouterr().out


def test_subcommands_are_completed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name, value in ((VARIABLE, "bash_complete"), ("COMP_WORDS", "lockstep runs fl"), ("COMP_CWORD", "2")):
        monkeypatch.setenv(name, value)
    assert called() == 0
    assert capsys.readouterr().out == "plain,flaky\n"
