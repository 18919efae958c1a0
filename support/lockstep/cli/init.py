"""`lockstep init`: creates the files of a repository with features of its own."""

import importlib
import textwrap
from pathlib import Path

import click

from lockstep.cli.refusal import Refusal
from lockstep.serving.extras import missing
from lockstep.starter.documents.adapter import questions
from lockstep.starter.documents.draft import Draft
from lockstep.starter.pieces import REFERENCE
from lockstep.starter.writing import StarterError, write_all

ADAPTER = "adapter.py"
"""The adapter's file where documents are given and no target."""
_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("folder", default=".", type=_FILE)
@click.option("--target", metavar="reference|FILE", help="The backend, or its adapter's file.")
@click.option("--openapi", metavar="FILE", type=_FILE, help="The OpenAPI document (3.0, 3.1) of your backend's API.")
@click.option("--asyncapi", metavar="FILE", type=_FILE, help="The AsyncAPI document (3.0) of your backend's socket.")
def init(folder: Path, target: str | None, openapi: Path | None, asyncapi: Path | None) -> int:
    """Create the files for features of your own.

    FOLDER, the working folder by default, gets hooks, the step vocabulary, an example feature with a step of its
    own, settings for Lockstep, behave and editors, and pipelines for GitHub Actions and GitLab. With --target FILE
    an adapter to be filled in and its test are added; FILE lies in FOLDER. No file is ever overwritten: the lines to
    add to one that exists are printed.

    With --openapi and --asyncapi, JSON or YAML, the adapter declares what these documents say, by default in
    adapter.py. What they do not say stands in it as questions, which lockstep target check lists; what cannot be
    declared is printed.

    \b
    Examples:
      lockstep init
      lockstep init acceptance --target mine.py
      lockstep init acceptance --openapi api.yaml --asyncapi socket.yaml

    \b
    Exit codes:
      0  everything is there
      1  unfinished: lines are to be added by hand, or a part of a document is left out
      2  nothing could be written: a wrong folder, target or document
    """
    draft = None if openapi is None and asyncapi is None else _draft(target, openapi, asyncapi)
    chosen = target if target is not None else REFERENCE if draft is None else ADAPTER
    unfinished = 0
    try:
        for one in write_all(folder, chosen, draft):
            click.echo(f"{one.state:<10}  {one.path}" + (": add these lines" if one.lines else ""))
            click.echo(textwrap.indent(one.lines, "    "), nl=bool(one.lines))
            unfinished += one.state == "unfinished"
    except StarterError as error:
        raise Refusal(f"error: {error}") from error
    left_out = [] if draft is None else draft.left_out
    for told in left_out:
        click.echo(f"left out    {told}")
    click.echo(_closing(folder, chosen, unfinished, left_out=len(left_out), asked=_asked(draft)))
    return 1 if unfinished or left_out else 0


def _draft(target: str | None, openapi: Path | None, asyncapi: Path | None) -> Draft:
    """What the documents declare. Raises Refusal."""
    option = "--openapi" if openapi is not None else "--asyncapi"
    if target == REFERENCE:
        raise Refusal(f"error: {option} describes a backend of your own: name its adapter's file as --target mine.py")
    if told := missing("documents", f"lockstep init {option}"):
        raise Refusal(told)
    drafting = importlib.import_module("lockstep.starter.documents.drafting")
    try:
        draft = drafting.draft_of(openapi, asyncapi)
    except drafting.DocumentError as error:
        raise Refusal(f"error: {error}") from error
    if not isinstance(draft, Draft):
        raise TypeError("draft_of returns a Draft")
    return draft


def _asked(draft: Draft | None) -> int:
    return 0 if draft is None else len(questions(draft))


def _closing(folder: Path, target: str, unfinished: int, *, left_out: int, asked: int) -> str:
    filling = f"answer the {asked} questions in {target}" if asked else f"fill in {target}"
    steps = [f"cd {folder}"] if folder != Path() else []
    steps += ["lockstep run"] if target == REFERENCE else [filling, f"lockstep target check {target}"]
    steps += ["behave"] if target != REFERENCE else []
    then = ", then ".join(steps)
    if not unfinished and not left_out:
        return f"next: {then}"
    told = [f"{unfinished} existing file{' lacks' if unfinished == 1 else 's lack'} lines"] if unfinished else []
    told += [f"{left_out} part{'' if left_out == 1 else 's'} of the documents left out"] if left_out else []
    lead = "add them as printed above, then " if unfinished else ""
    return f"unfinished: {' and '.join(told)}; {lead}{then}"
