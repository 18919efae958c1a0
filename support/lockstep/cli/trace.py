"""`lockstep trace`: draws recorded histories."""

from pathlib import Path

import click

from lockstep.checks.judge import judge
from lockstep.cli.refusal import Refusal
from lockstep.history.journal import UnreadableHistoryError, raw_texts, read
from lockstep.reporting.traces.chart import LIMIT, chart
from lockstep.reporting.traces.page import About, page


@click.command()
@click.argument("histories", nargs=-1, required=True, metavar="HISTORY...", type=click.Path(path_type=Path))
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write there, not next to each history.",
)
@click.option("--chart", "only_chart", is_flag=True, help="Write only the sequence chart, as SVG.")
@click.option(
    "--steps",
    type=click.IntRange(min=1),
    default=LIMIT,
    show_default=True,
    help="Steps that a chart shows before it folds; witnesses, faults and the end are always shown.",
)
@click.option(
    "--log",
    "logs",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="A log of the backend, whose lines that name a request are shown; may be given several times.",
)
def trace(
    histories: tuple[Path, ...], output: Path | None, only_chart: bool, steps: int, logs: tuple[Path, ...]
) -> int:
    """Draw recorded histories: who received what.

    For each history it writes a page, NAME.html, with a sequence chart, a timeline, requests, frames and verdicts,
    and prints the page's path. The page opens from disk and loads nothing from elsewhere.

    \b
    Examples:
      lockstep trace reports/history/a66f51bbb812-1.jsonl
      lockstep trace reports/history/a66f51bbb812-1.jsonl --chart --output pictures

    \b
    Exit codes:
      0  all were drawn
      2  a history cannot be read, or a file cannot be written; standard error says why
    """
    for path in histories:
        try:
            loaded = read(path)
            if loaded.cut:
                click.echo(loaded.cut, err=True)
            verdicts = judge(loaded.rows)
            if only_chart:
                text, suffix = chart(loaded.rows, verdicts, steps), ".svg"
            else:
                text, suffix = page(loaded.rows, verdicts, raw_texts(path), About(logs=logs), steps), ".html"
            written = (output or path.parent) / f"{path.stem}{suffix}"
            written.parent.mkdir(parents=True, exist_ok=True)
            written.write_text(text, encoding="utf-8")
        except UnreadableHistoryError as error:
            raise Refusal(str(error)) from error
        except OSError as error:
            raise Refusal(f"the trace of {path} cannot be written: {error.strerror or error}") from error
        click.echo(str(written))
    return 0
