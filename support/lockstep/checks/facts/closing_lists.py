"""Closing lists: the closing reads of a history, the pages of one list put together.

A list is complete if every page of it was answered, from the first to one that no other follows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lockstep.history.rows import Closing, Read, Shown, Snapshot

Look = Read | Snapshot


@dataclass(slots=True)
class ClosingList:
    """What one person saw by one closing read: `looks` are its pages in order, `closing` is the first one's mark."""

    closing: Closing
    looks: list[Look] = field(default_factory=list)

    @property
    def first(self) -> Look:
        """The first page."""
        return self.looks[0]

    @property
    def answered(self) -> bool:
        """Whether the read was answered, with things or by saying that there are none."""
        return self.first.absent or self.first.status.startswith("2")

    @property
    def complete(self) -> bool:
        """Whether not to be in it is evidence."""
        last = self.looks[-1].closing
        return all(look.status.startswith("2") for look in self.looks) and last is not None and not last.more

    @property
    def shows(self) -> list[tuple[Shown, Look]]:
        """What it shows, each with its page."""
        return [(shown, look) for look in self.looks if look.status.startswith("2") for shown in look.shows]


def closing_lists(looks: Iterable[Look]) -> list[ClosingList]:
    """The closing reads among these, in the order of their first pages."""
    found: list[ClosingList] = []
    pages: dict[tuple[str | None, str, str | None, bool], ClosingList] = {}
    for look in looks:
        if look.closing is None:
            continue
        key = (look.person, look.operation, look.closing.place, look.closing.opening)
        if look.closing.page == 1:
            pages[key] = ClosingList(look.closing)
            found.append(pages[key])
        if key in pages:
            pages[key].looks.append(look)
    return found
