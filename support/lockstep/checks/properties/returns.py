"""Returns: sessions that were cut off and came back, what they have to learn and what they learn it from.

A session is cut off when its connection is lost (not when we closed it properly), or when a declared fault covers it;
the `Cut` is the last of these, since the first of them. It may converge *since* the fault ended, or since it first
tried to reconnect. It has to learn the last effect on each entity whose writes are all known to have happened
(`truths`); where no versions are promised, every effect. It learns from an event, or from a read by its person since
the cut. Times are ns of the history's clock. P18 (docs/properties.md) and the measured times read this.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import INF, Session
from lockstep.checks.facts.spans import Rising
from lockstep.checks.facts.windows import Stretch
from lockstep.checks.facts.write_subjects import Vague, is_deletion, named_by
from lockstep.checks.facts.writes import Expected
from lockstep.checks.narration import Telling
from lockstep.history.rows import Close, Open, Read, Recovery, Shown, Snapshot

Look = Read | Snapshot


class Cut(NamedTuple):
    """The last interruption of a session: when it began, the row that proves it, since when it may converge (ns)."""

    begun: int
    row: int
    since: int


class Held(NamedTuple):
    """What a session learnt of an entity: from which row, and when."""

    version: int
    t: int
    row: int
    digest: str | None
    payload: object
    how: str


class Returned:
    """Every session of a history that was cut off."""

    def __init__(self, pairing: Pairing) -> None:
        """Index the rows; linear in their number."""
        self.pairing, self.facts = pairing, pairing.facts
        self.telling = Telling(pairing.facts)
        self.truths = _truths(pairing)
        self._heard: dict[tuple[Session, str], list[Arrival]] = defaultdict(list)
        self._kinds: dict[str, set[str]] = defaultdict(set)
        self._closes: dict[Session, list[Close]] = defaultdict(list)
        self._tries: dict[Session, list[int]] = defaultdict(list)
        self._looks: dict[str | None, list[Look]] = defaultdict(list)
        self._shown: dict[tuple[str, int], dict[str, list[tuple[Look, Shown]]]] = {}
        self._last_read: dict[tuple[str | None, str | None], dict[str, int]] = defaultdict(dict)
        self._complete: dict[tuple[str, str], _Complete] = {}
        self._stage: dict[Session, str] = {}
        self._reports: dict[Session, list[int]] = defaultdict(list)
        self._versions: dict[tuple[str | None, str], list[tuple[Look, int]]] = defaultdict(list)
        for look in self.facts.looks:
            self._kinds[look.operation].update(kind_of(shown.entity) for shown in look.shows)
            if look.closing is None and look.status.startswith("2"):  # closing reads are the suite's, not theirs
                self._looks[look.person].append(look)
                last = self._last_read[look.person, look.channel]
                last[look.operation] = max(look.since, last.get(look.operation, 0))
                for shown in look.shows:
                    self._versions[look.person, shown.entity].append((look, shown.version or 0))
        for arrival in pairing.arrivals:
            if arrival.counts and arrival.recv.entity is not None:
                self._heard[arrival.session, arrival.recv.entity].append(arrival)
        self._ends: dict[Session, list[int]] = defaultdict(list)
        """When connections of a session were lost, or others asked for, in order."""
        self._index()

    def _index(self) -> None:
        sessions = self.facts.roster.sessions
        for row in self.facts.rows:
            if not isinstance(row, Close | Open | Recovery):
                continue
            session = sessions.get((row.person or "", row.session or row.person or ""))
            if session is None:
                continue
            if isinstance(row, Close) and row.phase == "done":
                self._closes[session].append(row)
            if isinstance(row, Open) or (isinstance(row, Recovery) and row.stage == "trying"):
                self._tries[session].append(row.t)
            if isinstance(row, Recovery):
                self._stage[session] = row.stage
                self._reports[session] += [row.t] if row.stage == "recovered" else []
        for session in sessions.values():
            self._ends[session] = sorted([*(row.t for row in self._closes[session]), *self._tries[session]])

    def everybody(self) -> Iterator[tuple[Session, Cut]]:
        """Each session that was cut off and is not covered by a fault that still lasts."""
        for session in self.facts.roster.sessions.values():
            cut = self._last_cut(session)
            if cut is not None:
                yield session, cut

    def has_connection(self, session: Session) -> bool:
        """Whether the session has a connection at the end, and nobody asked to close it."""
        last = session.last
        return last is not None and last.opened is not None and last.closed is None and last.parting is None

    def stage(self, session: Session) -> str:
        """What the session's recovery has come to; empty without one."""
        return self._stage.get(session, "")

    def hearing(self, session: Session, cut: Cut) -> Iterator[tuple[Stretch, bool, list[Expected]]]:
        """For each channel that the session certainly receives until the end: since when, whether it did so before
        it was cut off, and what there is to learn."""
        for channel, truths in self.truths.items():
            window = self.pairing.windows.of(session, channel)
            stretch = window.stretches[-1] if window is not None and window.stretches else None
            if window is None or stretch is None or stretch.end < INF:
                continue
            before = any(one.start <= cut.begun for one in window.stretches)
            mine = [one for one in truths if one.effect.recipients is None or session.person in one.effect.recipients]
            yield stretch, before, mine

    def held(self, session: Session, cut: Cut, truth: Expected) -> Iterator[Held]:
        """Everything from which the session learnt a version of the entity."""
        entity = truth.effect.entity or ""
        for arrival in self._heard[session, entity]:
            recv = arrival.recv
            if recv.version is not None and recv.channel == truth.effect.channel:
                how = f"the event {self.telling.arrival(recv)}"
                yield Held(recv.version, recv.t, recv.i, recv.digest, recv.payload, how)
        for look, shown in self._shown_since(session.person, cut.begun).get(entity, ()):
            if shown.version is not None:
                how = f"the read {look.operation} at {self.telling.at(look.t)}"
                yield Held(shown.version, look.t, look.i, shown.digest, shown.payload, how)

    def known_at(self, session: Session, cut: Cut, truth: Expected) -> int | None:
        """When the session first learnt it, or something newer; None if never."""
        version = truth.effect.version
        if version is None:
            heard = truth.received.get(session)
            return None if heard is None else heard.t
        known = [one.t for one in self.held(session, cut, truth) if one.version >= version]
        counted = truth.write.counted_from
        gone = None if counted is None else self.gone_since(session, truth, counted[0])
        return min([*known, *(() if gone is None else (gone,))], default=None)

    def _shown_since(self, person: str, since: int) -> dict[str, list[tuple[Look, Shown]]]:
        """By entity, what a person's reads showed of it since then."""
        key = (person, since)
        if key not in self._shown:
            found: dict[str, list[tuple[Look, Shown]]] = defaultdict(list)
            for look in self._looks[person]:
                for shown in look.shows if look.since >= since else ():
                    found[shown.entity].append((look, shown))
            self._shown[key] = found
        return self._shown[key]

    def to_be_read(self, session: Session, cut: Cut, stretch: Stretch, truth: Expected) -> bool:
        """Whether the session made good what it did not receive: it read the channel by an operation that shows such
        entities, once it was acknowledged or so that it was shown, or its client reports that it has caught up. A
        report tells nothing of what was written before the stretch if the connection was lost or replaced in
        between: it is of that return."""
        counted, channel = truth.write.counted_from, truth.effect.channel
        since = max(cut.begun, 0 if counted is None else counted[0])
        last = self._last_read.get((session.person, channel), {})
        operations = {operation for operation, begun in last.items() if begun >= since}
        operations |= {look.operation for look in self._showing(session, cut, truth) if look.channel == channel}
        if operations:
            return any(kind_of(truth.effect.entity or "") in self._kinds[operation] for operation in operations)
        ends = self._ends[session]
        place = bisect_right(ends, stretch.start)
        lost = ends[place] if place < len(ends) else INF
        return any(stretch.start <= report < lost for report in self._reports[session])

    def _showing(self, session: Session, cut: Cut, truth: Expected) -> Iterator[Look]:
        """The reads by the session's person since the cut that showed this version of the entity, or a newer one."""
        for look, version in self._versions.get((session.person, truth.effect.entity or ""), ()):
            if look.since >= cut.begun and version >= (truth.effect.version or 0):
                yield look

    def gone_since(self, session: Session, truth: Expected, since: int) -> int | None:
        """When, the entity being deleted, a complete read of its channel first no longer showed it."""
        tombstone, (_, payload) = self.facts.promises.tombstone, content_of(truth)
        stone = tombstone is not None and isinstance(payload, dict) and payload.get(tombstone) is not None
        if not stone and (tombstone is not None or not is_deletion(truth.write)):
            return None
        key = (session.person, truth.effect.channel)
        if key not in self._complete:
            looks = (look for look in self._looks[key[0]] if look.complete and look.channel == key[1])
            self._complete[key] = _Complete(looks)
        return self._complete[key].without(truth.effect.entity or "", since)

    def _last_cut(self, session: Session) -> Cut | None:
        """The last time a session was cut off; None where it never was, or a fault still lasts."""
        cuts: list[Cut] = []
        tries = Rising(self._tries[session])
        for close in self._closes[session]:
            if close.by == "us" and close.clean:
                continue
            begun = self.facts.roster.connection_of(close).listening_until()
            next_try = tries.first(close.t)
            tried = self._tries[session][next_try] if next_try < len(self._tries[session]) else close.t
            cuts.append(Cut(min(begun, close.t), close.i, tried))
        for spell in self.facts.declared.spells:
            if not spell.covers(session.person, session.name):
                continue
            if spell.end == INF:
                return None
            cuts.append(Cut(spell.start, spell.row.i, spell.end))
        if not cuts:
            return None
        last = max(cuts, key=lambda cut: cut.since)
        return last._replace(begun=min(cut.begun for cut in cuts))


class _Complete:
    """A person's complete reads of one channel, in the order of the rows."""

    def __init__(self, looks: Iterable[Look]) -> None:
        self._looks = list(looks)
        self._shows = [frozenset(shown.entity for shown in look.shows) for look in self._looks]
        self._begun = Rising(look.since for look in self._looks)

    def without(self, entity: str, since: int) -> int | None:
        """When the first of them that was requested since then did not show an entity; None without one."""
        for at in range(self._begun.first(since), len(self._looks)):
            if self._looks[at].since >= since and entity not in self._shows[at]:
                return self._looks[at].t
        return None


def content_of(truth: Expected) -> tuple[str | None, object]:
    """Digest and payload of what the API answered, where its answer is of this very version."""
    answer, effect = truth.write.answer, truth.effect
    if answer is None or (answer.entity, answer.version) != (effect.entity, effect.version):
        return None, None
    return answer.digest, answer.payload


def kind_of(entity: str) -> str:
    """What kind of thing an entity is."""
    return entity.partition(":")[0]


def _truths(pairing: Pairing) -> dict[str, list[Expected]]:
    """Per channel, the last effect on each entity, where every write on it is known to have happened: also none that
    names nothing and may have deleted it."""
    found: dict[str, list[Expected]] = defaultdict(list)
    if not pairing.facts.promises.versions:
        for expected in pairing.expected:
            if expected.effect.durable and expected.write.state == "ok" and not expected.assumed:
                found[expected.effect.channel].append(expected)
        return found
    latest: dict[tuple[str, str], Expected] = {}
    unsure: set[tuple[str, str]] = set()
    begun: dict[tuple[str, str], int] = {}
    for expected in pairing.expected:
        effect = expected.effect
        if effect.entity is None or not effect.durable:
            continue
        key = (effect.channel, effect.entity)
        if expected.assumed or expected.write.state != "ok":
            unsure.add(key)
        elif effect.version is not None:
            begun[key] = min(expected.write.invoke.t, begun.get(key, INF))
            if key not in latest or (latest[key].effect.version or 0) < effect.version:
                latest[key] = expected
    writes = pairing.facts.writes.values()
    nameless = (one for one in writes if is_deletion(one) and one.state != "fail" and not named_by(one))
    gone = Vague(pairing.facts, nameless, (kind_of(entity) for _, entity in latest))
    for key, expected in latest.items():
        if key not in unsure and not gone.between(key[0], kind_of(key[1]), begun[key], INF):
            found[key[0]].append(expected)
    return found
