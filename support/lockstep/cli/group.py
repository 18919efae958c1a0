"""The group of all subcommands: imports each when it is called, and reports a mistake in one sentence.

A subcommand returns its exit code. A mistake in the arguments ends with code 2 and one sentence on standard error; so
does a refusal (`refusal.py`), which a subcommand raises when it cannot do what was asked.
"""

import difflib
import importlib
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem

from lockstep.cli.commands import COMMANDS, Entry
from lockstep.cli.refusal import Refusal
from lockstep.serving.extras import missing

INTERRUPTED = 130


class Group(click.Group):
    """A group that answers an unknown subcommand with the nearest one."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does. Raises click.UsageError for an unknown subcommand."""
        name, names = args[0], self.list_commands(ctx)
        if name not in names and not name.startswith("-") and not ctx.resilient_parsing:
            near = difflib.get_close_matches(name, names, n=1)
            way_out = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"
            raise click.UsageError(f"there is no command {name!r}: {way_out}", ctx)
        return super().resolve_command(ctx, args)


class LazyGroup(Group):
    """The group `lockstep`, made from a table of entries."""

    def __init__(self, *args: Any, entries: Mapping[str, Entry] = COMMANDS, **kwargs: Any) -> None:
        """Initialise as click does; no subcommand is imported yet."""
        super().__init__(*args, **kwargs)
        self._entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(self._entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand, imported; None where there is none of this name, and for completion also where its extra is
        not installed. Raises Refusal for that."""
        entry = self._entries.get(cmd_name)
        if entry is None:
            return None
        if entry.extra and (told := missing(entry.extra, f"{self.name} {cmd_name}")):
            if ctx.resilient_parsing:
                return None
            raise Refusal(told)
        module, _, name = entry.place.partition(":")
        found = getattr(importlib.import_module(module), name)
        if not isinstance(found, click.Command):
            raise TypeError(f"{entry.place} is not a click command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in self._entries.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The subcommands and options that begin so, without importing a subcommand."""
        found = [
            CompletionItem(name, help=entry.summary)
            for name, entry in self._entries.items()
            if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Run the subcommand and exit with its code; arguments as click's."""
        try:
            code = super().main(*args, **kwargs | {"standalone_mode": False})
        except click.UsageError as error:
            called = error.ctx.command_path if error.ctx else self.name
            click.echo(f"{called}: {' '.join(error.format_message().split())}", err=True)
            code = error.exit_code
        except click.ClickException as error:
            click.echo(error.format_message(), err=True)
            code = error.exit_code
        except click.Abort:
            code = INTERRUPTED
        sys.exit(code)


@click.group(
    "lockstep", cls=LazyGroup, no_args_is_help=False, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="lockstep-acceptance", prog_name="lockstep", message="%(prog)s %(version)s")
def lockstep() -> None:
    """Prove that a backend's REST API and its WebSocket move in lockstep.

    \b
    lockstep run --tags=@smoke        run scenarios; without features here, Lockstep's own
    lockstep target check mine.py     try an adapter for another backend
    lockstep COMMAND --help           what a command does, with an example
    """
