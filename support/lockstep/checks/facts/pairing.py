"""The pairing: every received event matched once with the effect it announces, for all properties to read.

An event is paired by its cause, where it names a write of this history, or the id that the server gave to one; else
by kind, channel, entity and version; else, where versions or ids are missing, by count (`pairing_by_count.py`). An
event that names a write of this history is never paired by what was sent; nor, where the target promises causes, is
one that names something else, and none is paired by its kind alone. An event without a version is of its entity's
writes only if one of them sent what it carries, or no other write did; and if these have events of their own, it is
of a nameless one that was sent alike. Effects of different writes that are the same event (same kind, channel, entity
and version) are one. A write of unknown outcome or a refused one may cause events that no answer told: those are
*assumed* from what was sent, and nobody must receive them. Where its own answers told something, an assumed event is
of a kind told of this write or of another by the same operation.

Each `Arrival` has then a role: the `first` of its effect on its session; `again`; `repeat` (asked for by a resume);
`redelivered` (a repeat that a target which promises at-least-once marked as one); `superseded` (arrived on a
connection that another had replaced); `phantom` (nothing caused it); `timer` (nothing but a timer or job
that the target declares); `shared` (nothing of this history caused it, in a channel where strangers are legal).
See docs/properties.md, "Writes and their events".
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from functools import partial

from lockstep.checks.facts.facts import Arrival, Facts, Role
from lockstep.checks.facts.pairing_by_count import AlikeEffects, Due, assign, numbered
from lockstep.checks.facts.sessions import Session
from lockstep.checks.facts.windows import Windows
from lockstep.checks.facts.writes import Expected, Write
from lockstep.history.rows import Effect, Recv

Bucket = tuple[Hashable, ...]
_ANY_KIND = ""


class Pairing:
    """Expected deliveries and received events, joined."""

    def __init__(self, facts: Facts) -> None:
        """Join everything; linear in the rows but for sorting."""
        self.facts = facts
        self.windows = Windows(facts)
        self.arrivals = facts.arrivals
        self.expected: list[Expected] = []
        self._exact: dict[Bucket, Expected] = {}
        self._caused: dict[tuple[str, str, str], list[Expected]] = defaultdict(list)
        self._given: dict[str, Write] = {}
        self._buckets: dict[Bucket, list[Expected]] = defaultdict(list)
        self._authored = {arrival.recv.kind for arrival in self.arrivals if arrival.recv.author is not None}
        self._counted: dict[tuple[Bucket, Session], list[Arrival]] = defaultdict(list)
        self._kinds: dict[str, set[str]] = defaultdict(set)
        self._untold: set[str] = set()
        self._contents: dict[Bucket, set[str | None]] = defaultdict(set)
        self._spared: dict[tuple[str | None, str | int | None, int], Expected] = {}
        self._taken: dict[tuple[Bucket, Session], int] = defaultdict(int)
        self._index()
        for arrival in self.arrivals:
            self._pair(arrival)
        self.ambiguous = self._alike()
        self._count()
        self._spare()
        self._show()
        self.tracks = self._tracks()

    def _tracks(self) -> dict[tuple[Session, str], list[Arrival]]:
        """Durable events of each session and channel, in order of arrival."""
        tracks: dict[tuple[Session, str], list[Arrival]] = defaultdict(list)
        for arrival in self.arrivals:
            if arrival.recv.durable and arrival.recv.channel is not None:
                tracks[arrival.session, arrival.recv.channel].append(arrival)
        return tracks

    def doubles_are_legal(self, recv: Recv) -> bool:
        """Whether this event, as a repeat of another, is what the target promises."""
        return recv.redelivery is not None and self.facts.promises.delivery == "at-least-once"

    def caused_by(self, recv: Recv) -> Write | None:
        """The write that this event names as its cause, by its own id or by the one that the server gave it."""
        if recv.cause is None:
            return None
        return self.facts.writes.get(recv.cause) or self._given.get(recv.cause)

    # what is expected

    def _index(self) -> None:
        for write in self.facts.writes.values():
            self._kinds[write.invoke.operation].update(expected.effect.kind for expected in write.expected)
            if not write.expected:
                self._untold.add(write.invoke.w)
        order = {"ok": 0, "info": 1, "fail": 2}
        for write in sorted(self.facts.writes.values(), key=lambda write: order[write.state]):
            if write.state != "ok" and not write.expected:
                write.expected = list(_assumed(write, self._kinds[write.invoke.operation]))
            write.expected = [self._enter(write, expected) for expected in write.expected]
        for bucket in self._buckets.values():
            bucket.sort(key=lambda expected: expected.write.invoke.t)

    def _enter(self, write: Write, expected: Expected) -> Expected:
        effect = expected.effect
        if effect.cause is not None:
            self._given[effect.cause] = write
        if effect.entity is not None and effect.version is not None:
            same = self._exact.setdefault((effect.kind, effect.channel, effect.entity, effect.version), expected)
            expected = expected if write.state == "fail" else same
        if expected.write is write:
            if write.state != "fail":
                self.expected.append(expected)
            bucket = self._bucket(expected)
            self._buckets[bucket].append(expected)
            self._contents[bucket].add(effect.sent)
        self._caused[write.invoke.w, effect.kind, effect.channel].append(expected)
        return expected

    # what arrived

    def _pair(self, arrival: Arrival) -> None:
        recv = arrival.recv
        if self._is_a_timers(recv):
            self._unmatched(arrival)
            return
        expected = self._by_cause(recv, arrival.session)
        if expected is None and recv.entity is not None and recv.version is not None:
            expected = self._exact.get((recv.kind, recv.channel, recv.entity, recv.version))
        if expected is not None:
            self._match(arrival, expected)
            return
        bucket = self._choose(recv)
        if bucket is None:
            self._unmatched(arrival)
        else:
            self._counted[bucket, arrival.session].append(arrival)

    def _choose(self, recv: Recv) -> Bucket | None:
        """The most telling bucket: its entity's, if one of that entity's writes sent this, or no other did and the
        event names no other cause."""
        found = [key for key in self._buckets_of(recv) if key in self._buckets]
        alike = (key for key in found if key[0] != "kind" and self._contents[key] & {None, recv.sent})
        first = found[0] if found and not self._names_another(recv) else None
        return (found[0] if found else None) if recv.sent is None else next(alike, first)

    def _by_cause(self, recv: Recv, session: Session) -> Expected | None:
        write = self.caused_by(recv)
        if write is None or recv.channel is None:
            return None
        heard = None
        for expected in self._caused.get((write.invoke.w, recv.kind, recv.channel), ()):
            if not fits(expected.effect, recv):
                continue
            first = expected.received.get(session)
            if first is None:
                return expected
            if recv.entity == first.entity:
                heard = heard or expected
        if heard is None and (write.state == "fail" or (write.unsure and self._may_cause(write, recv.kind))):
            return self._assume(write, recv, recv.channel)
        return heard

    def _may_cause(self, write: Write, kind: str) -> bool:
        """Whether a write of unknown outcome may cause events of this kind: any, if no answer told of its events."""
        return write.invoke.w in self._untold or kind in self._kinds[write.invoke.operation]

    def _assume(self, write: Write, recv: Recv, channel: str) -> Expected:
        effect = Effect(kind=recv.kind, channel=channel, entity=recv.entity, version=recv.version, sent=recv.sent)
        expected = Expected(write, effect, assumed=True)
        write.expected.append(expected)
        self._caused[write.invoke.w, recv.kind, channel].append(expected)
        if write.state != "fail":
            self.expected.append(expected)
        return expected

    def _alike(self) -> set[Expected]:
        """Effects that only their count tells apart."""
        alike: dict[tuple[Bucket, str | None], list[Expected]] = defaultdict(list)
        for bucket in {bucket for bucket, _ in self._counted}:
            for expected in self._buckets[bucket]:
                alike[bucket, expected.effect.sent].append(expected)
        return {expected for group in alike.values() if len(group) > 1 for expected in group}

    def _count(self) -> None:
        together: dict[Bucket, list[Arrival]] = defaultdict(list)
        for (bucket, _), arrivals in self._counted.items():
            together[bucket] += arrivals
        alike = {
            bucket: AlikeEffects(
                self._buckets[bucket], numbered(self._buckets[bucket], arrivals, self._must_somebody)
            )
            for bucket, arrivals in together.items()
        }
        for (bucket, session), arrivals in sorted(self._counted.items(), key=lambda one: one[0][0][0] == "entity"):
            due = self._due(session, self._buckets[bucket][0].effect.channel)
            arrivals.sort(key=lambda arrival: not arrival.counts)  # the rest gets what those that count leave
            for arrival, expected, early in assign(alike[bucket], arrivals, due, self.doubles_are_legal):
                spare = self._spare_one(arrival, expected, early=early) if bucket[0] == "entity" else None
                if spare is not None:
                    self._match(arrival, spare)
                elif expected is None:
                    self._unmatched(arrival)
                else:
                    self._match(arrival, expected)
                    arrival.early = early

    def _spare_one(self, arrival: Arrival, taken_for: Expected | None, *, early: bool) -> Expected | None:
        """For an event that is none of its entity's writes, or would be one again: a nameless effect that may be its
        own, as it was sent alike or nobody knows what was sent. Sessions agree on it by the event's number."""
        recv, session = arrival.recv, arrival.session
        number = None if recv.seq is None else (recv.channel, recv.epoch, recv.seq)
        if number is not None and number in self._spared:
            return self._spared[number]
        first = None if taken_for is None or early else taken_for.received.get(session)
        if (taken_for is not None and not early and first is None) or self.doubles_are_legal(recv):
            return None
        if first is not None and first.seq is not None and (first.epoch, first.seq) == (recv.epoch, recv.seq):
            return None
        for key in self._buckets_of(recv):
            same = first is not None and first.digest == recv.digest
            if key[0] == "entity" or (key[0] == "kind" and same) or key not in self._buckets:
                continue
            effects, at = self._buckets[key], self._taken[key, session]
            while at < len(effects) and (effects[at].write.state == "fail" or session in effects[at].received):
                at += 1
            self._taken[key, session] = at
            if at < len(effects) and effects[at].write.invoke.t <= recv.t:
                self.ambiguous |= {effects[at], *(() if taken_for is None else (taken_for,))}
                if number is not None:
                    self._spared[number] = effects[at]
                return effects[at]
        return None

    def _due(self, session: Session, channel: str) -> Due:
        window = self.windows.of(session, channel)
        return Due(partial(self._must, session), (lambda _: iter(())) if window is None else window.places)

    def _must(self, session: Session, expected: Expected) -> bool:
        counted, window = expected.write.counted_from, self.windows.of(session, expected.effect.channel)
        stretch = None if window is None else window.at(expected.write.invoke.t)
        if counted is None or window is None or stretch is None:
            return False
        deadline = window.deadline(counted[0], self.facts.loss)
        if not expected.effect.durable and window.broken(expected.write.invoke.t, deadline):
            return False
        return stretch.end >= deadline

    def _must_somebody(self, expected: Expected) -> bool:
        channel, invoked = expected.effect.channel, expected.write.invoke.t
        return any(self._must(session, expected) for session, _, _ in self.windows.entitled(channel, invoked))

    def _match(self, arrival: Arrival, expected: Expected) -> None:
        arrival.expected = expected
        if arrival.role == "superseded":
            return
        arrival.early = arrival.recv.t < expected.write.invoke.t
        first = expected.received.setdefault(arrival.session, arrival.recv) is arrival.recv
        if arrival.role != "repeat":
            doubled: Role = "redelivered" if self.doubles_are_legal(arrival.recv) else "again"
            arrival.role = "first" if first else doubled

    def _unmatched(self, arrival: Arrival) -> None:
        if arrival.role == "superseded":
            return
        if self.doubles_are_legal(arrival.recv):
            arrival.role = "redelivered"
        else:
            arrival.role = self._uncaused(arrival.recv)

    def _uncaused(self, recv: Recv) -> Role:
        if self.facts.is_shared(recv.channel or ""):
            return "shared"
        return "timer" if recv.cause is None and recv.kind in self.facts.promises.timers else "phantom"

    def _is_a_timers(self, recv: Recv) -> bool:
        """Whether a target that names causes names none for an event of a kind that its timers and jobs send too."""
        promises = self.facts.promises
        return promises.cause and recv.cause is None and recv.kind in promises.timers

    def _spare(self) -> None:
        """What only a superseded connection brought is not lost."""
        for arrival in self.arrivals:
            if not arrival.counts and arrival.expected is not None:
                arrival.expected.received.setdefault(arrival.session, arrival.recv)

    def _show(self) -> None:
        """Find what first shows each write of unknown outcome: an event, or a read of its entity and version. A
        closing read comes too late for that: nothing that it shows could still be waited for."""
        unsure = [expected for expected in self.expected if expected.write.state == "info"]
        if not unsure:
            return
        signs = [
            (arrival.recv.t, arrival.recv.i, arrival.expected.write)
            for arrival in self.arrivals
            if arrival.expected is not None and arrival.expected.write.state == "info"
        ]
        written = {expected.identity: expected.write for expected in unsure}
        for look in self.facts.looks:
            for shown in look.shows if look.closing is None else ():
                write = None if shown.version is None else written.get((shown.entity, shown.version))
                if write is not None:
                    signs.append((look.t, look.i, write))
        for t, row, write in signs:
            if write.shown is None or (t, row) < write.shown:
                write.shown = (t, row)

    # buckets: effects that look alike

    def _bucket(self, expected: Expected) -> Bucket:
        effect = expected.effect
        if effect.entity is not None:
            return ("entity", effect.kind, effect.channel, effect.entity, effect.version is not None)
        if effect.sent is not None:
            author = expected.write.invoke.person if effect.kind in self._authored else None
            return ("sent", effect.kind, effect.channel, author, effect.sent)
        return ("kind", effect.kind, effect.channel)

    def _buckets_of(self, recv: Recv) -> Iterable[Bucket]:
        """Where an event may belong, the most telling first."""
        if recv.entity is not None:
            yield ("entity", recv.kind, recv.channel, recv.entity, False)
            if recv.version is None:
                yield ("entity", recv.kind, recv.channel, recv.entity, True)
        names_another = self._names_another(recv)
        if recv.sent is not None and not names_another:
            yield ("sent", recv.kind, recv.channel, recv.author, recv.sent)
            yield ("sent", _ANY_KIND, recv.channel, None, recv.sent)
        if not self.facts.promises.cause and not names_another:
            yield ("kind", recv.kind, recv.channel)

    def _names_another(self, recv: Recv) -> bool:
        """Whether an event that its cause did not tell of names one that counts."""
        return recv.cause is not None and (self.facts.promises.cause or self.caused_by(recv) is not None)


def _assumed(write: Write, kinds: Iterable[str]) -> Iterable[Expected]:
    """What a write that no answer told of may cause: an event of the kinds its operation is known to cause, else of
    any kind."""
    invoke = write.invoke
    if invoke.channel is None or invoke.sent is None:
        return
    for kind in sorted(kinds) or [_ANY_KIND]:
        yield Expected(write, Effect(kind=kind, channel=invoke.channel, sent=invoke.sent), assumed=True)


def fits(effect: Effect, recv: Recv) -> bool:
    """Whether an event that names the write of an effect may be it."""
    same_entity = effect.entity is None or recv.entity is None or effect.entity == recv.entity
    same_version = effect.version is None or recv.version is None or effect.version == recv.version
    return same_entity and same_version
