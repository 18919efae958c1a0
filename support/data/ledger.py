"""The clean-up ledger: what a scenario made, by whom, in order, until it is gone again.

Whoever makes something enters it; whoever removes it strikes it out, and with it everything that was made within
it. What still stands when the scenario is over is left behind, and is told in a sentence each.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing, such as `chatroom:7`, who made it, what the scenario calls it, and what it is a part of."""

    entity: str
    person: str
    label: str = ""
    within: str | None = None


class Ledger:
    """What one scenario made and has not yet removed."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    def made(self, entity: str, person: str, label: str = "", within: str | None = None) -> None:
        """Enter what somebody made. Raises ValueError when it stands there already: ids must not be used twice."""
        if entity in self._entries:
            raise ValueError(f"{entity} was made by {self._entries[entity].person} already, now {person} made it too")
        self._entries[entity] = Entry(entity, person, label, within)

    def removed(self, entity: str) -> None:
        """Strike out what was removed, and all within it. What is not in the ledger is not of its concern."""
        self._entries.pop(entity, None)
        for part in [entry.entity for entry in self._entries.values() if entry.within == entity]:
            self.removed(part)

    def left(self) -> list[str]:
        """A sentence for each thing that still stands, in the order in which they were made."""
        return [
            f'{entry.entity} ("{entry.label}"), made by {entry.person}, is still there'
            if entry.label
            else f"{entry.entity}, made by {entry.person}, is still there"
            for entry in self._entries.values()
        ]
