"""The page of the properties, made from their docstrings: `python -m lockstep.checks.properties.page`.

The docstring of a property begins with "ID, name: promise." and then has one paragraph for each of `PARTS`, in this
order, each begun by its label. `described` raises ValueError for a docstring of another form. The generated part
stands in docs/properties.md; a test holds the two equal.
"""

import sys
from typing import NamedTuple

from lockstep.checks.properties.registry import MODULES

PARTS = (
    "Applies when",
    "Must",
    "May",
    "Violated by",
    "Unknown when",
    "Witness",
    "Catches in practice",
    "Source",
)


class Description(NamedTuple):
    """A property as its docstring describes it; `parts` holds the text of each of `PARTS`."""

    id: str
    name: str
    promise: str
    parts: dict[str, str]


def described(docstring: str) -> Description:
    """Take a docstring apart. Raises ValueError naming the property and the part that is missing or out of place."""
    first, *paragraphs = (" ".join(one.split()) for one in docstring.strip().split("\n\n"))
    title, colon, promise = first.partition(": ")
    number, comma, name = title.partition(", ")
    if not colon or not comma:
        raise ValueError(f'{first!r} does not begin with "ID, name: promise"')
    labels = [one.partition(":")[0] for one in paragraphs]
    if labels != list(PARTS):
        raise ValueError(f"{number}: the paragraphs are {', '.join(labels)}, not {', '.join(PARTS)}")
    texts = (one.partition(": ")[2] for one in paragraphs)
    return Description(number, name, promise, dict(zip(PARTS, texts, strict=True)))


def descriptions() -> list[Description]:
    """Every property, in the order of their numbers."""
    return [described(module.__doc__ or "") for module in MODULES.values()]


def markdown() -> str:
    """A table of all properties, then a section for each."""
    found = descriptions()
    lines = ["| property | promise |", "|---|---|"]
    lines += [f"| [{one.id} {one.name}](#{_anchor(one)}) | {one.promise} |" for one in found]
    for one in found:
        lines += ["", f"### {one.id} {one.name}", "", f"{one.promise[0].upper()}{one.promise[1:]}", ""]
        lines += [f"* **{label}**: {text}" for label, text in one.parts.items()]
    return "\n".join(lines) + "\n"


def _anchor(one: Description) -> str:
    return f"{one.id} {one.name}".lower().replace(" ", "-")


if __name__ == "__main__":
    sys.stdout.write(markdown())
