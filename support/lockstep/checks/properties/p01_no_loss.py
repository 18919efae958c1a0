"""P1, no loss: every effect of an acknowledged write reaches every session that must receive it, in time.

Applies when: a write had an effect on a channel to which a session was subscribed. Every target promises this.

Must: every session that was certainly subscribed and allowed from the write's invoke until it received the event or
the loss deadline L had passed (`expected_deliveries.py`); also every session that a later event of the channel
reached through the same subscription, be it a marker or a higher number (`barriers.py`), unless that was a leak or a
declared fault may have lost what came before it. L is the loss deadline plus the measured tolerance and the delays of
declared faults. The suite's own markers are writes like any other.

May: a session that was possibly subscribed and allowed at some instant of that span may receive the event or not. A
later version of the entity (as its answer or any event of it tells) satisfies a coalescible effect; without versions,
so does the event of any write that was not answered before this one was invoked, and of several equal events that
only their count tells apart each is the newest that fits. Whatever only a superseded connection brought is not lost.

Violated by: an event that arrives after L (*late*) or never (*lost*).

Unknown when: there is no barrier, the connection made no round trip at the end, or the scenario stopped looking
before L had passed.

Witness: the write, its answer, the row that proves the subscription, and the late event or the barrier behind which
the event is missing.

Catches in practice: events published outside the write's transaction and lost in a crash or a full buffer; a broker's
fan-out that skips one subscriber; a reconnection that drops what happened in between; an operation nobody wrote an
event for.

Source: FR-002, FR-012 and FR-013; *validity* in Hadzilacos and Toueg's specifications of broadcast.
"""

from collections import defaultdict

from lockstep.checks.facts.barriers import Barriers, Later
from lockstep.checks.facts.expected_deliveries import Owed, owed
from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import INF, Session
from lockstep.checks.facts.writes import Expected
from lockstep.checks.findings import Finding, Rule
from lockstep.checks.narration import Telling, milliseconds
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Recv

RULE = Rule("P1", "no loss")

Place = tuple[Session, str, str, str | None, bool]
"""A session, the kind, channel and entity of an effect, and whether versions tell which is the later."""


def check(pairing: Pairing) -> Verdict:
    """Judge every effect for every session of its channel."""
    return _Judge(pairing).verdict()


class _Judge:
    def __init__(self, pairing: Pairing) -> None:
        self.pairing = pairing
        self.facts: Facts = pairing.facts
        self.telling = Telling(self.facts)
        self.barriers = Barriers(pairing)
        self.instances = 0
        self.findings: list[Finding] = []
        self.unknown: dict[str, int] = defaultdict(int)
        self._newer: dict[Place, Later] | None = None

    def verdict(self) -> Verdict:
        for one in owed(self.pairing):
            self._judge_delivery(one)
        return RULE.verdict(
            self.instances,
            self.findings,
            none="no write had an effect that a session had to receive",
            unknown="; ".join(f"{count} not received: {reason}" for reason, count in self.unknown.items()),
            looked_ms=self.facts.looked_ms,
        )

    def _judge_delivery(self, owed: Owed) -> None:
        heard = owed.expected.received.get(owed.session)
        if heard is not None and heard.t <= min(owed.stretch.end, owed.counted_from + owed.length):
            self.instances += 1  # in time, however long the deadline was suspended
            return
        if owed.excused:
            return
        in_time = owed.deadline + self.facts.tolerance
        if heard is not None and heard.t <= in_time:
            self.instances += owed.stretch.end >= heard.t or owed.covered
        elif owed.expected.effect.coalesce and self._coalesced(owed, in_time):
            self.instances += 1
        elif heard is None:
            self._judge_absence(owed)
        elif owed.covered:
            self.instances += 1
            self.findings.append(Finding((*owed.rows, heard.i), heard.t, lambda: self._tell_late(owed, heard)))

    def _judge_absence(self, owed: Owed) -> None:
        reason = self._no_evidence(owed)
        barrier = None if owed.covered and not reason else self._barrier(owed)
        if barrier is None and not owed.covered:
            return
        self.instances += 1
        if barrier is not None:
            reason = self.facts.unfenced if owed.stretch.end == INF else ""
        if reason:
            self.unknown[reason] += 1
            return
        rows = owed.rows if barrier is None else (*owed.rows, barrier.i)
        if self.facts.settled is not None and (barrier is None or owed.stretch.end == INF):
            rows = (*rows, self.facts.settled.i)
        self.findings.append(Finding(rows, owed.counted_from, lambda: self._tell_lost(owed, barrier)))

    def _barrier(self, owed: Owed) -> Recv | None:
        """A later event that reached the session by the same subscription, and should have come after this one."""
        if not owed.expected.effect.durable or owed.expected.effect.coalesce:
            return None
        barrier = self.barriers.after(owed.expected, owed.session, owed.counted_from)
        return (
            barrier if barrier is not None and barrier.t <= max(owed.stretch.end, owed.stretch.same_until) else None
        )

    def _no_evidence(self, owed: Owed) -> str:
        """Why it cannot be said that the event never came, later events apart; empty where it can."""
        facts, who = self.facts, self.telling.who(owed.session)
        if facts.unfenced or facts.settled is None:
            return facts.unfenced
        if any(connection.session is owed.session for connection in facts.silent):
            return f"{who} made no round trip at the end"
        if owed.deadline >= INF:
            return f"{who} never resumed reading"
        if facts.settled.how == "markers" and facts.settled.t < owed.deadline:
            return f"looking ended at {self.telling.at(facts.settled.t)}, before the deadline for loss had passed"
        return ""

    def _coalesced(self, owed: Owed, in_time: int) -> bool:
        """Whether a later version of the entity arrived in time; without versions, the event of a write that may have
        been performed later."""
        if self._newer is None:
            self._newer = _newer(self.pairing)
        effect, write = owed.expected.effect, owed.expected.write
        entity, version = _identity(owed.expected)
        later = self._newer.get((owed.session, effect.kind, effect.channel, entity, version is not None))
        if later is None:
            return False
        newer = later.above(write.invoke.t - 1 if version is None else version)
        return newer is not None and newer.t <= in_time

    # words

    def _tell_late(self, owed: Owed, heard: Recv) -> str:
        telling = self.telling
        return (
            f"{telling.who(owed.session)} received {telling.effect(owed.expected)} "
            f"{telling.origin(owed.expected)}, late: {telling.arrival(heard)}, "
            f"{milliseconds(heard.t - owed.deadline)} after the deadline for loss at {telling.at(owed.deadline)}."
        )

    def _tell_lost(self, owed: Owed, barrier: Recv | None) -> str:
        telling, settled = self.telling, self.facts.settled
        text = (
            f"{telling.who(owed.session)} never received {telling.effect(owed.expected)} "
            f"{telling.origin(owed.expected)}"
        )
        if settled is not None:
            text += f"; looked until {telling.at(settled.t)}"
        text += f".{self._neighbours(owed)}"
        if barrier is not None:
            text += f" It should have come before {telling.event(barrier)}, received {telling.arrival(barrier)}."
        return text

    def _neighbours(self, owed: Owed) -> str:
        """Which numbers on both sides of the missing one the session did receive."""
        missing = next((recv for recv in owed.expected.received.values() if recv.seq is not None), None)
        if missing is None or missing.seq is None:
            return ""
        track = self.pairing.tracks.get((owed.session, owed.expected.effect.channel), ())
        heard = [a.recv.seq for a in track if a.recv.seq is not None and a.recv.epoch == missing.epoch]
        below = max((number for number in heard if number < missing.seq), default=None)
        above = min((number for number in heard if number > missing.seq), default=None)
        numbers = " and ".join(str(number) for number in (below, above) if number is not None)
        noun = "numbers" if below is not None and above is not None else "number"
        return f" {owed.session.person} did receive {noun} {numbers} of that channel." if numbers else ""


def _identity(expected: Expected) -> tuple[str | None, int | None]:
    """The entity and version of an effect, where its write or any event of it tells them."""
    effect, events = expected.effect, expected.received.values()
    entity, version = effect.entity, effect.version
    if entity is None:
        entity = next((recv.entity for recv in events if recv.entity is not None), None)
    if version is None:
        version = next((recv.version for recv in events if recv.version is not None), None)
    return entity, version


def _newer(pairing: Pairing) -> dict[Place, Later]:
    """The events of coalescible effects of each session, by version, or by when the write was done at the latest."""
    found: dict[Place, list[tuple[int, Recv]]] = defaultdict(list)
    done: dict[Expected, int] = {}
    for arrival in pairing.arrivals:
        recv, expected = arrival.recv, arrival.expected
        if not arrival.counts or expected is None or not expected.effect.coalesce:
            continue
        write = expected.write
        entity, version = _identity(expected)
        place = (arrival.session, recv.kind, expected.effect.channel, entity)
        if version is not None:
            found[*place, True].append((version, recv))
        if expected not in done:
            answered = write.answer.t if write.state == "ok" and write.answer is not None else INF
            done[expected] = min([answered, *(heard.t for heard in expected.received.values())])
        found[*place, False].append((done[expected], recv))
    return {place: Later(events) for place, events in found.items()}
