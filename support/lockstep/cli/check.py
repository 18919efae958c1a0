"""`lockstep check`: judges recorded histories offline, or shows their requests."""

import re
from pathlib import Path
from typing import Any

import click

from lockstep.checks.judged_histories import UNREADABLE, judge_histories
from lockstep.history.journal import UnreadableHistoryError, raw_texts, read
from lockstep.reporting.request_listing import listing

_RANGE = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")


class _Rows(click.ParamType[Any]):
    """Numbers of rows, and ranges of them, between commas."""

    name = "rows"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[range]:
        """The ranges. Raises click.BadParameter."""
        found = []
        for part in str(value).split(","):
            given = _RANGE.fullmatch(part.strip())
            if given is None:
                self.fail(
                    f"{part.strip()!r} is neither a row number nor a range: write 12, 12-20 or 12,15-20", param, ctx
                )
            first, last = int(given[1]), int(given[2] or given[1])
            if last < first:
                self.fail(f"the range {first}-{last} ends before it begins: write {last}-{first}", param, ctx)
            found.append(range(first, last + 1))
        return found


@click.command()
@click.argument("histories", nargs=-1, required=True, metavar="HISTORY...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one list of verdicts as JSON.")
@click.option("--requests", is_flag=True, help="Print the HTTP requests with their answers instead of verdicts.")
@click.option(
    "--rows",
    type=_Rows(),
    metavar="12-20",
    help="Print these rows, each with its frame and requests, instead of verdicts.",
)
def check(histories: tuple[Path, ...], as_json: bool, requests: bool, rows: list[range] | None) -> int:
    """Check recorded histories offline.

    Gives the same verdicts as the run that recorded them, from the files alone and on any machine: a line for each
    property, then the witnesses of violated ones. A witness names its rows: --rows shows them with the method, path,
    body and status of the request concerned, with secrets masked.

    \b
    Examples:
      lockstep check reports/history/a66f51bbb812-1.jsonl
      lockstep check reports/history/a66f51bbb812-1.jsonl --rows 13,15-17

    \b
    Exit codes:
      0  all properties hold or do not apply; the requests or rows were shown
      1  a property is violated
      2  a file cannot be read, or has no such rows; standard error says why, by line
      3  a verdict is unknown
    """
    if as_json and (requests or rows):
        raise click.UsageError("--json prints verdicts, --requests and --rows print recorded data: choose one")
    if requests or rows:
        return _show(histories, rows)
    found = judge_histories(histories)
    for warning in found.warnings:
        click.echo(warning, err=True)
    click.echo(found.as_json() if as_json else found.as_text(), nl=False)
    return found.exit_code


def _show(histories: tuple[Path, ...], rows: list[range] | None) -> int:
    code = 0
    for path in histories:
        try:
            loaded = read(path)
            if loaded.cut:
                click.echo(loaded.cut, err=True)
            if len(histories) > 1:
                click.echo(f"{path}:")
            numbers = None if rows is None else _numbers(rows, len(loaded.rows))
            click.echo(listing(loaded.rows, numbers, raw_texts(path)), nl=False)
        except UnreadableHistoryError as error:
            click.echo(str(error), err=True)
            code = UNREADABLE
        except LookupError as error:
            click.echo(f"{path}: {error.args[0]}", err=True)
            code = UNREADABLE
    return code


def _numbers(rows: list[range], count: int) -> set[int]:
    """The numbers in the ranges; a range that exceeds the history contributes only the first number beyond it."""
    return {number for one in rows for number in one[: max(count - one.start, 0) + 1]}
