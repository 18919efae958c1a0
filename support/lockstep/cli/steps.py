"""`lockstep steps`: the steps that features can use, one's own included."""

from itertools import groupby
from pathlib import Path

import click
import msgspec
from behave.step_registry import AmbiguousStep

from lockstep.running.vocabulary.ambiguous_steps import ambiguity
from lockstep.running.vocabulary.catalogue import StepDefinition, catalogue, load_steps, markdown

MARKS = "<!-- steps -->\n", "<!-- /steps -->\n"


@click.command()
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the catalogue as JSON.")
@click.option(
    "--page", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Renew the list in a page."
)
@click.option(
    "--steps", "folder", type=click.Path(path_type=Path, file_okay=False), help="The folder of the step files."
)
def steps(words: tuple[str, ...], as_json: bool, page: Path | None, folder: Path | None) -> None:
    """List the steps by subject; with WORDS only those that mention all of them."""
    root = Path.cwd()
    chosen = folder or next((one for one in (root / "features/steps", root / "steps") if one.is_dir()), None)
    if chosen is None or not chosen.is_dir():
        raise click.ClickException(
            f"no step files in {chosen or 'features/steps or steps'}: name a folder with --steps"
        )
    try:
        load_steps([chosen])
    except AmbiguousStep as error:
        click.echo(f"error: {ambiguity(error, root)}", err=True)
        raise click.exceptions.Exit(2) from error
    found = [one for one in catalogue(root) if one.speaks_of(words)]
    if page:
        _renew(page, markdown(found))
    elif as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found)).decode())
    elif found:
        _print(found)
    else:
        raise click.ClickException(f"no step mentions {' and '.join(words) or 'anything'}: try fewer words")


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
        raise click.ClickException(f"{page} has no lines {MARKS[0].strip()} and {MARKS[1].strip()}: add them")
    before, after = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
    page.write_text(f"{before}{MARKS[0]}{made}{MARKS[1]}{after}", encoding="utf-8")
