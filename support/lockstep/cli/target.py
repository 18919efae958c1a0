"""`lockstep target`: lists the targets and tries an adapter."""

import os

import click

from lockstep.actors.adapter_trial import NoAdapterError, try_adapter
from lockstep.cli.defined_settings import defined_settings
from lockstep.cli.group import Group
from lockstep.cli.refusal import Refusal
from lockstep.settings import SettingsError
from lockstep.targets.comparison_page import SIDE_BY_SIDE


@click.group(cls=Group, no_args_is_help=False)
def target() -> None:
    """List the targets, or try an adapter piece by piece.

    \b
    Examples:
      lockstep target list
      lockstep target check path/to/mine.py
    """


@target.command("list")
def list_() -> int:
    """List the targets that Lockstep has an adapter for.

    Each line has the name for -D target=NAME, a description, and the scenario needs that the target meets.

    \b
    Example:
      lockstep target list
    """
    for one in SIDE_BY_SIDE:
        what = (one.__doc__ or "").partition("\n")[0].rstrip(".")
        click.echo(f"{one.name:<10}  {what}: {', '.join(sorted(one.needs_met)) or 'no needs'}")
    return 0


@target.command()
@click.argument("adapter", metavar="FILE|NAME", type=click.Path())
@defined_settings
def check(adapter: str, defined: dict[str, str]) -> int:
    """Try an adapter piece by piece, a line for each piece.

    The pieces are tried in the order in which a scenario needs them; for each one that fails, the line says what was
    expected and which method to write.

    \b
    Example:
      lockstep target check path/to/mine.py

    \b
    Exit codes:
      0  every piece works
      1  a piece fails
      2  nothing could be tried: no such file or target, or a wrong setting
    """
    try:
        findings = try_adapter(adapter, os.environ, defined)
    except (NoAdapterError, SettingsError) as error:
        raise Refusal(str(error)) from error
    for finding in findings:
        click.echo(str(finding))
    return 1 if any(finding.outcome == "fails" for finding in findings) else 0
