"""P22, presence: whoever has an open socket is shown present, everybody else absent; a status is what its owner set.

Applies when: the target names the channels in which it announces `presence`, and an event or a read states somebody's
presence or status. Presence is stated by entities `presence:PERSON` whose payload has `present`, status by entities
`status:...` whose payload has `status`.

Must: every change that lasts the window `presence_ms` is announced, within the window plus L, to every session of
others that is certainly subscribed to the channel meanwhile and whose person is allowed it, like the person who
changed. Where no rights are recorded, somebody who changed counts for a channel only if they ever subscribed there
themselves.

May: changes within the window may be coalesced. A read means some moment between its request and its answer, an event
some moment of the last L, which pauses of reading and declared delays extend; "absent" after "present" may also mean
a moment after a close. What is announced while a listener is cut off is not sent again after a resume. When somebody
was certainly or possibly present is defined in `attendance.py`: certainly from the first event or subscription on a
connection on, or once it has stood for L, until we asked to close it; one that ended otherwise, or made no round trip
at the end, proves nothing. What may be stated of a status is defined in `statuses.py`; one whose event no write
caused is compared with all writes that set it or may have set it.

Violated by: "absent" while the person was certainly present at every moment that can be meant, "present" while they
were possibly present at none, a change that is not announced, or a status that its owner did not set.

Unknown when: a change was not announced and there is no barrier. A window not over when settling began is no
instance.

Witness: the statement and the person's connections, or the change and the session that was not told.

Catches in practice: the first of two devices to close makes its owner absent; a counter of sockets that never falls
to zero.

Source: FR-006.
"""

from bisect import bisect_left
from collections import defaultdict
from typing import Any

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.rights import CertainRights
from lockstep.checks.facts.sessions import INF, Session
from lockstep.checks.findings import Finding, Rule, missing_evidence
from lockstep.checks.narration import Telling
from lockstep.checks.properties.attendance import Attendance, Change
from lockstep.checks.properties.statuses import Statuses
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Read, Recv, Resume, Snapshot

RULE = Rule("P22", "presence")

_WORDS = {True: "present", False: "absent"}


def check(pairing: Pairing) -> Verdict:
    """Judge every statement about presence and status, and whether each change was announced."""
    facts = pairing.facts
    if facts.promises.presence is None:
        return RULE.not_applicable("the target promises no presence")
    judge = _Judge(pairing, facts.promises.presence)
    judge.events()
    judge.reads()
    judge.changes()
    statuses = Statuses(pairing)
    return RULE.verdict(
        judge.instances + statuses.instances,
        judge.findings + statuses.findings,
        none="nobody's presence or status was stated",
        unknown=f"{judge.missing} changes of presence were not announced: {missing_evidence(facts)}"
        if judge.missing
        else "",
        looked_ms=facts.looked_ms,
    )


class _Judge:
    def __init__(self, pairing: Pairing, prefix: str) -> None:
        self.pairing, self.facts, self.prefix = pairing, pairing.facts, prefix
        self.telling = Telling(pairing.facts)
        self.patience = self.facts.loss + self.facts.tolerance
        self.instances = self.missing = 0
        self.findings: list[Finding] = []
        self._attendance = Attendance(pairing)
        self._heard: dict[tuple[Session, str, bool], list[Recv]] = defaultdict(list)
        self._rights = CertainRights(pairing.facts)

    # what is told

    def events(self) -> None:
        """Judge each event, in the order of arrival."""
        for arrival in self.pairing.arrivals:
            recv = arrival.recv
            if not arrival.counts or recv.entity is None:
                continue
            person, present = _presence(recv.entity, recv.payload)
            if self._attendance.knows(person) and present is not None:
                self._event(arrival, person, present)
                self._heard[arrival.session, person, present].append(recv)

    def _event(self, arrival: Arrival, person: str, present: bool) -> None:
        self.instances += 1
        recv, floor = arrival.recv, self._sent_from(arrival)
        if present:
            rows = self._attendance.never(person, floor, recv.t)
        else:
            rows = self._attendance.throughout(person, floor, recv.t)
            told = next(iter(self._heard[arrival.session, person, True]), None)
            if rows is None and told is not None:
                since = max(floor, self._attendance.first_left(person, recv.t))
                rows = self._attendance.throughout(person, since, recv.t)
                rows = None if rows is None else (told.i, *rows)
        if rows is not None:
            said = f"{self.telling.who(arrival.session)} was told, {self.telling.arrival(recv)},"
            self._contradiction(said, recv, person, present, rows)

    def _sent_from(self, arrival: Arrival) -> int:
        """The earliest moment (ns) that an event may mean: L before its arrival, and before what suspended reading or
        delayed it."""
        recv = arrival.recv
        window = self.pairing.windows.of(arrival.session, recv.channel or "")
        since = recv.t - self.patience
        length = self.patience + self.facts.delay(recv.channel or "", since, recv.t, arrival.session)
        if window is None or not window.suspensions:
            return recv.t - length
        moments = range(self.facts.start, recv.t + 1)
        return self.facts.start + bisect_left(moments, recv.t, key=lambda t: window.deadline(t, length))

    def reads(self) -> None:
        """Judge each read."""
        for look in self.facts.looks:
            if not look.status.startswith("2"):
                continue
            for shown in look.shows:
                person, present = _presence(shown.entity, shown.payload)
                if self._attendance.knows(person) and present is not None:
                    self.instances += 1
                    found = self._attendance.never if present else self._attendance.throughout
                    rows = found(person, look.since, look.t)
                    if rows is not None:
                        said = f"{self.telling.look(look)} showed"
                        self._contradiction(said, look, person, present, rows)

    def _contradiction(
        self, said: str, row: Recv | Read | Snapshot, person: str, present: bool, rows: tuple[int, ...]
    ) -> None:
        def tell() -> str:
            return f"{said} that {person} is {_WORDS[present]}, but {self._attendance.told(person, row.t)}."

        self.findings.append(Finding((*rows, row.i), row.t, tell))

    # what must be told

    def changes(self) -> None:
        """Judge whether each change that lasted reached every session that must receive it."""
        channels = sorted(
            {row.channel for row in self.facts.subscriptions if not isinstance(row, Resume)}
            | {recv.channel for told in self._heard.values() for recv in told if recv.channel}
        )
        members = {channel: {one.person for one in self.pairing.windows.audience(channel)} for channel in channels}
        places: dict[str, set[str]] = defaultdict(set)
        for person, channel in self.facts.rights:
            places[person].add(channel)
        for channel in channels:
            for person in members[channel]:
                places[person].add(channel)
        for change in self._attendance.changes():
            for channel in sorted(places[change.person]):
                if channel in members and channel.startswith(self.prefix):
                    self._told(change, channel, is_member=change.person in members[channel])

    def _told(self, change: Change, channel: str, *, is_member: bool) -> None:
        right = self._rights.throughout(change.person, channel, change.since, change.t)
        if right is None:
            return
        settled = None if missing_evidence(self.facts) else self.facts.settled
        if right.row is None and not is_member:
            return
        for session, window, stretch in self.pairing.windows.entitled(channel, change.since):
            if session.person == change.person:
                continue
            delay = self.facts.delay(channel, change.since, change.until + self.patience, session)
            deadline = window.deadline(change.until, self.patience + delay)
            said = self._heard[session, change.person, change.present]
            at = bisect_left(said, change.since, key=lambda recv: recv.t)
            if at < len(said) and said[at].t <= deadline:
                self.instances += 1
                continue
            if window.broken(change.since, deadline):
                continue  # what is not kept is not sent again
            barrier = INF if settled is None else settled.since if settled.how == "markers" else settled.t
            if stretch.end < min(deadline, barrier):
                continue
            if settled is None:
                self.instances += 1
                self.missing += 1
            elif settled.t >= deadline or (settled.how == "markers" and settled.since >= change.until):
                self.instances += 1
                granted = () if right.row is None else (right.row,)
                rows = (*change.rows, *stretch.rows, *granted, settled.i)
                self.findings.append(Finding(rows, change.t, self._silence(change, session, channel, settled.t)))

    def _silence(self, change: Change, session: Session, channel: str, looked: int) -> Any:
        def tell() -> str:
            telling = self.telling
            came = "first connection opened" if change.present else "last connection was closed"
            return (
                f"{change.person}'s {came} at {telling.at(change.t)}, but {telling.who(session)}, subscribed to "
                f"{telling.thing(channel)}, was not told that {change.person} is {_WORDS[change.present]} by "
                f"{telling.at(looked)}, {(looked - change.t) / 1e9:.3f} s later."
            )

        return tell


def _presence(entity: str, payload: Any) -> tuple[str, bool | None]:
    """Whose presence an entity is and what is stated of it; None if it is not about presence."""
    kind, _, person = entity.partition(":")
    said = payload.get("present") if kind == "presence" and isinstance(payload, dict) else None
    return person, said if isinstance(said, bool) else None
