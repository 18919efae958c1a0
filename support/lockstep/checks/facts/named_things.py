"""Named things: what acknowledged writes, grants and events have named so far, those named last coming last.

Each thing has the *places* it is in: the channels of its effects, other than its own, and the place that an answer
states (`Shown.place`). So a message is in its chatroom, a thread in its chatroom, a membership in its chatroom and in
the channel of its person. `changed` are the things that a second write named, or a deletion, or of which two events
said different things. What markers of the suite name does not count, nor what a write that failed or is unknown
names.
"""

from collections import defaultdict
from collections.abc import Iterable

from lockstep.checks.facts.write_subjects import deletes, kind_of
from lockstep.history.rows import AnyRow, Grant, Invoke, Name, Ok, Recv, Revoke


class NamedThings:
    """The things that the rows of a history name, and who is allowed which channel after the last row."""

    def __init__(self, rows: Iterable[AnyRow]) -> None:
        """Read the rows once."""
        self.kinds: dict[str, dict[str, None]] = defaultdict(dict)
        self.places: dict[str, set[str]] = defaultdict(set)
        self.changed: set[str] = set()
        self.allowed: dict[str, set[str]] = defaultdict(set)
        self._operations: dict[str, str] = {}
        self._made: set[str] = set()
        self._told: dict[str, str | None] = {}
        for row in rows:
            self._read(row)

    def may_see(self, person: str, place: str | None) -> bool:
        """Whether somebody is allowed a channel, as far as the last grant or revocation says; everybody is where no
        grant was recorded at all."""
        return place is None or not self.allowed or person in self.allowed.get(place, ())

    def of(self, kind: str) -> list[str]:
        """The things of a kind, those named last coming first."""
        return list(reversed(self.kinds.get(kind, {})))

    def knows(self, thing: str) -> bool:
        """Whether it was named."""
        return thing in self.kinds.get(kind_of(thing), {})

    def place_of(self, thing: str) -> str | None:
        """One of its places, if it has any: where rights are recorded, one to which somebody was given the right."""
        places = sorted(self.places.get(thing, ()))
        return next((one for one in places if one in self.allowed), None) or next(iter(places), None)

    def _read(self, row: AnyRow) -> None:
        match row:
            case Invoke():
                self._operations[row.w] = row.operation
            case Ok() if not row.marker:
                self._answered(row)
            case Recv() if row.event and row.entity is not None and not row.marker:
                self._name(row.entity)
                if self._told.setdefault(row.entity, row.digest) != row.digest:
                    self.changed.add(row.entity)
            case Name():
                self._name(row.ref)
            case Grant() if row.phase == "done":
                self._name(row.channel)
                self.allowed[row.channel].add(row.person or "")
            case Revoke() if row.phase == "done":
                self.allowed[row.channel].discard(row.person or "")
            case _:
                return

    def _answered(self, row: Ok) -> None:
        named = {effect.entity for effect in row.effects} | {shown.entity for shown in row.shows} | {row.entity}
        for entity in sorted(one for one in named if one is not None):
            self._name(entity)
            if entity in self._made or deletes(self._operations.get(row.w, "")):
                self.changed.add(entity)
            self._made.add(entity)
        for effect in row.effects:
            self._name(effect.channel)
            if effect.entity not in {None, effect.channel}:
                self.places[effect.entity or ""].add(effect.channel)
        for shown in row.shows:
            if shown.place is not None:
                self.places[shown.entity].add(shown.place)

    def _name(self, thing: str) -> None:
        known = self.kinds[kind_of(thing)]
        known.pop(thing, None)
        known[thing] = None
