"""Words that step texts share: names of people, counts, and how a text speaks of somebody.

`register` makes them known to behave's parser. `Names` reads "Ana", "Ana and Ben" or "Ana, Ben and Cleo" as a tuple;
`Name` one capitalised name; `Count` a number or "a"/"the" for one; `Their` a possessive, whose value is not used.
"""

import re

import parse
from behave import register_type

_NAME = r"[A-Z][a-z]+"


@parse.with_pattern(_NAME)
def name(text: str) -> str:
    """One person's name."""
    return text


@parse.with_pattern(rf"{_NAME}(?:(?:, {_NAME})* and {_NAME})?")
def names(text: str) -> tuple[str, ...]:
    """One or more names."""
    return tuple(re.split(r", | and ", text))


@parse.with_pattern(r"his|her|their")
def their(text: str) -> str:
    """A possessive."""
    return text


def register() -> None:
    """Make the words known to behave."""
    register_type(Name=name, Names=names, Their=their)
