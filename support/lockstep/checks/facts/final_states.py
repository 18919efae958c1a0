"""Final states: what each entity must be once everything is quiet, as far as the history says so beyond doubt.

Acknowledged writes state versions and contents in their answers (also those beside the entity itself, `Ok.shows`),
versions in their effects, and that something is gone by their operation (`write_subjects.py`); events state versions
and contents, and that something is gone by their tombstone. Where versions are promised the highest counts, else the
statement of the write that was invoked after all others had been answered. What is only in things that are gone, such
as the messages of a deleted chatroom, is gone with them.

Nothing is said of an entity that a write of unknown outcome names or may be about, that a write answered after
`since` names, that an event without a write announced, or that is in a place of which nothing is said; nor if two
writes may have been the last. A refused write changes nothing. Times are ns.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import INF
from lockstep.checks.facts.write_subjects import Vague, deletes, kind_of, named_by
from lockstep.checks.facts.writes import Write
from lockstep.history.rows import Ok


class Final(NamedTuple):
    """The last that is known of an entity: whether it is `there`, and at which version with which content (null: not
    known), by which write and row."""

    entity: str
    there: bool
    version: int | None
    digest: str | None
    payload: Any
    write: Write
    row: int


class FinalStates:
    """The final state of every entity that acknowledged writes named."""

    def __init__(self, pairing: Pairing, since: int) -> None:
        """`since` is when the first closing read was made."""
        self._pairing, self._facts, self._since = pairing, pairing.facts, since
        self._said: dict[str, list[Final]] = defaultdict(list)
        self._unsure: set[str] = set()
        self._shaken: set[str] = set()
        self._known: dict[str, Final | None] = {}
        self.places: dict[str, set[str]] = defaultdict(set)
        self._channels: set[str] = set()
        self._announced: dict[str, set[str]] = defaultdict(set)
        vague = [write for write in self._facts.writes.values() if not write.invoke.marker and self._write(write)]
        self._events()
        self._vague = Vague(self._facts, vague, {kind_of(entity) for entity in self._said})

    def of(self, entity: str) -> Final | None:
        """The entity's final state; None where nothing is said of it."""
        if entity not in self._known:
            self._known[entity] = None  # while it is worked out: two things that are in each other
            self._known[entity] = self._decided(entity)
        return self._known[entity]

    def within(self, place: str | None, kind: str) -> Iterator[Final]:
        """The entities of a kind that are in a place, or anywhere, and of which something is said."""
        for entity in self._said:
            if kind_of(entity) == kind and (place is None or place in self.places[entity]):
                found = self.of(entity)
                if found is not None:
                    yield found

    def may_hold_more(self, place: str, kind: str) -> bool:
        """Whether there may be entities of this kind in a place of which nothing is said, or some less."""
        unsaid = any(
            self.of(entity) is None
            for entity in {*self._said, *self._unsure}
            if kind_of(entity) == kind and place in (self.places[entity] or self._announced[entity] or {place})
        )
        return unsaid or self._is_shaken(place, kind)

    # what is said

    def _write(self, write: Write) -> bool:
        """Take in a write; true if it may be about things that it does not name."""
        self._place(write)
        if write.state == "fail":
            return False
        answer = write.answer
        if write.state != "ok" or write.unsure or answer is None or answer.t >= self._since:
            self._unsure |= named_by(write)
            self._shake(write)
            return True
        gone = deletes(write.invoke.operation) or self._is_tombstone(answer.payload)
        if not named_by(write):
            return gone or answer.schema is not None
        if answer.entity is not None:
            content = (answer.version, answer.digest, answer.payload)
            self._say(Final(answer.entity, not gone, *content, write, answer.i))
        for shown in answer.shows:
            content = (shown.version, shown.digest, shown.payload)
            self._say(Final(shown.entity, not gone, *content, write, answer.i))
        for expected in write.expected:
            if expected.effect.entity is not None and not expected.assumed:
                effect = expected.effect
                self._say(Final(expected.effect.entity, not gone, effect.version, None, None, write, answer.i))
        return False

    def _say(self, said: Final) -> None:
        self._said[said.entity].append(said)

    def _place(self, write: Write) -> None:
        for expected in write.expected:
            effect = expected.effect
            self._channels.add(effect.channel)
            if effect.entity is not None and effect.entity != effect.channel:
                self.places[effect.entity].add(effect.channel)
        for shown in () if write.answer is None else write.answer.shows:
            if shown.place is not None:
                self.places[shown.entity].add(shown.place)

    def _shake(self, write: Write) -> None:
        """Of what is in the channels whose rights a write of unknown outcome changes, nothing is said."""
        for (_, channel), rights in self._facts.rights.items():
            if any(row.w == write.invoke.w for row in (*rights.grants, *rights.revokes)):
                self._shaken.add(channel)

    def _events(self) -> None:
        for arrival in self._pairing.arrivals:
            recv = arrival.recv
            if not arrival.counts or recv.entity is None or recv.marker or not recv.durable:
                continue
            write = None if arrival.expected is None else arrival.expected.write
            if write is None or write.state != "ok":
                self._unsure.add(recv.entity)
                self._announced[recv.entity] |= {recv.channel} if recv.channel else set()
                continue
            gone = self._is_tombstone(recv.payload) or deletes(write.invoke.operation)
            self._say(Final(recv.entity, not gone, recv.version, recv.digest, recv.payload, write, recv.i))

    def _is_tombstone(self, payload: Any) -> bool:
        tombstone = self._facts.promises.tombstone
        return tombstone is not None and isinstance(payload, dict) and payload.get(tombstone) is not None

    # what follows from it

    def _decided(self, entity: str) -> Final | None:
        said = self._said.get(entity, [])
        if not said or entity in self._unsure or self._is_shaken(entity, kind_of(entity)):
            return None
        last = self._last(said)
        if last is None or not last.there or entity in self._facts.granted_channels:
            return last
        around = [place for place in self.places[entity] if place in self._said or place in self._unsure]
        states = [self.of(place) for place in around]
        if any(state is None for state in states):
            return None
        gone = [state for state in states if state is not None and not state.there]
        if gone and len(gone) == len(self.places[entity]):
            return gone[0]._replace(entity=entity, there=False, version=None, digest=None, payload=None)
        return None if gone else last

    def _is_shaken(self, entity: str, kind: str) -> bool:
        places = {*self.places[entity], entity}
        if places & self._shaken:
            return True
        inside = kind != kind_of(entity) and entity in self._channels  # what is in a channel is written to it
        channels = places if self.places[entity] or inside else {*places, None}
        return any(self._vague.between(channel, kind, -INF, INF) for channel in channels)

    def _last(self, said: list[Final]) -> Final | None:
        versioned = [one for one in said if one.version is not None]
        if not self._facts.promises.versions or any(one.version is None and not one.there for one in said):
            return self._latest(said)
        if not versioned:
            return self._latest(said)
        newest = max(one.version or 0 for one in versioned)
        return _best([one for one in versioned if one.version == newest])

    def _latest(self, said: list[Final]) -> Final | None:
        """The statement of the write that began after all others were answered; None where none did."""
        last = max(said, key=lambda one: one.write.invoke.t)
        for one in said:
            if one.write is not last.write and _answered(one.write) >= last.write.invoke.t:
                return None
        return _best([one for one in said if one.write is last.write])


def _best(said: list[Final]) -> Final:
    """Of several statements of one version, or by one write, one that says that it is gone, or with content."""
    gone = next((one for one in said if not one.there), None)
    return gone or next((one for one in said if one.digest is not None), said[0])


def _answered(write: Write) -> int:
    return write.answer.t if isinstance(write.answer, Ok) else INF
