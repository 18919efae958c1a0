"""P18, convergence: once faults end and writes stop, sessions that were cut off agree with the API in time.

Applies when: the target promises `versions`, and a session lost its connection or was covered by a declared fault
that ended; it has a connection again and is certainly entitled to the channel until the end. Each such session and
channel is an instance.

Must: what the session holds of an entity (the highest version that an event or, since the interruption, a read by its
person gave it; of one version the latest) equals what is true (the highest version that an acknowledged write to the
channel gave the entity), in version and, where both are known, in digest. The time allowed is the recovery budget,
the measured tolerance and declared delays, from the latest of: the end of the fault, the first attempt to return, the
acknowledgement. Only what the session had to learn is compared: what was written since its subscription began (a
recovered resume begins no new one) and, where it had the channel before, what was written in between and it made
good: it read the channel with an operation that shows such entities, once the write was acknowledged or so that it
was shown, or its client reports of that very return, on that connection, that it has caught up. A closing read
teaches a session nothing, because its client did not make it. What it shows is held against what the session received
and against what is true by P14.

May: a session that was honestly told of a gap and left it at that is no instance; nor is what was written after it
last read. Entities with a write of unknown outcome are left out, and so are those that a deletion which names
nothing may be of. A deletion (which its tombstone tells, or where the target states none, its operation: `delete_`,
`remove_`, `erase_`, `deactivate_`) is also known from a complete read that no longer shows the entity.

Violated by: a session that holds an older version or other content, or that learnt it later than the recovery budget.

Unknown when: there is neither a later event nor a barrier after the budget; the session's client gave up; the read on
return does not show such entities.

Witness: the interruption, the write, and what the session last held.

Catches in practice: a replay from a cache that an edit did not reach; a list read on return from a replica that lags
behind; a client told that it recovered by a server that had forgotten half.

Source: FR-008; *eventual consistency* with a limit on the time.
"""

from lockstep.checks.facts.barriers import Barriers
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import MS, Session
from lockstep.checks.facts.windows import Stretch
from lockstep.checks.facts.writes import Expected
from lockstep.checks.findings import Finding, Rule, missing_evidence
from lockstep.checks.narration import milliseconds
from lockstep.checks.properties.returns import Cut, Held, Returned, content_of
from lockstep.checks.verdicts import Verdict

RULE = Rule("P18", "convergence")


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
        self.returned = Returned(pairing)
        self.telling = self.returned.telling
        self.barriers = Barriers(pairing)
        self.instances = 0
        self.unknown: list[str] = []
        self.findings: list[Finding] = []

    def all(self) -> None:
        """Judge every session that was cut off."""
        for session, cut in self.returned.everybody():
            if not self.returned.has_connection(session):
                if self.returned.stage(session) == "gave up":
                    self.instances += 1
                    self.unknown.append(f"{self.telling.who(session)} gave up reconnecting")
                continue
            for stretch, before, truths in self.returned.hearing(session, cut):
                self._channel(session, cut, stretch, truths, before=before)

    def _channel(self, session: Session, cut: Cut, stretch: Stretch, truths: list[Expected], *, before: bool) -> None:
        counted = False
        for truth in truths:
            invoked = truth.write.invoke.t
            owed = stretch.start <= invoked
            if not owed and not (
                before and invoked >= cut.begun and self.returned.to_be_read(session, cut, stretch, truth)
            ):
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
        held = list(self.returned.held(session, cut, truth))
        version = truth.effect.version or 0
        known = [one for one in held if one.version >= version]
        rows = (cut.row, *stretch.rows, truth.write.invoke.i, counted[1])
        if known:
            best = max(known, key=lambda one: (one.version, one.t))
            digest, payload = content_of(truth)
            first = min(one.t for one in known)
            if best.version == version and digest is not None and best.digest not in {None, digest}:
                self.findings.append(
                    Finding((*rows, best.row), best.t, lambda: self._tell_other(session, cut, truth, best, payload))
                )
            elif first > by + self.facts.tolerance:
                late = next(one for one in known if one.t == first)
                text = self._late(session, cut, truth, late, late.t - since)
                self.findings.append(Finding((*rows, late.row), late.t, lambda: text))
            return
        if self.returned.gone_since(session, truth, counted[0]) is not None:
            return
        who = self.telling.who(session)
        if not owed:
            self.unknown.append(f"{who} did not read what was written during the absence")
            return
        barrier = self.barriers.after(truth, session, counted[0])
        settled, missing = self.facts.settled, missing_evidence(self.facts)
        if barrier is None and (missing or settled is None or settled.t < by):
            self.unknown.append(missing or f"looking ended before the recovery budget of {who} was over")
            return
        proof = barrier if barrier is not None else settled
        rows = (*rows, *(() if proof is None else (proof.i,)))
        stale = max(held, key=lambda one: (one.version, one.t), default=None)
        self.findings.append(Finding(rows, since, lambda: self._tell_missing(session, cut, truth, stale)))

    # words

    def _beginning(self, session: Session, cut: Cut, truth: Expected) -> str:
        telling = self.telling
        return (
            f"{telling.who(session)}, cut off at {telling.at(cut.begun)} and back since {telling.at(cut.since)}, "
            f"and the API do not agree on {telling.effect(truth)} {telling.origin(truth)}"
        )

    def _tell_other(self, session: Session, cut: Cut, truth: Expected, held: Held, payload: object) -> str:
        right, wrong = self.telling.values(payload, held.payload)
        return f"{self._beginning(session, cut, truth)}: it is {right}, but {wrong} in {held.how}."

    def _tell_missing(self, session: Session, cut: Cut, truth: Expected, stale: Held | None) -> str:
        knows = "nothing of it" if stale is None else f"version {stale.version} by {stale.how}"
        text = self._beginning(session, cut, truth)
        return f"{text}: it has version {truth.effect.version}, but the last that {session.person} knows is {knows}."

    def _late(self, session: Session, cut: Cut, truth: Expected, held: Held, took: int) -> str:
        budget = f"{self.facts.header.budgets.recovery_ms:.0f} ms"
        return (
            f"{self._beginning(session, cut, truth)} in time: it was learnt from {held.how}, {milliseconds(took)} "
            f"after both could, where {budget} are the recovery budget."
        )
