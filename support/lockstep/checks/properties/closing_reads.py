"""What closing reads must show: everything that is there, at its last version and with its content, and nothing else.

When a scenario's own steps are done and the system is quiet, everybody reads everything that the adapter can read for
them (`lockstep.recordings.closing_reads`). Each answer is held against the final states (`facts/final_states.py`):

* P14: an entity that is certainly there and in the list's place is shown, unless its reader was not certainly allowed
  the place; what is gone is not shown; nothing is shown in the list of a place that it is not in, nor twice in one
  list; what is shown has the last version or a newer one and, where versions are not promised, the last content; a
  stated count is the number of things there.
* P19: nothing is shown that the reader was at no moment of the read possibly allowed: neither the place that was
  asked for, nor, in a list of all that somebody may see, a channel, nor anything that is only in channels that are
  not theirs.

Those made before the first act are judged like anybody's reads. A read that was not answered, of which nothing was
said, or by somebody whose right is not certain, is no instance.
"""

from collections.abc import Iterator

from lockstep.checks.facts.closing_lists import ClosingList, Look, closing_lists
from lockstep.checks.facts.final_states import Final, FinalStates
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.rights import CertainRights, allowed
from lockstep.checks.facts.write_subjects import kind_of
from lockstep.checks.findings import Finding
from lockstep.checks.narration import Telling
from lockstep.history.rows import Shown


class ClosingReads:
    """Judges the closing reads of a history."""

    def __init__(self, pairing: Pairing) -> None:
        """Nothing is judged yet."""
        self._facts = pairing.facts
        self._telling = Telling(pairing.facts)
        lists = closing_lists(pairing.facts.looks)
        self._lists = [one for one in lists if one.answered and not one.closing.opening]
        since = min((one.first.since for one in self._lists), default=0)
        self._states = FinalStates(pairing, since) if self._lists else None
        self._certain = CertainRights(pairing.facts)
        self._possible: dict[tuple[str, str], list[tuple[int, int]]] = {}
        self.instances = 0
        self.findings: list[Finding] = []

    # P19

    def leaks(self) -> None:
        """Find what was shown to people who may not see it."""
        for one in self._lists:
            self.instances += 1
            place = one.closing.place
            if place is not None and not self._may(one.first, place):
                if one.first.shows:
                    self._leak(one.first, self._telling.thing(one.closing.entity or place), place)
                continue
            for shown, look in one.shows:
                closed = self._closed_to(look, shown)
                if closed is not None:
                    self._leak(look, self._telling.thing(shown.entity), closed)

    def _closed_to(self, look: Look, shown: Shown) -> str | None:
        """A channel because of which the reader may not see this; None if they may, or nobody knows."""
        if self._states is None or not self._facts.granted_channels:
            return None
        granted = self._facts.granted_channels
        channels = {shown.entity} & granted
        if not channels or (look.closing is not None and look.closing.place is not None):
            channels |= self._states.places.get(shown.entity, set()) & granted
        if not channels or any(self._may(look, channel) for channel in channels):
            return None
        return min(channels)

    def _leak(self, look: Look, thing: str, channel: str) -> None:
        def tell() -> str:
            return (
                f"{self._read(look)}, shows {thing}, but {look.person} was at no moment of it allowed"
                f" {self._telling.thing(channel)}."
            )

        self.findings.append(Finding((look.i,), look.t, tell))

    # P14

    def shown(self, known: set[tuple[int, str]]) -> None:
        """Find what is shown and should not be, is not shown and should be, or is not as it should be. `known` are
        rows and entities that have been found already."""
        for one in self._lists:
            states = self._states
            place = one.closing.place
            if states is None or (place is not None and not self._may(one.first, place)):
                continue
            for found, look, entity, what in self._amiss(one, states):
                if (look.i, entity) not in known:
                    self._found(found, look, entity, what)

    def _amiss(self, one: ClosingList, states: FinalStates) -> Iterator[tuple[Final, Look, str, str]]:
        seen: dict[str, Look] = {}
        for shown, look in one.shows:
            final = states.of(shown.entity)
            if final is None or self._closed_to(look, shown) is not None:
                seen.setdefault(shown.entity, look)
                continue
            self.instances += 1
            what = self._wrong(one, shown, final, states)
            if not what and shown.entity in seen:
                what = "shows it twice"
            if what:
                yield final, look, shown.entity, what
            seen[shown.entity] = look
        for final in self._due(one, states):
            self.instances += 1
            if final.entity not in seen:
                yield final, one.looks[-1], final.entity, "does not show it"
        yield from self._miscounted(one, states)

    def _wrong(self, one: ClosingList, shown: Shown, final: Final, states: FinalStates) -> str:
        """What is wrong with an entity as it is shown; empty if nothing is."""
        if not final.there:
            return "still shows it"
        place = one.closing.place
        if place is not None and kind_of(shown.entity) in one.closing.holds:
            alike = {where for where in states.places[shown.entity] if kind_of(where) == kind_of(place)}
            if alike and place not in alike:
                return f"shows it, though it is in {self._telling.thing(min(alike))}"
        if self._facts.promises.versions:
            if None not in {shown.version, final.version} and (shown.version or 0) < (final.version or 0):
                return f"shows it at version {shown.version}"
        elif None not in {shown.digest, final.digest} and shown.digest != final.digest:
            last, seen = self._telling.values(final.payload, shown.payload)
            return f"shows it as {seen} instead of {last}"
        return ""

    def _due(self, one: ClosingList, states: FinalStates) -> Iterator[Final]:
        """What the read must show."""
        look, closing = one.first, one.closing
        if closing.entity is not None:
            final = states.of(closing.entity)
            if final is not None and final.there and self._certainly(look, closing.place, closing.entity):
                yield final
        if not one.complete:
            return
        if closing.place is not None and not self._certainly(look, closing.place):
            return
        for kind in closing.holds:
            for final in states.within(closing.place, kind):
                if not final.there or final.entity == closing.entity:
                    continue
                if closing.place is not None or self._certainly(look, None, final.entity):
                    yield final

    def _miscounted(self, one: ClosingList, states: FinalStates) -> Iterator[tuple[Final, Look, str, str]]:
        look, closing = one.first, one.closing
        if look.count is None or closing.counts is None or closing.place is None:
            return
        if not self._certainly(look, closing.place) or states.may_hold_more(closing.place, closing.counts):
            return
        there = [final for final in states.within(closing.place, closing.counts) if final.there]
        every = list(states.within(closing.place, closing.counts))
        self.instances += 1
        if look.count != len(there) and every:
            last = max(every, key=lambda final: final.row)
            yield last, look, last.entity, f"counts {look.count} of {len(there)} such things"

    def _found(self, final: Final, look: Look, entity: str, what: str) -> None:
        telling, write = self._telling, final.write

        def tell() -> str:
            version = "" if final.version is None else f" made it version {final.version}"
            done = version if final.there else " ended it"
            return (
                f"{self._read(look)}, {what}: {telling.subject(entity)} ({entity}), though {write.invoke.person}'s"
                f" {write.invoke.operation} at {telling.at(write.invoke.t)}, {telling.outcome(write)},"
                f"{done or ' was the last change to it'}."
            )

        self.findings.append(Finding((final.row, look.i), look.t, tell))

    # rights

    def _may(self, look: Look, channel: str) -> bool:
        """Whether the reader was possibly allowed a channel at some moment of the read."""
        if not self._facts.granted_channels or channel not in self._facts.granted_channels:
            return True
        key = (look.person or "", channel)
        if key not in self._possible:
            self._possible[key] = allowed(self._facts, *key).possible
        return any(start <= look.t and end >= look.since for start, end in self._possible[key])

    def _certainly(self, look: Look, place: str | None, entity: str = "") -> bool:
        """Whether the reader was certainly allowed the place throughout the read, or the entity that is a channel."""
        granted = self._facts.granted_channels
        channel = entity if entity in granted else place
        if channel is None:
            return not granted
        if granted and channel not in granted:
            return False
        return self._certain.throughout(look.person or "", channel, look.since, look.t) is not None

    def _read(self, look: Look) -> str:
        telling = self._telling
        closing = look.closing
        about = None if closing is None else closing.entity or closing.place
        of = "" if about is None else f" of {telling.thing(about)}"
        page = "" if closing is None or closing.page == 1 else f", page {closing.page}"
        return f"{look.person}'s closing read {look.operation}{of}{page}, answered at {telling.at(look.t)}"
