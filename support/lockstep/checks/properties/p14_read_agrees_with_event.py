"""P14, read agrees with event: a read shows what events have announced, and events announce what a read shows.

Applies when: the target promises `versions` and a read followed an event of the same entity, or showed a version of a
write.

Must: first, a read invoked after a session received version v of an entity shows v or a newer version. Where the read
shows the event's channel, it must show the entity at all, unless a deletion was invoked before the read was answered.
Second, every session that must receive an event (`expected_deliveries.py`) receives the version that a read shows
within L of the read's end; L is the loss deadline plus the allowance and declared delays.

May: an entity may be missing beyond a page, in a read that was refused, for a reader who was not certainly allowed
the channel, and if no read of this operation ever showed entities of its kind. Versions that no write of this history
stated are not judged.

Violated by: a read that shows an older version or nothing, or a version that was read and never announced.

Unknown when: an entity is shown without its version although versions are promised, or an event is missing without a
barrier.

Witness: the event and the read, or the read and the write whose event is missing.

Catches in practice: reads from a replica or a cache that lags behind the events; an event sent before the commit; a
list with an index of its own; a write that appears in reads and is announced to nobody.

Source: FR-003; *read your writes* and *monotonic reads* of Terry et al.'s session guarantees.
"""

from collections import defaultdict
from dataclasses import replace

from lockstep.checks.facts.expected_deliveries import Owed, owed
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.rights import Allowed, allowed
from lockstep.checks.facts.sessions import INF
from lockstep.checks.findings import Finding, Rule, missing_evidence
from lockstep.checks.narration import Telling
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Read, Recv, Shown, Snapshot

RULE = Rule("P14", "read agrees with event")

_DELETIONS = ("delete_", "remove_", "erase_")


def check(pairing: Pairing) -> Verdict:
    """Judge every read against the events before it, and every event against the reads before it."""
    if not pairing.facts.promises.versions:
        return RULE.not_applicable("the target promises no versions")
    judge = _Judge(pairing)
    for look in pairing.facts.looks:
        if look.status.startswith("2"):
            judge.read(look)
    judge.announced()
    unknown = [f"{judge.unversioned} entities were shown without a version"] if judge.unversioned else []
    unknown += [f"{count} not received: {reason}" for reason, count in judge.absent.items()]
    return RULE.verdict(
        judge.instances,
        judge.findings,
        none="no read showed an entity that an event announced",
        unknown="; ".join(unknown),
    )


class _Judge:
    def __init__(self, pairing: Pairing) -> None:
        self.pairing, self.facts = pairing, pairing.facts
        self.telling = Telling(pairing.facts)
        self.instances = self.unversioned = 0
        self.absent: dict[str, int] = defaultdict(int)
        self.findings: list[Finding] = []
        self._told: dict[str, list[Recv]] = defaultdict(list)
        for arrival in pairing.arrivals:
            recv = arrival.recv
            if arrival.counts and recv.entity is not None and recv.version is not None and not recv.marker:
                self._told[recv.entity].append(recv)
        self._kinds: dict[str, set[str]] = defaultdict(set)
        for look in self.facts.looks:
            self._kinds[look.operation].update(_kind(shown.entity) for shown in look.shows)
        self._rights: dict[tuple[str, str], Allowed] = {}

    # what events told, a read shows

    def read(self, look: Read | Snapshot) -> None:
        """Compare one read with all that was received before it was invoked."""
        shows = {shown.entity: shown for shown in look.shows}
        for entity, recvs in self._told.items():
            before = [recv for recv in recvs if recv.t < look.since]
            if not before:
                continue
            newest = max(before, key=lambda recv: (recv.version or 0, -recv.i))
            shown = shows.get(entity)
            if shown is not None:
                self._compare(look, newest, shown)
            elif self._belongs(look, newest):
                self.instances += 1
                if not self._deleted(entity, look):
                    self._finding(look, newest, "does not show it")

    def _compare(self, look: Read | Snapshot, newest: Recv, shown: Shown) -> None:
        self.instances += 1
        if shown.version is None:
            self.unversioned += 1
        elif shown.version < (newest.version or 0):
            self._finding(look, newest, f"shows it at version {shown.version}")

    def _belongs(self, look: Read | Snapshot, newest: Recv) -> bool:
        """Whether not-found would be evidence."""
        if look.channel is None or look.channel != newest.channel or not look.complete:
            return False
        if _kind(newest.entity or "") not in self._kinds[look.operation]:
            return False
        key = (look.person or "", look.channel)
        if key not in self._rights:
            self._rights[key] = allowed(self.facts, *key)
        return any(right.start <= look.since and look.t <= right.end for right in self._rights[key].certain)

    def _deleted(self, entity: str, look: Read | Snapshot) -> bool:
        """Whether a deletion that names this entity, or may mean it, was invoked before the read was answered."""
        for write in self.facts.writes.values():
            if write.state == "fail" or write.invoke.t > look.t:
                continue
            if not write.invoke.operation.startswith(_DELETIONS):
                continue
            named = {expected.effect.entity for expected in write.expected} - {None}
            if write.answer is not None and write.answer.entity is not None:
                named.add(write.answer.entity)
            if entity in named or not named:
                return True
        return False

    def _finding(self, look: Read | Snapshot, recv: Recv, what: str) -> None:
        telling = self.telling

        def tell() -> str:
            place = "" if look.channel is None else f" of {telling.thing(look.channel)}"
            return (
                f"{recv.person} received {telling.event(recv)}, version {recv.version} of "
                f"{telling.thing(recv.entity)}, {telling.arrival(recv)}, but {look.person}'s read "
                f"{look.operation}{place}, invoked at {telling.at(look.since)} and answered at {telling.at(look.t)}, "
                f"{what}."
            )

        self.findings.append(Finding((recv.i, look.i), look.t, tell))

    # what a read shows, events tell

    def announced(self) -> None:
        """Every version that a read showed reaches every session that must receive it."""
        shown: dict[tuple[str, int], Read | Snapshot] = {}
        for look in self.facts.looks:
            for item in look.shows:
                if item.version is not None:
                    shown.setdefault((item.entity, item.version), look)
        for one in owed(self.pairing):
            showed = None if one.expected.identity is None else shown.get(one.expected.identity)
            if showed is not None and not one.expected.effect.coalesce:
                self._judge_delivery(replace(one, counted_from=showed.t, counted_row=showed.i), showed)

    def _judge_delivery(self, owed: Owed, look: Read | Snapshot) -> None:
        heard = owed.expected.received.get(owed.session)
        if heard is not None and heard.t <= owed.deadline + self.facts.allowance:
            self.instances += 1
            return
        if owed.excused or not owed.covered:
            return
        self.instances += 1
        settled = self.facts.settled
        if heard is None:
            reason = missing_evidence(self.facts)
            if not reason and owed.deadline >= INF:
                reason = f"{self.telling.who(owed.session)} never resumed reading"
            if not reason and settled is not None and settled.how == "markers" and settled.t < owed.deadline:
                reason = f"looking ended at {self.telling.at(settled.t)}, before the deadline for loss had passed"
            if reason:
                self.absent[reason] += 1
                return
        last = heard or settled
        rows = (*owed.rows, *(() if last is None else (last.i,)))
        self.findings.append(Finding(rows, look.t, lambda: self._tell(owed, look, heard)))

    def _tell(self, owed: Owed, look: Read | Snapshot, heard: Recv | None) -> str:
        telling = self.telling
        ended = "never did" if heard is None else f"did only {telling.arrival(heard)}"
        return (
            f"{look.person}'s read {look.operation} showed version {owed.expected.effect.version} of "
            f"{telling.thing(owed.expected.effect.entity)} at {telling.at(look.t)}, so "
            f"{telling.who(owed.session)} must receive {telling.effect(owed.expected)} "
            f"{telling.origin(owed.expected)}, by {telling.at(owed.deadline)}, but {ended}."
        )


def _kind(entity: str) -> str:
    return entity.partition(":")[0]
