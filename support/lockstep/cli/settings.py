"""`lockstep settings`: the effective settings."""

import os

import click

from lockstep.cli.defined_settings import defined_settings
from lockstep.cli.refusal import Refusal
from lockstep.settings import SettingsError, load
from lockstep.settings.table import markdown


@click.command()
@defined_settings
@click.option("--table", is_flag=True, help="Print the table of all settings, as in docs/settings.md, instead.")
def settings(defined: dict[str, str], table: bool) -> int:
    """Print the effective settings, without secrets.

    \b
    Examples:
      lockstep settings
      lockstep settings -D target=nchan -D seed=7

    \b
    Exit codes:
      0  printed
      2  a setting is unknown or has a value that is not allowed
    """
    if table:
        click.echo(markdown(), nl=False)
        return 0
    try:
        effective = load(os.environ, defined)
    except SettingsError as error:
        raise Refusal(str(error)) from error
    for key, value in effective.redacted().items():
        click.echo(f"{key} = {', '.join(value) if isinstance(value, list) else value}")
    return 0
