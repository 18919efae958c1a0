"""Matchers on redelivery: how many events a person was given again, with the mark that says so.

A repeat without its mark is no match, and P2's; a mark on what was not received before is none either.
"""

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from lockstep.matchers.received import Received
from lockstep.matchers.standing import Standing


class _GivenAgain(BaseMatcher[Received]):
    def __init__(self, count: int) -> None:
        self._count = count

    def _matches(self, item: Received) -> bool:
        return len(item.redelivered()) == self._count > 0

    def standing(self, item: Received) -> Standing:
        """Broken once more came again than should."""
        return "broken" if len(item.redelivered()) > self._count else "kept" if self._matches(item) else "open"

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{self._count} events given again, each with its redelivery mark")

    def describe_mismatch(self, item: Received, mismatch_description: Description) -> None:
        mismatch_description.append_text(
            f"{item.person} was given {len(item.redelivered())} again with a mark; without one arrived\n{item.told()}"
        )


def given_again(count: int) -> _GivenAgain:
    """So many events, at least one, were received before on the same session and came again with a redelivery
    mark."""
    return _GivenAgain(count)
