"""The state of a promise while more may still arrive: kept, open, or permanently broken.

Most matchers have only two results, and a subject that does not match yet may match later: the promise is *open*. A
matcher with a method `standing` also recognises errors that no later arrival can correct (a second copy, a wrong
order, an altered payload): then the promise is *broken* and remains so, and waiting ends.
"""

from typing import Any, Literal, Protocol, TypeVar, runtime_checkable

from hamcrest.core.matcher import Matcher

T = TypeVar("T")

Standing = Literal["kept", "open", "broken"]


@runtime_checkable
class Decidable(Protocol):
    """A matcher that knows when waiting is pointless."""

    def standing(self, item: Any, /) -> Standing:
        """The state of the promise; "broken" only if no later arrival can correct it."""


def standing(matcher: Matcher[T], item: T) -> Standing:
    """The state of any matcher's promise."""
    if isinstance(matcher, Decidable):
        return matcher.standing(item)
    return "kept" if matcher.matches(item) else "open"
