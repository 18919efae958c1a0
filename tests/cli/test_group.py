"""The group: every subcommand has help with an example, mistakes are one sentence, and nothing is imported early."""

import importlib
import re
import sys

import click
import pytest
from click.testing import CliRunner
from lockstep.cli.commands import COMMANDS, Entry
from lockstep.cli.group import INTERRUPTED, LazyGroup, lockstep

from tests.cli.called import called
from tests.quality.tree import ROOT

NESTED = [
    ("target", "list"),
    ("target", "check"),
    ("runs", "list"),
    ("runs", "scenario"),
    ("runs", "flaky"),
    ("runs", "compare"),
]


@pytest.mark.parametrize("path", [*((name,) for name in COMMANDS), *NESTED])
def test_every_subcommand_has_help_with_an_example(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(lockstep, [*path, "--help"], prog_name="lockstep")
    assert result.exit_code == 0, result.output
    assert f"Usage: lockstep {' '.join(path)} " in result.output
    assert "Example" in result.output
    assert f"lockstep {' '.join(path)}" in result.output.partition("Example")[2]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_names_a_command(name: str) -> None:
    module, _, function = COMMANDS[name].place.partition(":")
    found = getattr(importlib.import_module(module), function)
    assert isinstance(found, click.Command)
    assert found.name == name
    assert COMMANDS[name].summary == (found.help or "").partition("\n")[0]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["chek"], "lockstep: there is no command 'chek': did you mean check?"),
        (["target", "lst"], "lockstep target: there is no command 'lst': did you mean list?"),
        (["check"], "lockstep check: Missing argument 'HISTORY...'."),
        (["completion", "tcsh"], "lockstep completion: Invalid value for '{bash|zsh|fish}': 'tcsh' is not one of"),
    ],
)
def test_mistakes_are_one_sentence(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(*arguments) == 2
    told = capsys.readouterr()
    assert told.err.startswith(sentence)
    assert (told.out, told.err.count("\n")) == ("", 1)


def test_what_is_like_nothing_is_answered_with_all_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert called("xyzzy") == 2
    assert capsys.readouterr().err == f"lockstep: there is no command 'xyzzy': there are {', '.join(COMMANDS)}\n"


def test_help_and_completion_import_no_subcommand() -> None:
    group = LazyGroup("made", entries={"gone": Entry("lockstep.nowhere:gone", "It is not there.")})
    assert "gone  It is not there." in CliRunner().invoke(group, ["--help"]).output
    context = click.Context(group)
    assert [one.value for one in group.shell_complete(context, "go")] == ["gone"]
    assert "lockstep.nowhere" not in sys.modules


def test_a_subcommand_whose_extra_is_missing_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "fastapi", None)
    assert called("serve") == 2
    assert 'lockstep serve needs the extra: pip install "lockstep-acceptance[service]"' in capsys.readouterr().err
    group = importlib.import_module("lockstep.cli.group").lockstep
    assert group.get_command(click.Context(group, resilient_parsing=True), "serve") is None


def test_an_entry_must_name_a_command() -> None:
    group = LazyGroup("made", entries={"wrong": Entry("lockstep.cli.commands:COMMANDS", "It is a table.")})
    with pytest.raises(TypeError, match="is not a click command"):
        group.get_command(click.Context(group), "wrong")


def test_an_interrupt_has_its_own_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_paths: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(importlib.import_module("lockstep.cli.check"), "judge_histories", interrupted)
    assert called("check", "a.jsonl") == INTERRUPTED


def test_the_page_has_every_command() -> None:
    page = (ROOT / "docs" / "command.md").read_text("utf-8")
    rows = re.findall(r"^\| `lockstep ([a-z]+)[^|]*\| (.*) \|$", page, re.MULTILINE)
    assert rows == [(name, entry.summary) for name, entry in COMMANDS.items()]
