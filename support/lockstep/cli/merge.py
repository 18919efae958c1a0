"""`lockstep merge`: merges the reports of the shards of one run."""

from pathlib import Path

import click

from lockstep.cli.refusal import Refusal
from lockstep.reporting.console.closing_lines import closing_lines, last_lines
from lockstep.running.parallel.merge_reports import MergeError
from lockstep.running.parallel.merge_reports import merge as merge_reports


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("sources", nargs=-1, required=True, metavar="IN...", type=click.Path(path_type=Path))
def merge(out: Path, sources: tuple[Path, ...]) -> int:
    """Merge the reports of the shards of one run.

    Each IN is the folder of reports of one shard, OUT the folder to write; reports of an earlier run there are
    replaced. Reports that are not shards of the same run are rejected before anything is written.

    \b
    Example:
      lockstep merge reports shard-1/reports shard-2/reports

    The exit code is the one that the whole run would have had; it is also 2 if the merge is rejected.
    """
    try:
        run = merge_reports(out, list(sources))
    except (MergeError, OSError) as error:
        raise Refusal(f"error: {error}") from error
    planted = f", plant {run.plant}" if run.plant else ""
    lines = [f"target {run.target}, seed {run.seed}{planted}, reports in {run.reports}", *closing_lines(run)]
    lines += [f"error: {text}" for text in (*(one.message for one in run.problems), run.stopped) if text]
    lines += last_lines(run)
    click.echo("\n".join(lines))
    return run.exit_code
