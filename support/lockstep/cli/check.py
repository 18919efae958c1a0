"""`lockstep check`: recorded histories, judged offline."""

from pathlib import Path

import click

from lockstep.checks.judged_histories import judge_histories


@click.command()
@click.argument("histories", nargs=-1, required=True, metavar="HISTORY...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one list of verdicts as JSON.")
def check(histories: tuple[Path, ...], as_json: bool) -> int:
    """Check recorded histories offline.

    Gives the same verdicts as the run that recorded them, from the files alone and on any machine: a line for each
    property, then the witnesses of those that are violated.

    \b
    Example:
      lockstep check reports/history/a66f51bbb812-1.jsonl

    \b
    Exit codes:
      0  all properties hold or do not apply
      1  a property is violated
      2  a file cannot be read; standard error says why, by line
      3  a verdict is unknown
    """
    found = judge_histories(histories)
    for warning in found.warnings:
        click.echo(warning, err=True)
    click.echo(found.as_json() if as_json else found.as_text(), nl=False)
    return found.exit_code
