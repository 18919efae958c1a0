"""Unwritten versions: what a read shows although no write of the history made it.

Only what was there before the history is excused. A write that named the entity, or an earlier complete read of the
same kind that lacked it, proves that it was not. Writes of unknown outcome that may be about the entity excuse
everything they may have made, and so do acknowledged ones that name none; but one whose only events are ephemeral
(typing) made nothing, unless its operation speaks of a kind that the history knows (`set_status`). An event that
announces the version leaves it to P3.
"""

from bisect import bisect_left
from dataclasses import dataclass

from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import INF
from lockstep.checks.facts.write_subjects import Vague, kind_of, named_by, passes, spoken_of
from lockstep.checks.facts.writes import Write
from lockstep.checks.properties.expected_reads import ExpectedReads, Look
from lockstep.history.rows import Shown


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A version that nobody wrote, and the proof that it was not there before: the write that made the newest version
    of the entity, or the read that lacked it."""

    shown: Shown
    write: Write | None = None
    version: int | None = None
    lacking: Look | None = None


class UnwrittenVersions:
    """Finds them, a read at a time."""

    def __init__(self, pairing: Pairing, expected: ExpectedReads) -> None:
        """Index what writes made and what events announced."""
        self._facts = pairing.facts
        self._made: dict[str, dict[int | None, Write]] = {}
        vague = []
        for write in self._facts.writes.values():
            if write.state == "fail":
                continue
            for entity, version in _versions(write):
                before = self._made.setdefault(entity, {}).setdefault(version, write)
                if write.invoke.t < before.invoke.t:
                    self._made[entity][version] = write
            if write.unsure or not named_by(write):
                vague.append(write)
        self._versions: dict[str, list[int]] = {}
        self._kinds = {kind_of(entity) for entity in self._made}
        made_something = (one for one in vague if not passes(one) or spoken_of(one) in self._kinds)
        self._vague = Vague(self._facts, made_something, self._kinds)
        self._announced = {(one.recv.entity, one.recv.version) for one in pairing.arrivals}
        self._first: dict[tuple[str, str | None], tuple[Look, set[str]]] = {}
        for look in self._facts.looks:
            if look.status.startswith("2") and expected.complete(look):
                key = (look.operation, look.channel)
                if key not in self._first or look.t < self._first[key][0].t:
                    self._first[key] = (look, {shown.entity for shown in look.shows})

    def of(self, look: Look) -> list[Unwritten]:
        """What this read shows that nobody wrote."""
        if look.channel is None or self._facts.is_shared(look.channel):
            return []
        return [found for shown in look.shows if (found := self._unwritten(look, shown)) is not None]

    def _unwritten(self, look: Look, shown: Shown) -> Unwritten | None:
        if shown.version is None or self._excused(look, shown):
            return None
        known = self._known(shown.entity)
        if known:
            older = bisect_left(known, shown.version)
            return Unwritten(shown, self._made[shown.entity][known[older - 1]], known[older - 1]) if older else None
        first = self._first.get((look.operation, look.channel))
        if first is None or first[0].t > look.since or shown.entity in first[1]:
            return None
        return Unwritten(shown, lacking=first[0])

    def _known(self, entity: str) -> list[int]:
        """The versions that writes made, in order."""
        if entity not in self._versions:
            self._versions[entity] = sorted(one for one in self._made.get(entity, {}) if one is not None)
        return self._versions[entity]

    def _excused(self, look: Look, shown: Shown) -> bool:
        """Whether a write of the history made it or may have, or P3 judges it."""
        kind, made = kind_of(shown.entity), self._made.get(shown.entity, {})
        return (
            kind not in self._kinds
            or (shown.entity, shown.version) in self._announced
            or any(one in made and made[one].invoke.t <= look.t for one in (shown.version, None))
            or self._vague.between(look.channel, kind, -INF, look.t)
        )


def _versions(write: Write) -> set[tuple[str, int | None]]:
    named = {(one.effect.entity, one.effect.version) for one in write.expected}
    if write.answer is not None:
        named.add((write.answer.entity, write.answer.version))
        named.update((shown.entity, shown.version) for shown in write.answer.shows)
    return {(entity, version) for entity, version in named if entity is not None}
