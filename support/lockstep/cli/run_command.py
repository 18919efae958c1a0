"""`lockstep run` for the group of subcommands: its place in their list and in completion.

A run itself begins in `main.py`, before click is imported.
"""

import click

from lockstep.cli.run import run


@click.command("run", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, metavar="[OPTIONS] [PATH]...", type=click.Path())
def run_command(arguments: tuple[str, ...]) -> int:
    """Run scenarios, with behave's own options."""
    return run(arguments)
