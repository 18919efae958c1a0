"""Expected reads: what each read must show of what events announced before it was invoked, in one sweep over time.

An entity belongs into a complete read of the channel of its newest event. It is excused from then on if a deletion
that names it, or may mean it (`facts/write_subjects.py`), was invoked before the read was answered.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.rights import CertainRights
from lockstep.checks.facts.sessions import INF
from lockstep.checks.facts.write_subjects import Vague, deletes, kind_of, named_by
from lockstep.history.rows import Read, Recv, Shown, Snapshot

Look = Read | Snapshot
Bucket = tuple[str | None, str]

ENOUGH = 1_000
"""So many missing entities are told one by one, more are counted."""


@dataclass(slots=True)
class Expectation:
    """One read: what it shows beside the newest event of the same entity before it, and the newest events of those it
    should show and does not. `excused` counts those it need not show, `more` missing ones that are not listed."""

    look: Look
    shown: list[tuple[Recv, Shown]] = field(default_factory=list)
    missing: list[Recv] = field(default_factory=list)
    excused: int = 0
    more: int = 0


class ExpectedReads:
    """What every successful read of a history must show."""

    def __init__(self, pairing: Pairing) -> None:
        """Find the deletions, and which kinds each read operation shows."""
        self._pairing, self._facts = pairing, pairing.facts
        self._versions = pairing.facts.promises.versions
        self._announced = sorted(
            (arrival for arrival in pairing.arrivals if self._announces(arrival)), key=lambda one: one.recv.t
        )
        self._looks = sorted(
            (look for look in self._facts.looks if look.status.startswith("2")), key=lambda one: one.since
        )
        self._kinds: dict[str, set[str]] = defaultdict(set)
        for look in self._facts.looks if self._versions else ():
            self._kinds[look.operation].update(kind_of(shown.entity) for shown in look.shows)
        deletions = [
            write
            for write in self._facts.writes.values()
            if write.state != "fail" and deletes(write.invoke.operation)
        ]
        self._deleted: dict[str, int] = {}
        for write in deletions:
            for entity in named_by(write):
                self._deleted[entity] = min(write.invoke.t, self._deleted.get(entity, INF))
        nameless = (write for write in deletions if not named_by(write))
        self._vague = Vague(self._facts, nameless, {kind_of(one.recv.entity or "") for one in self._announced})
        self._newest: dict[str, Recv] = {}
        self._born: dict[str, int] = {}
        self._due: dict[Bucket, dict[str, None]] = defaultdict(dict)
        self._excused: dict[Bucket, dict[str, None]] = defaultdict(dict)
        self._rights = CertainRights(self._facts)
        self._told = 0

    def _announces(self, arrival: Arrival) -> bool:
        recv = arrival.recv
        versioned = recv.version is not None or not self._versions
        return arrival.counts and recv.entity is not None and versioned and not recv.marker

    def __iter__(self) -> Iterator[Expectation]:
        """Every successful read, in the order in which they were invoked."""
        events: list[tuple[int, Arrival | str | tuple[str | None, str | None]]] = []
        events += [(arrival.recv.t, arrival) for arrival in self._announced]
        events += [(t, entity) for entity, t in self._deleted.items()]
        events += list(self._vague)
        events.sort(key=lambda one: one[0])
        at = 0
        for look in self._looks:
            while at < len(events) and events[at][0] < look.since:
                self._happened(events[at][1])
                at += 1
            yield self._expect(look)
            if not self._versions:
                self._kinds[look.operation].update(kind_of(shown.entity) for shown in look.shows)

    def _happened(self, what: "Arrival | str | tuple[str | None, str | None]") -> None:
        match what:
            case Arrival():
                self._received(what)
            case str():
                self._move(self._bucket(self._newest[what]), [what]) if what in self._newest else None
            case (channel, kind):
                for bucket in [one for one in self._due if channel in {None, one[0]} and kind in {None, one[1]}]:
                    self._move(bucket, list(self._due[bucket]))

    def _move(self, bucket: Bucket, entities: Sequence[str]) -> None:
        """These need not be shown any more."""
        for entity in entities:
            if entity in self._due[bucket]:
                del self._due[bucket][entity]
                self._excused[bucket][entity] = None

    def _received(self, arrival: Arrival) -> None:
        recv, entity = arrival.recv, arrival.recv.entity or ""
        written = recv.t if arrival.expected is None else min(recv.t, arrival.expected.write.invoke.t)
        self._born[entity] = min(written, self._born.get(entity, INF))
        before = self._newest.get(entity)
        if before is not None:
            if self._versions and (recv.version or 0) <= (before.version or 0):
                return
            self._due[self._bucket(before)].pop(entity, None)
            self._excused[self._bucket(before)].pop(entity, None)
        self._newest[entity] = recv
        bucket = self._bucket(recv)
        (self._excused if self._may_be_gone(entity, bucket, recv.t) else self._due)[bucket][entity] = None

    def _bucket(self, recv: Recv) -> Bucket:
        return recv.channel, kind_of(recv.entity or "")

    def _may_be_gone(self, entity: str, bucket: Bucket, by: int) -> bool:
        """Whether a deletion that is or may be of this entity was invoked by then."""
        return self._deleted.get(entity, INF) <= by or self._vague.between(*bucket, self._born[entity], by)

    def _expect(self, look: Look) -> Expectation:
        expectation = Expectation(look)
        shows = {shown.entity: shown for shown in look.shows}
        expectation.shown = [(self._newest[name], one) for name, one in shows.items() if name in self._newest]
        if not self.complete(look):
            return expectation
        kinds = (
            self._kinds[look.operation] if self._versions else self._kinds[look.operation] | set(map(kind_of, shows))
        )
        for kind in sorted(kinds):
            due, excused = self._due[look.channel, kind], self._excused[look.channel, kind]
            expectation.excused += len(excused) - sum(name in excused for name in shows)
            if self._told > ENOUGH:
                expectation.more += len(due) - sum(name in due for name in shows)
                continue
            for entity in due:
                if entity in shows:
                    continue
                if self._may_be_gone(entity, (look.channel, kind), look.t):
                    expectation.excused += 1
                else:
                    expectation.missing.append(self._newest[entity])
        self._told += len(expectation.missing)
        return expectation

    def complete(self, look: Look) -> bool:
        """Whether not-found would be evidence: the read shows all of a channel, to someone certainly allowed it."""
        if look.channel is None or not look.complete:
            return False
        return self._rights.throughout(look.person or "", look.channel, look.since, look.t) is not None
