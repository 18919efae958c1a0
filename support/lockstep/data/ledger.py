"""The clean-up ledger: the objects that a scenario created, with their creators, in order.

Code that creates an object for which clean-up is responsible enters it here. If clean-up is switched off or fails,
each object is reported in one sentence.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One object, such as `company:1`, its creator, and its name in the scenario."""

    entity: str
    person: str
    label: str = ""


class Ledger:
    """The objects created by one scenario."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], Entry] = {}

    def made(self, entity: str, person: str, label: str = "", kind: str = "") -> None:
        """Enter an object. Raises ValueError if it is already entered: ids must not be used twice, but for those of
        another kind."""
        if (before := self._entries.get((kind, entity))) is not None:
            raise ValueError(f"{entity} was made by {before.person} already, now {person} made it too")
        self._entries[kind, entity] = Entry(entity, person, label)

    def left(self) -> list[str]:
        """One sentence for each object, in order of creation."""
        return [
            f'{entry.entity} ("{entry.label}"), made by {entry.person}, is still there'
            if entry.label
            else f"{entry.entity}, made by {entry.person}, is still there"
            for entry in self._entries.values()
        ]
