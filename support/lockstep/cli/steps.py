"""`lockstep steps`: the steps that features can use, a repository's own included."""

from itertools import groupby
from pathlib import Path

import click
import msgspec

from lockstep.cli.refusal import Refusal
from lockstep.running.definitions.catalogue import StepDefinition, catalogue, load_steps, markdown
from lockstep.running.errors import SuiteFaultError
from lockstep.settings.locations import suite_folder

MARKS = "<!-- steps -->\n", "<!-- /steps -->\n"


@click.command()
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the catalogue as JSON.")
@click.option(
    "--page", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Update the list in a page."
)
@click.option(
    "--steps", "folder", type=click.Path(path_type=Path, file_okay=False), help="The folder of the step files."
)
def steps(words: tuple[str, ...], as_json: bool, page: Path | None, folder: Path | None) -> int:
    """List the steps that features can use.

    They come from features/steps or steps in the working folder, or otherwise from Lockstep itself; with WORDS, only
    the steps that mention all of them are listed.

    \b
    Example:
      lockstep steps receives in order
    """
    root = Path.cwd()
    usual = (root / "features/steps", root / "steps", suite_folder() / "steps")
    chosen = folder or next(one for one in usual if one.is_dir())
    if not chosen.is_dir():
        raise Refusal(f"the folder {chosen} does not exist: name the folder of the step files with --steps")
    try:
        load_steps([chosen], root)
    except SuiteFaultError as error:
        raise Refusal(str(error)) from error
    found = [one for one in catalogue(root) if one.speaks_of(words)]
    if not found:
        raise Refusal(f"no step mentions {' and '.join(words) or 'anything'}: try fewer words")
    if page:
        _renew(page, markdown(found))
    elif as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
    else:
        _print(found)
    return 0


def _print(found: list[StepDefinition]) -> None:
    for subject, members in groupby(found, key=lambda one: one.subject):
        click.echo(f"{subject}\n")
        for one in members:
            for text in (one.text, *one.aliases):
                click.echo(f"  {one.keyword.title():5} {text}")
        click.echo()


def _renew(page: Path, made: str) -> None:
    text = page.read_text(encoding="utf-8")
    if not all(mark in text for mark in MARKS):
        raise Refusal(f"{page} has no lines {MARKS[0].strip()} and {MARKS[1].strip()}: add them")
    before, after = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
    page.write_text(f"{before}{MARKS[0]}{made}{MARKS[1]}{after}", encoding="utf-8")
