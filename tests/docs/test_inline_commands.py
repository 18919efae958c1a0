"""A command named within a sentence or a table exists: its program, its subcommand, its module and its options."""

import importlib.util
import re

import click
import pytest
from lockstep.cli.commands import COMMANDS
from lockstep.cli.group import lockstep
from lockstep.running.selection.stages import STAGES
from markdown_it import MarkdownIt

from evidence.docs.pages import ROOT, pages

PAST = {"CHANGELOG.md"}
"""Pages that name what there was."""
PROGRAM = re.compile(r"(lockstep|behave|python -m|scripts/)[ \w]")
PLACEHOLDER = re.compile(r"[A-Z]+\b")


def named() -> list[tuple[str, str]]:
    """Page and command, of every command on the pages that is no block."""
    found: set[tuple[str, str]] = set()
    for page in pages():
        if page.name in PAST:
            continue
        for token in MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8")):
            codes = [one.content for one in token.children or [] if one.type == "code_inline"]
            found |= {(str(page.relative_to(ROOT)), code) for code in codes if PROGRAM.match(code)}
    return sorted(found)


def wrong(command: str) -> str:
    """What is wrong with a command; empty: nothing."""
    if (stage := re.search(r"--stage=([a-z]+)", command)) and stage[1] not in STAGES:
        return f"there is no stage {stage[1]}"
    program, *words = command.removeprefix("python -m ").split()
    if program == "lockstep":
        return wrong_subcommand(words)
    if program.startswith("scripts/"):
        return "" if (ROOT / program).is_file() else f"there is no {program}"
    if command.startswith("python -m ") and not re.search(r"\.[A-Z]", program):
        return "" if importlib.util.find_spec(program) else f"there is no module {program}"
    return ""


def wrong_subcommand(words: list[str]) -> str:
    """What is wrong with the words after `lockstep`."""
    if not words or PLACEHOLDER.match(words[0]):
        return ""
    if words[0] not in COMMANDS:
        return f"lockstep has no command {words[0]}"
    context = click.Context(lockstep)
    found = lockstep.get_command(context, words.pop(0))
    if isinstance(found, click.Group) and words:
        below = found.get_command(context, words[0])
        if below is None:
            return f"lockstep {found.name} has no command {words[0]}"
        found = below
    assert found is not None
    options = {option for parameter in found.params for option in parameter.opts} | {"--help"}
    asked = re.findall(r"--[a-z-]+", " ".join(words))
    unknown = [] if found.name == "run" else sorted(set(asked) - options)
    return f"lockstep {found.name} has no option {unknown[0]}" if unknown else ""


@pytest.mark.parametrize(("page", "command"), named())
def test_a_command_that_is_named_exists(page: str, command: str) -> None:
    assert not wrong(command), f"{page}: `{command}`: {wrong(command)}"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("lockstep judge FILE", "lockstep has no command judge"),
        ("lockstep runs show", "lockstep runs has no command show"),
        ("lockstep steps --html", "lockstep steps has no option --html"),
        ("lockstep run --stage=night", "there is no stage night"),
        ("scripts/docs", "there is no scripts/docs"),
        ("python -m lockstep.nothing", "there is no module lockstep.nothing"),
        ("lockstep COMMAND --help", ""),
        ("python -m evidence.NAME ...", ""),
    ],
)
def test_one_that_does_not_would_be_noticed(command: str, told: str) -> None:
    assert wrong(command) == told
