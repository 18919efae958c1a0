"""What a mistake of the second round is: a bug of the reference backend, written by someone who had read nothing of
the suite.

A mistake is a function that makes it, for the life of the process; its docstring is what people notice. `violates` is
the sentence of the backend's promises that no longer holds, `features` are those nearest to it, and `now` is part of
the name of the scenario that catches it. `first` is what fell at the first run, empty for nothing. `known` are those
that are in effect the same as one written before by others.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake; `number` is its place in the list as it was written."""

    number: int
    name: str
    does: str
    violates: str
    made_by: str
    features: tuple[str, ...]
    now: str
    first: str
    known: bool
    apply: Callable[[], None]


MISTAKES: dict[str, Mistake] = {}


def mistake(
    number: int,
    *,
    violates: str,
    made_by: str,
    near: tuple[str, ...],
    now: str,
    first: str = "",
    known: bool = False,
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a function that makes a mistake. `near` are features without folder `features` and ending."""

    def register(apply: Callable[[], None]) -> Callable[[], None]:
        name, does = apply.__name__, " ".join((apply.__doc__ or "").split())
        features = tuple(f"features/{one}.feature" for one in near)
        MISTAKES[name] = Mistake(number, name, does, violates, made_by, features, now, first, known, apply)
        return apply

    return register
