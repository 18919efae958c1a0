"""`lockstep target`: lists the targets and tries an adapter."""

import os

import click

from lockstep.actors.adapter_trial import NoAdapterError, tried
from lockstep.cli.defined_settings import defined_settings
from lockstep.cli.group import Group
from lockstep.cli.refusal import Refusal
from lockstep.running.selection.feature_index import ReadingError
from lockstep.running.selection.reach import reach_of, suite_requirements
from lockstep.settings import SettingsError
from lockstep.targets.comparison_page import SIDE_BY_SIDE
from lockstep.targets.needs import met_by


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
        click.echo(f"{one.name:<10}  {what}: {', '.join(sorted(met_by(one))) or 'no needs'}")
    return 0


@target.command()
@click.argument("adapter", metavar="FILE|NAME", type=click.Path())
@defined_settings
def check(adapter: str, defined: dict[str, str]) -> int:
    """Try an adapter piece by piece, a line for each piece.

    The pieces are tried in the order in which a scenario needs them; for each one that fails, the line says what was
    expected and which method to write, and what the server answered. The last lines say how many scenarios of the
    suite the adapter reaches, and what one more need, or declaration of a resource, would add. While the file holds
    questions, as lockstep init leaves them, these are listed instead.

    \b
    Example:
      lockstep target check path/to/mine.py

    \b
    Exit codes:
      0  every piece works
      1  a piece fails, or a question is open
      2  nothing could be tried: no such file or target, or a wrong setting
    """
    try:
        findings, made = tried(adapter, os.environ, defined)
        reached = None if made is None else reach_of(made, suite_requirements())
    except (NoAdapterError, SettingsError, ReadingError) as error:
        raise Refusal(str(error)) from error
    for line in [*map(str, findings), *(() if reached is None else reached.lines())]:
        click.echo(line)
    return 1 if any(finding.outcome in {"fails", "asks"} for finding in findings) else 0
