"""A header for histories made by hand."""

from lockstep.history.rows import Budgets, Header, Promises


def header(**fields: object) -> Header:
    """A header; fields that do not matter are filled in."""
    given = {"scenario": "s", "title": "t", "seed": 1, "target": "hand", "promises": Promises(), "budgets": Budgets()}
    return Header(**(given | fields))
