"""Matchers on presence: what a person last saw of someone, in events of the entity `presence:PERSON`.

A repeated statement announces nothing: a server may state for each connecting device that its owner is present, and
it may do so late.
"""

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from lockstep.matchers.received import Received

_WORDS = {True: "present", False: "absent"}


class _Shown(BaseMatcher[Received]):
    """The events of one person's presence."""

    def __init__(self, name: str, present: bool | None) -> None:
        self._name = name
        self._present = present

    def _shown(self, received: Received) -> list[bool]:
        told = (event.payload for event in received.events() if event.entity == f"presence:{self._name}")
        return [one["present"] for one in told if isinstance(one, dict) and isinstance(one.get("present"), bool)]

    def _matches(self, item: Received) -> bool:
        shown = self._shown(item)
        if self._present is not None:
            return shown[-1:] == [self._present]
        all_shown = self._shown(Received(item.history, item.person, 0))
        last = all_shown[: len(all_shown) - len(shown)][-1:]
        return all([one] == last for one in shown)

    def describe_to(self, description: Description) -> None:
        what = "nothing" if self._present is None else f"that {self._name} is {_WORDS[self._present]}"
        description.append_text(f"to see {what} of {self._name}" if self._present is None else f"to see {what}")

    def describe_mismatch(self, item: Received, mismatch_description: Description) -> None:
        shown = ", then ".join(_WORDS[one] for one in self._shown(item)) or "nothing"
        mismatch_description.append_text(f"{item.person} saw {shown} of {self._name}")


def shown_as(name: str, *, present: bool) -> BaseMatcher[Received]:
    """The last statement about this person is that they are present, or absent."""
    return _Shown(name, present)


def shown_nothing_of(name: str) -> BaseMatcher[Received]:
    """There was no new statement about this person's presence. Meaningful only once settled."""
    return _Shown(name, None)
