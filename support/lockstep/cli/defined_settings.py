"""The option -D, shared by several subcommands: settings on the command line, which override all others."""

import click


def _pairs(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    return {key: value for key, _, value in (item.partition("=") for item in given)}


defined_settings = click.option(
    "-D",
    "defined",
    metavar="KEY=VALUE",
    multiple=True,
    callback=_pairs,
    help="Set a value, overriding the environment; lockstep settings lists the keys.",
)
"""Gives the command a parameter `defined`, a dict of settings."""
