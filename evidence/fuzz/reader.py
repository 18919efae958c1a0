"""What a fuzzer is: a reader of the suite, the input it is given, and what may come of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple

from hypothesis.strategies import SearchStrategy


class Outcome(NamedTuple):
    """What a reader made of one input: a word of `Reader.outcomes`, and what people are told where it refused."""

    word: str
    told: str | None = None


class PassedError(AssertionError):
    """A reader took for right what is not; the text states what."""


Read = Callable[[Any], Outcome]


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader under test.

    inputs: what it is given. opened: a context in which `Read` reads one input; it raises PassedError where the
    reader took something for right, and whatever else it raises is a crash of the reader. outcomes: the words that
    may come of it, each of which 500 inputs must reach, and `rare` those that they need not reach.
    """

    name: str
    inputs: SearchStrategy[Any]
    opened: Callable[[], AbstractContextManager[Read]]
    outcomes: frozenset[str]
    rare: frozenset[str] = frozenset()


def ensure(condition: bool, otherwise: str) -> None:
    """Raise PassedError unless the condition holds."""
    if not condition:
        raise PassedError(otherwise)
