"""The digest's two pages, from the same facts: Markdown for a pull request, HTML that opens from disk."""

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from lockstep.reporting.digest.facts import Facts

LISTED = 20
"""How many failures the Markdown page names: a step summary has a limit of its own."""

_MARKS = {"held": "✔", "broken": "✘", "not judged": "?", "not executed": "–"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def _cell(text: str) -> str:
    """Text for a line or a cell of Markdown: shown as it is written, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=select_autoescape(("html.jinja",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["cell"] = _cell


def markdown(digest: Facts) -> str:
    """The page for a pull request or a step summary."""
    template = _TEMPLATES.get_template("digest.md.jinja")
    return template.render(digest=digest, marks=_MARKS, limit=LISTED)


def html(digest: Facts) -> str:
    """The page for a browser, complete in itself; its links to traces are relative to the folder of the reports."""
    return _TEMPLATES.get_template("digest.html.jinja").render(digest=digest, marks=_MARKS)
