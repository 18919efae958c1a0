"""`lockstep init`: creates the files of a repository with features of its own."""

import textwrap
from pathlib import Path

import click

from lockstep.cli.refusal import Refusal
from lockstep.starter.pieces import REFERENCE
from lockstep.starter.writing import StarterError, write_all


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--target", default=REFERENCE, metavar="reference|FILE", help="The backend, or its adapter's file.")
def init(folder: Path, target: str) -> int:
    """Create the files for features of your own.

    FOLDER, the working folder by default, gets hooks, the step vocabulary, an example feature with a step of its
    own, settings for Lockstep, behave and editors, and pipelines for GitHub Actions and GitLab. With --target FILE
    an adapter to be filled in and its test are added; FILE lies in FOLDER. No file is ever overwritten: the lines to
    add to one that exists are printed.

    \b
    Examples:
      lockstep init
      lockstep init acceptance --target mine.py

    \b
    Exit codes:
      0  everything is there
      1  unfinished: lines are to be added by hand
      2  nothing could be written: a wrong folder or target
    """
    unfinished = 0
    try:
        for one in write_all(folder, target):
            click.echo(f"{one.state:<10}  {one.path}" + (": add these lines" if one.lines else ""))
            click.echo(textwrap.indent(one.lines, "    "), nl=bool(one.lines))
            unfinished += one.state == "unfinished"
    except StarterError as error:
        raise Refusal(f"error: {error}") from error
    click.echo(_closing(folder, target, unfinished))
    return 1 if unfinished else 0


def _closing(folder: Path, target: str, unfinished: int) -> str:
    steps = [f"cd {folder}"] if folder != Path() else []
    steps += ["lockstep run"] if target == REFERENCE else [f"fill in {target}", f"lockstep target check {target}"]
    steps += ["behave"] if target != REFERENCE else []
    then = ", then ".join(steps)
    if not unfinished:
        return f"next: {then}"
    lacking = "1 existing file lacks" if unfinished == 1 else f"{unfinished} existing files lack"
    return f"unfinished: {lacking} lines; add them as printed above, then {then}"
