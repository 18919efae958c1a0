"""P18, convergence: after faults end and writes stop, who was cut off and the API agree within the recovery budget.

An instance is a session and a channel: the session lost its connection, or a declared fault covered it and ended; it
has a connection again; and it may hear the channel for certain until the end. What it holds of an entity is the
highest version that an event or, since the interruption, a read of its person told it, of one version the last. What
is true is the highest version that an acknowledged write to the channel gave the entity; entities with a write of
unknown outcome are left out. Both have one version, and one digest where both are known, in time: the recovery
budget, the measured allowance and declared delays, from the latest of the end of the fault, the first attempt to
return, and the acknowledgement. A deletion is also known by a complete read that no longer shows the entity.

Only what the session had to learn is compared: what was written since its subscription began (a resume that recovered
begins no other), and, where it had the channel before, what was written in between and it made good: by reading the
channel with an operation that shows such things, or because its client says that it has caught up. What such a read
does not show is unknown. Who was honestly told of a gap, and left it at that, is no instance.

That something never came is said by a later event, or by a fence after the budget; without either it is unknown. So
is a session whose client gave up. Applies where versions are promised.

Catches in practice: a replay from a cache that an edit did not reach; a list read on return from a replica that lags
behind; a client told that it recovered, from a server that had forgotten half.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from support.checks.facts import Arrival
from support.checks.fences import Fences
from support.checks.finding import Finding, Rule, missing_evidence
from support.checks.pairing import Pairing
from support.checks.sessions import INF, MS, Session
from support.checks.telling import Telling, milliseconds
from support.checks.verdicts import Verdict
from support.checks.windows import Stretch
from support.checks.writes import Expected
from support.history.rows import Close, Open, Read, Recovery, Snapshot

RULE = Rule("P18", "convergence")


class Cut(NamedTuple):
    """The last interruption of a session: when it began, the row that tells it, since when it may converge (ns)."""

    begun: int
    row: int
    since: int


class _Held(NamedTuple):
    """What a session was told of an entity: by which row, and when."""

    version: int
    t: int
    row: int
    digest: str | None
    payload: object
    how: str


def check(pairing: Pairing) -> Verdict:
    """Judge every session that was cut off, in every channel."""
    if not pairing.facts.promises.versions:
        return RULE.not_applicable("the target promises no versions")
    judge = _Judge(pairing)
    judge.all()
    return RULE.verdict(
        judge.instances,
        judge.findings,
        none="no session was cut off and came back",
        unknown="; ".join(dict.fromkeys(judge.unknown)),
    )


class _Judge:
    def __init__(self, pairing: Pairing) -> None:
        self.pairing, self.facts = pairing, pairing.facts
        self.telling = Telling(pairing.facts)
        self.fences = Fences(pairing)
        self.instances = 0
        self.unknown: list[str] = []
        self.findings: list[Finding] = []
        self._truths = _truths(pairing)
        self._heard: dict[tuple[Session, str], list[Arrival]] = defaultdict(list)
        self._kinds: dict[str, set[str]] = defaultdict(set)
        for look in self.facts.looks:
            self._kinds[look.operation].update(_kind(shown.entity) for shown in look.shows)
        for arrival in pairing.arrivals:
            if arrival.counts and arrival.recv.entity is not None:
                self._heard[arrival.session, arrival.recv.entity].append(arrival)

    def all(self) -> None:
        """Judge everybody who was cut off."""
        for session in self.facts.roster.sessions.values():
            cut = _last_cut(self.pairing, session)
            if cut is None:
                continue
            last = session.last
            if last is None or last.opened is None or last.closed is not None or last.parting is not None:
                if _last_stage(self.pairing, session) == "gave up":
                    self.instances += 1
                    self.unknown.append(f"{self.telling.who(session)} gave up to return")
                continue
            for channel, truths in self._truths.items():
                window = self.pairing.windows.of(session, channel)
                stretch = window.stretches[-1] if window is not None and window.stretches else None
                if window is None or stretch is None or stretch.end < INF:
                    continue
                before = any(one.start <= cut.begun for one in window.stretches)
                self._channel(session, cut, stretch, truths, before=before)

    def _channel(self, session: Session, cut: Cut, stretch: Stretch, truths: list[Expected], *, before: bool) -> None:
        counted = False
        for truth in truths:
            recipients = truth.effect.recipients
            if recipients is not None and session.person not in recipients:
                continue
            invoked = truth.write.invoke.t
            owed = stretch.start <= invoked
            if not owed and not (before and invoked >= cut.begun and self._to_be_read(session, cut, truth)):
                continue
            counted = True
            self._entity(session, cut, stretch, truth, owed=owed)
        self.instances += counted

    def _entity(self, session: Session, cut: Cut, stretch: Stretch, truth: Expected, *, owed: bool) -> None:
        counted = truth.write.counted_from
        if counted is None:
            return
        budget = round(self.facts.header.budgets.recovery_ms * MS)
        length = budget + self.facts.delay(truth.effect.channel, cut.begun, cut.since, session)
        since = max(cut.since, counted[0])
        window = self.pairing.windows.of(session, truth.effect.channel)
        by = since + length if window is None else window.deadline(since, length)
        held = list(self._held(session, cut, truth))
        version = truth.effect.version or 0
        known = [one for one in held if one.version >= version]
        rows = (cut.row, *stretch.rows, truth.write.invoke.i, counted[1])
        if known:
            best = max(known, key=lambda one: (one.version, one.t))
            digest, payload = _content(truth)
            first = min(one.t for one in known)
            if best.version == version and digest is not None and best.digest not in {None, digest}:
                self.findings.append(
                    Finding((*rows, best.row), best.t, lambda: self._tell_other(session, cut, truth, best, payload))
                )
            elif first > by + self.facts.allowance:
                late = next(one for one in known if one.t == first)
                text = self._late(session, cut, truth, late, late.t - since)
                self.findings.append(Finding((*rows, late.row), late.t, lambda: text))
            return
        if self._read_as_gone(session, truth, counted[0]):
            return
        who = self.telling.who(session)
        if not owed:
            self.unknown.append(f"{who} did not read what was written while he was away")
            return
        fence = self.fences.after(truth, session, counted[0])
        settled, missing = self.facts.settled, missing_evidence(self.facts)
        if fence is None and (missing or settled is None or settled.t < by):
            self.unknown.append(missing or f"looking ended before the recovery budget of {who} was over")
            return
        proof = fence if fence is not None else settled
        rows = (*rows, *(() if proof is None else (proof.i,)))
        stale = max(held, key=lambda one: (one.version, one.t), default=None)
        self.findings.append(Finding(rows, since, lambda: self._tell_missing(session, cut, truth, stale)))

    def _held(self, session: Session, cut: Cut, truth: Expected) -> Iterator[_Held]:
        entity = truth.effect.entity or ""
        for arrival in self._heard[session, entity]:
            recv = arrival.recv
            if recv.version is not None and recv.channel == truth.effect.channel:
                how = f"the event {self.telling.arrival(recv)}"
                yield _Held(recv.version, recv.t, recv.i, recv.digest, recv.payload, how)
        for look in self._looks(session, cut.begun):
            for shown in look.shows:
                if shown.entity == entity and shown.version is not None:
                    how = f"the read {look.operation} at {self.telling.at(look.t)}"
                    yield _Held(shown.version, look.t, look.i, shown.digest, shown.payload, how)

    def _looks(self, session: Session, since: int) -> Iterator[Read | Snapshot]:
        for look in self.facts.looks:
            if look.person == session.person and look.since >= since and look.status.startswith("2"):
                yield look

    def _to_be_read(self, session: Session, cut: Cut, truth: Expected) -> bool:
        """Whether the session made good what it was not given: it read the channel by an operation that shows such
        things, or its client says that it has caught up."""
        operations = {
            look.operation for look in self._looks(session, cut.begun) if look.channel == truth.effect.channel
        }
        if operations:
            return any(_kind(truth.effect.entity or "") in self._kinds[operation] for operation in operations)
        return _last_stage(self.pairing, session) == "recovered"

    def _read_as_gone(self, session: Session, truth: Expected, since: int) -> bool:
        """Whether the entity is deleted, and a complete read of its channel no longer showed it."""
        tombstone, (_, payload) = self.facts.promises.tombstone, _content(truth)
        if tombstone is None or not isinstance(payload, dict) or payload.get(tombstone) is None:
            return False
        return any(
            look.complete
            and look.channel == truth.effect.channel
            and all(shown.entity != truth.effect.entity for shown in look.shows)
            for look in self._looks(session, since)
        )

    # words

    def _beginning(self, session: Session, cut: Cut, truth: Expected) -> str:
        telling = self.telling
        return (
            f"{telling.who(session)}, cut off at {telling.at(cut.begun)} and back since {telling.at(cut.since)}, "
            f"and the API do not agree on {telling.effect(truth)} {telling.origin(truth)}"
        )

    def _tell_other(self, session: Session, cut: Cut, truth: Expected, held: _Held, payload: object) -> str:
        right, wrong = self.telling.values(payload, held.payload)
        return f"{self._beginning(session, cut, truth)}: it is {right}, but {wrong} in {held.how}."

    def _tell_missing(self, session: Session, cut: Cut, truth: Expected, stale: _Held | None) -> str:
        knows = "nothing of it" if stale is None else f"version {stale.version} by {stale.how}"
        text = self._beginning(session, cut, truth)
        return f"{text}: it has version {truth.effect.version}, but the last that {session.person} knows is {knows}."

    def _late(self, session: Session, cut: Cut, truth: Expected, held: _Held, took: int) -> str:
        budget = f"{self.facts.header.budgets.recovery_ms:.0f} ms"
        return (
            f"{self._beginning(session, cut, truth)} in time: it was told by {held.how}, {milliseconds(took)} after "
            f"both could, where {budget} are the recovery budget."
        )


def _truths(pairing: Pairing) -> dict[str, list[Expected]]:
    """Per channel, the last effect on each entity, where every write on it is known to have happened."""
    latest: dict[tuple[str, str], Expected] = {}
    unsure: set[tuple[str, str]] = set()
    for expected in pairing.expected:
        effect = expected.effect
        if effect.entity is None or effect.version is None or not effect.durable:
            continue
        key = (effect.channel, effect.entity)
        if expected.assumed or expected.write.state != "ok":
            unsure.add(key)
        elif key not in latest or (latest[key].effect.version or 0) < effect.version:
            latest[key] = expected
    found: dict[str, list[Expected]] = defaultdict(list)
    for key, expected in latest.items():
        if key not in unsure:
            found[key[0]].append(expected)
    return found


def _content(truth: Expected) -> tuple[str | None, object]:
    """Digest and payload of what the API answered, where its answer is of this very version."""
    answer, effect = truth.write.answer, truth.effect
    if answer is None or (answer.entity, answer.version) != (effect.entity, effect.version):
        return None, None
    return answer.digest, answer.payload


def _last_cut(pairing: Pairing, session: Session) -> Cut | None:
    """The last time a session was cut off; None where it never was, or a fault still lasts."""
    cuts: list[Cut] = []
    closes = [
        row
        for row in pairing.facts.rows
        if isinstance(row, Close)
        and row.phase == "done"
        and (row.person, row.session) == (session.person, session.name)
    ]
    for close in closes:
        if close.by == "us" and close.clean:
            continue
        begun = pairing.facts.roster.connection_of(close).listening_until()
        cuts.append(Cut(min(begun, close.t), close.i, _tried(pairing, session, close.t)))
    for spell in pairing.facts.declared.spells:
        if not spell.covers(session.person, session.name):
            continue
        if spell.end == INF:
            return None
        cuts.append(Cut(spell.start, spell.row.i, spell.end))
    if not cuts:
        return None
    last = max(cuts, key=lambda cut: cut.since)
    return last._replace(begun=min(cut.begun for cut in cuts))


def _tried(pairing: Pairing, session: Session, since: int) -> int:
    """When the session first tried to come back after `since` (ns)."""
    for row in pairing.facts.rows:
        again = isinstance(row, Open) or (isinstance(row, Recovery) and row.stage == "trying")
        if again and row.t >= since and (row.person, row.session) == (session.person, session.name):
            return row.t
    return since


def _last_stage(pairing: Pairing, session: Session) -> str:
    """What the session's recovery has come to; empty without one."""
    stages = [
        row.stage
        for row in pairing.facts.rows
        if isinstance(row, Recovery) and (row.person, row.session) == (session.person, session.name)
    ]
    return stages[-1] if stages else ""


def _kind(entity: str) -> str:
    return entity.partition(":")[0]
