"""P14, read agrees with event: a read shows what events have announced, and events announce what a read shows.

Applies when: a read followed an event of the same entity, or showed a version of a write. Without the promise
`versions` only what a read does not show at all is judged.

Must: first, a read invoked after a session received version v of an entity shows v or a newer version. Where the read
shows the event's channel, it must show the entity at all, unless a deletion that is or may be of this entity was
invoked before the read was answered. Second, every session that must receive an event (`expected_deliveries.py`)
receives the version that a read shows within L of the read's end; L is the loss deadline plus the tolerance and
declared delays. Third, a version that a read of a channel shows was made by a write of the history, invoked before
the read was answered, once a write of the history has named the entity or an earlier complete read of this operation
and channel, by somebody certainly allowed it, lacked it. Fourth, closing reads (`closing_reads.py`) show exactly what
is left when everything is quiet, whoever reads and whether or not anybody received an event of it: in every list and
under its own address what is there, at its last version or a newer one; nothing that was deleted; nothing in the list
of another place, nor twice in one; and as many as are counted. Where versions are not promised, the content is the
last one.

May: an entity may be missing beyond a page, in a read that was refused, for a reader who was not certainly allowed
the channel, and if no read of this operation ever showed entities of its kind (without versions: none before this
read). A deletion that names nothing may be of any entity of its channels and of the kind its operation speaks of
(`delete_message`: `message`; of any kind, where the history knows no entities of that name); one that only revokes a
right is of none. Excused are versions older than the first that the history wrote, entities of kinds that no write
names, what an event announced (P3 judges that), shared channels, and whatever a write of unknown outcome, or one that
was acknowledged and names nothing, may have made. If such a write caused only ephemeral events, it made nothing but
what its operation speaks of (typing nothing, `set_status` a `status`). A closing read is no instance where it was not
answered, for a reader whose right is not certain, and for entities that a write of unknown outcome may be about, or
of which two writes may have been the last. It announces nothing: no event becomes due because a closing read shows a
version.

Violated by: a read that shows an older version or nothing, a version that was read and never announced, a version or
an entity that nobody wrote, or a closing read that shows what is gone, lacks what is there or counts otherwise.

Unknown when: an entity is shown without its version although versions are promised, or an event is missing without a
barrier.

Witness: the event and the read, the read and the write whose event is missing, or the last change and the closing
read.

Catches in practice: reads from a replica or a cache that lags behind the events; an event sent before the commit; a
list with an index of its own; a write that appears in reads and is announced to nobody; a cache that two writes of
three clear; a list that nobody reads after the write.

Source: FR-003; *read your writes* and *monotonic reads* of Terry et al.'s session guarantees.
"""

from collections import defaultdict
from dataclasses import replace

from lockstep.checks.facts.expected_deliveries import Owed, owed
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import INF
from lockstep.checks.findings import Finding, Rule, missing_evidence
from lockstep.checks.narration import Telling
from lockstep.checks.properties.closing_reads import ClosingReads
from lockstep.checks.properties.expected_reads import Expectation, ExpectedReads, Look
from lockstep.checks.properties.unwritten import Unwritten, UnwrittenVersions
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Recv

RULE = Rule("P14", "read agrees with event")


def check(pairing: Pairing) -> Verdict:
    """Judge every read against the events before it, and every event against the reads before it."""
    judge = _Judge(pairing)
    expected = ExpectedReads(pairing)
    unwritten = UnwrittenVersions(pairing, expected)
    for expectation in expected:
        judge.read(expectation)
        for found in unwritten.of(expectation.look) if judge.versions else ():
            judge.written(expectation.look, found)
    if judge.versions:
        judge.announced()
    closing = ClosingReads(pairing)
    closing.shown(judge.told)
    judge.instances += closing.instances
    judge.findings += closing.findings
    unknown = [f"{judge.unversioned} entities were shown without a version"] if judge.unversioned else []
    unknown += [f"{count} not received: {reason}" for reason, count in judge.absent.items()]
    return RULE.verdict(
        judge.instances,
        judge.findings,
        none="no read showed an entity that an event announced",
        unknown="; ".join(unknown),
        note=f"{judge.more} missing entities are counted and not listed" if judge.more else "",
    )


class _Judge:
    def __init__(self, pairing: Pairing) -> None:
        self.pairing, self.facts = pairing, pairing.facts
        self.telling = Telling(pairing.facts)
        self.versions = pairing.facts.promises.versions
        self.instances = self.unversioned = self.more = 0
        self.absent: dict[str, int] = defaultdict(int)
        self.findings: list[Finding] = []
        self.told: set[tuple[int, str]] = set()

    # what events announced, a read shows

    def read(self, expectation: Expectation) -> None:
        """Compare one read with all that was received before it was invoked."""
        look = expectation.look
        for newest, shown in expectation.shown if self.versions else ():
            self.instances += 1
            if shown.version is None:
                self.unversioned += 1
            elif shown.version < (newest.version or 0):
                self._finding(look, newest, f"shows it at version {shown.version}")
        for newest in expectation.missing:
            self._finding(look, newest, "does not show it")
        self.more += expectation.more
        self.instances += len(expectation.missing) + expectation.more + expectation.excused

    def _finding(self, look: Look, recv: Recv, what: str) -> None:
        telling = self.telling
        self.told.add((look.i, recv.entity or ""))
        version = "" if recv.version is None else f"version {recv.version} of "

        def tell() -> str:
            return (
                f"{recv.person} received {telling.event(recv)}, {version}{telling.thing(recv.entity)}, "
                f"{telling.arrival(recv)}, but {self._read(look)}, {what}."
            )

        self.findings.append(Finding((recv.i, look.i), look.t, tell))

    def _read(self, look: Look) -> str:
        telling = self.telling
        place = "" if look.channel is None else f" of {telling.thing(look.channel)}"
        return (
            f"{look.person}'s read {look.operation}{place}, invoked at {telling.at(look.since)} and answered at "
            f"{telling.at(look.t)}"
        )

    # what a read shows, somebody wrote

    def written(self, look: Look, unwritten: Unwritten) -> None:
        """A version that no write made."""
        telling, shown = self.telling, unwritten.shown
        proof = unwritten.lacking.i if unwritten.lacking is not None else 0
        if unwritten.write is not None:
            proof = unwritten.write.invoke.i

        def tell() -> str:
            if unwritten.write is not None:
                known = f"the newest that anybody wrote by then is version {unwritten.version}"
            else:
                known = f"no write made it, and {self._read(unwritten.lacking or look)}, did not show it"
            return f"{self._read(look)}, shows version {shown.version} of {telling.thing(shown.entity)}, but {known}."

        self.instances += 1
        self.findings.append(Finding((proof, look.i), look.t, tell))

    # what a read shows, events announce

    def announced(self) -> None:
        """Every version that a read showed reaches every session that must receive it."""
        shown: dict[tuple[str, int], Look] = {}
        for look in self.facts.looks:
            for item in look.shows if look.closing is None else ():
                if item.version is not None:
                    shown.setdefault((item.entity, item.version), look)
        for one in owed(self.pairing):
            showed = None if one.expected.identity is None else shown.get(one.expected.identity)
            if showed is not None and not one.expected.effect.coalesce:
                self._judge_delivery(replace(one, counted_from=showed.t, counted_row=showed.i), showed)

    def _judge_delivery(self, owed: Owed, look: Look) -> None:
        heard = owed.expected.received.get(owed.session)
        if heard is not None and heard.t <= owed.deadline + self.facts.tolerance:
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

    def _tell(self, owed: Owed, look: Look, heard: Recv | None) -> str:
        telling = self.telling
        ended = "never did" if heard is None else f"did only {telling.arrival(heard)}"
        return (
            f"{look.person}'s read {look.operation} showed version {owed.expected.effect.version} of "
            f"{telling.thing(owed.expected.effect.entity)} at {telling.at(look.t)}, so "
            f"{telling.who(owed.session)} must receive {telling.effect(owed.expected)} "
            f"{telling.origin(owed.expected)}, by {telling.at(owed.deadline)}, but {ended}."
        )
