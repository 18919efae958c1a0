"""What a slip is: a small mistake of the reference backend, written from its contract before the features were read.

A slip is a function that makes the mistake, for the life of the process; its docstring says what the backend then
does, and `expected` by what it should be caught: a property, or what a scenario's step says. It was first run against
the features of that day (`first`, and what fell), then scenarios were added for what had been missed. `listed` are
those that others had found before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

First = Literal["caught", "missed"]


@dataclass(frozen=True, slots=True)
class Slip:
    """One mistake; `by` is what fell at its first run, and `now` part of the name of the scenario that catches it."""

    name: str
    does: str
    expected: str
    made_by: str
    features: tuple[str, ...]
    listed: bool
    first: First
    by: str
    now: str
    apply: Callable[[], None]


SLIPS: dict[str, Slip] = {}


def slip(
    *, expected: str, made_by: str, features: tuple[str, ...], now: str, listed: bool = False, first: str = ""
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a function that makes a mistake. `first` is what fell at the first run, empty for nothing."""

    def register(apply: Callable[[], None]) -> Callable[[], None]:
        name = apply.__name__
        does = " ".join((apply.__doc__ or "").split())
        outcome: First = "caught" if first else "missed"
        SLIPS[name] = Slip(name, does, expected, made_by, features, listed, outcome, first, now, apply)
        return apply

    return register


def replace(owner: Any, name: str, mistaken: Callable[..., Any]) -> None:
    """Replace a method, or a module's function: `mistaken` is called with the original, then as the original is."""
    original = getattr(owner, name)

    def method(*given: Any, **named: Any) -> Any:
        return mistaken(original, *given, **named)

    setattr(owner, name, method)


def during(outer: tuple[Any, str], inner: tuple[Any, str], mistaken: Callable[..., Any]) -> None:
    """Replace the inner method only while the outer one, which must not wait for anything, is being executed."""
    inside = [0]

    def entered(original: Callable[..., Any], *given: Any, **named: Any) -> Any:
        inside[0] += 1
        try:
            return original(*given, **named)
        finally:
            inside[0] -= 1

    def perhaps(original: Callable[..., Any], *given: Any, **named: Any) -> Any:
        return mistaken(original, *given, **named) if inside[0] else original(*given, **named)

    replace(*outer, entered)
    replace(*inner, perhaps)
