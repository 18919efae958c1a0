"""The clean-up ledger: what a scenario made, by whom, in order.

Whoever makes something that clean-up has to answer for enters it. Where clean-up is switched off, or does not come
about, all of it is told in a sentence each.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing, such as `company:1`, who made it, and what the scenario calls it."""

    entity: str
    person: str
    label: str = ""


class Ledger:
    """What one scenario made."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    def made(self, entity: str, person: str, label: str = "") -> None:
        """Enter what somebody made. Raises ValueError when it stands there already: ids must not be used twice."""
        if entity in self._entries:
            raise ValueError(f"{entity} was made by {self._entries[entity].person} already, now {person} made it too")
        self._entries[entity] = Entry(entity, person, label)

    def left(self) -> list[str]:
        """A sentence for each thing, in the order in which they were made."""
        return [
            f'{entry.entity} ("{entry.label}"), made by {entry.person}, is still there'
            if entry.label
            else f"{entry.entity}, made by {entry.person}, is still there"
            for entry in self._entries.values()
        ]
