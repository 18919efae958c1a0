"""How a promise stands while more may still arrive: kept, open, or broken for good.

Most matchers know two answers only, and what does not match yet may match later: it is *open*. A matcher with a
method `standing` also knows what no later arrival can mend (a second copy, a wrong order, an altered payload): then
the promise is *broken*, stays so, and nobody needs to wait any longer.
"""

from typing import Any, Literal, Protocol, TypeVar, runtime_checkable

from hamcrest.core.matcher import Matcher

T = TypeVar("T")

Standing = Literal["kept", "open", "broken"]


@runtime_checkable
class Decidable(Protocol):
    """A matcher that knows when waiting is in vain."""

    def standing(self, item: Any, /) -> Standing:
        """How the promise stands; "broken" only where nothing that arrives later can mend it."""


def standing(matcher: Matcher[T], item: T) -> Standing:
    """How the promise of any matcher stands."""
    if isinstance(matcher, Decidable):
        return matcher.standing(item)
    return "kept" if matcher.matches(item) else "open"
