"""Matchers on redelivery: how many events were redelivered to a person with a redelivery mark.

A repeat without its mark does not match, and is for P2 to judge; nor does a mark on an event not received before.
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
        """Broken once more events were redelivered than expected."""
        return "broken" if len(item.redelivered()) > self._count else "kept" if self._matches(item) else "open"

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{self._count} events redelivered, each with its redelivery mark")

    def describe_mismatch(self, item: Received, mismatch_description: Description) -> None:
        mismatch_description.append_text(
            f"{item.person} received {len(item.redelivered())} with a mark; without a mark:\n{item.told()}"
        )


def given_again(count: int) -> _GivenAgain:
    """This many events, at least one, had been received before on the same session and were redelivered with a
    redelivery mark."""
    return _GivenAgain(count)
