"""P16, honest continuity: what the server claims of a resume is true.

Applies when: a session asked to resume.

Must: a resume claimed as recovered continues at the *asked* position + 1: the claim names no other beginning, and the
numbers that arrive on that connection in that channel and epoch follow one another without gap or repeat up to the
claimed end, none of them at or below the asked position: from the request on, for the first may come before the
answer; from the answer on where the connection had the channel already. All of them come within L of the answer, also
where events of another epoch follow. (Without an end only the first is judged; live events are P7's and P8's.) An
outage within the promised retention must recover: the session had the asked position, from an event or from the
answer to its subscription, and had not asked to leave the channel since, nor since it last asked to subscribe; fewer
than `retention_events` events had been written since, up to the end that the claim names, all younger than
`retention_s`; the person was certainly allowed throughout; and the epoch is unchanged: an event of a write invoked
after the answer still has it. Every resume is answered within L. Pauses of reading and declared faults suspend or
extend L as for any event.

May: a refusal, or a claim that nothing was recovered, is honest outside the retention. Numbers of events meant only
for others may be missing, as in P8. A repeat with its redelivery mark is correct where delivery is at-least-once.
What never came is not judged where the connection was closed, the right was not certain until L was over, or a
declared fault may have lost it.

Violated by: a claim that the arrivals contradict; a position claimed as recovered that cannot exist (below zero) or
lies in the future (an event of a write invoked after the answer has that number or a lower one); a refusal within the
retention; no answer.

Unknown when: without a barrier, an answer or the end of the missed events may still have been on its way.

Witness: the request, the claim and the event or number that contradicts it.

Catches in practice: a replay that begins at the newest event, or at whatever the buffer still holds; live events that
start before the replay is complete and are sent twice; a restarted server that claims to have recovered.

Source: FR-008.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from functools import cached_property

from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.private_numbers import PrivateNumbers
from lockstep.checks.facts.rights import CertainRights
from lockstep.checks.facts.sessions import INF, Connection, Session
from lockstep.checks.facts.windows import Window, pauses_of
from lockstep.checks.findings import Finding, Rule, missing_evidence
from lockstep.checks.narration import Telling
from lockstep.checks.properties.numbers import Numbers
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Position, Recv, Resume, Resumed, Unsubscribe

RULE = Rule("P16", "honest continuity")


def check(pairing: Pairing) -> Verdict:
    """Judge every channel of every resume."""
    judge = _Judge(pairing)
    open_requests: dict[str | None, Resume] = {}
    for row in pairing.facts.subscriptions:
        if not isinstance(row, Resume):
            continue
        if row.phase == "requested":
            open_requests[row.conn] = row
        elif (asked := open_requests.pop(row.conn, None)) is not None:
            judge.answered(asked, row)
    for asked in open_requests.values():
        judge.unanswered(asked)
    missing = missing_evidence(pairing.facts)
    return RULE.verdict(
        judge.instances,
        judge.findings,
        none="no resume was asked for",
        unknown=f"{judge.unsure} times something may still have been on its way: {missing}"
        if judge.unsure and missing
        else "",
    )


class _Judge:
    def __init__(self, pairing: Pairing) -> None:
        self.pairing, self.facts = pairing, pairing.facts
        self.telling = Telling(pairing.facts)
        self.instances = self.unsure = 0
        self.findings: list[Finding] = []
        self._rights = CertainRights(pairing.facts)
        self._suspending: dict[Session, Window] = {}
        self._had: dict[tuple[str | None, str], int] = {}
        self._left: dict[tuple[Session, str], list[int]] = defaultdict(list)
        self._wanted: dict[tuple[Session, str], list[int]] = defaultdict(list)
        for row in pairing.facts.subscriptions:
            for channel in row.asked if isinstance(row, Resume) else (row.channel,):
                self._had.setdefault((row.conn, channel), row.i)
                key = (pairing.facts.roster.session_of(row), channel)
                if isinstance(row, Unsubscribe):
                    self._left[key].append(row.i)
                elif row.phase == "requested":
                    self._wanted[key].append(row.i)

    @cached_property
    def _numbers(self) -> Numbers:
        return Numbers(self.pairing)

    @cached_property
    def _private(self) -> PrivateNumbers:
        return PrivateNumbers(self.pairing)

    def unanswered(self, asked: Resume) -> None:
        """Nothing was said of a resume."""
        connection = self.facts.roster.connection_of(asked)
        due = self._due(connection.session, asked, asked.t)
        if self._excused(connection, due):
            return
        self.instances += 1
        settled, end = self.facts.settled, self.facts.end
        if missing_evidence(self.facts) or settled is None or end is None or settled.t < due:
            self.unsure += 1
            return
        who = self.telling.who(connection.session)
        text = f"{who} asked at {self.telling.at(asked.t)} to resume, and was never answered."
        self.findings.append(Finding((asked.i, settled.i, end.i), asked.t, lambda: text))

    def answered(self, asked: Resume, answer: Resume) -> None:
        """Compare what was said with what came."""
        session = self.facts.roster.connection_of(asked).session
        if answer.t > self._due(session, asked, asked.t):
            self._finding(asked, answer, (), "was answered", "which was too late")
        for channel, position in asked.asked.items():
            self.instances += 1
            claim = answer.claims.get(channel)
            if claim is None or not claim.recovered:
                self._kept(asked, answer, session, channel, position)
            elif position.seq is not None:
                self._recovered(asked, answer, channel, position.seq, claim)

    def _excused(self, connection: Connection, due: int) -> bool:
        """Whether this connection was closed, another took its place, a declared fault may have lost what was due by
        then, or reading was never taken up again."""
        ends = (connection.closed, connection.parting, connection.superseded)
        deaf = connection.deaf is not None and connection.deaf <= due
        return deaf or due >= INF or any(end is not None for end in ends)

    def _due(self, session: Session, asked: Resume, since: int) -> int:
        """When L is over that began at `since`; INF where reading was never taken up again."""
        facts = self.facts
        window = self._suspending.get(session)
        if window is None:
            window = self._suspending[session] = Window([], [], [], pauses_of(facts, session))
        length = facts.loss + facts.tolerance
        until = window.deadline(since, length)
        length += max((facts.delay(channel, since, until, session) for channel in asked.asked), default=0)
        return window.deadline(since, length)

    # claimed as recovered

    def _recovered(self, asked: Resume, answer: Resume, channel: str, seq: int, claim: Resumed) -> None:
        place = self.telling.thing(channel)
        future = self._future(channel, asked.asked[channel], answer)
        if seq < 0 or future is not None:
            rows = () if future is None else future
            self._finding(asked, answer, rows, f"was told that {place} recovered", f"from {seq}, which cannot be")
        elif claim.start is not None and claim.start != seq + 1:
            self._finding(asked, answer, (), f"was told that {place} recovered", f"from {claim.start}, not {seq + 1}")
        else:
            self._continues(asked, answer, channel, seq, claim.end)

    def _future(self, channel: str, position: Position, answer: Resume) -> tuple[int, ...] | None:
        """Rows that prove that the position did not exist when it was said to be recovered; None without proof."""
        latest = self._numbers.latest_up_to(channel, position)
        if latest is None or latest.expected is None or latest.expected.write.invoke.t <= answer.t:
            return None
        return latest.expected.write.invoke.i, latest.recv.i

    def _continues(self, asked: Resume, answer: Resume, channel: str, seq: int, end: int | None) -> None:
        """Follow the numbers that arrived on this connection; the first may come before the answer."""
        position, last = asked.asked[channel], end if end is not None else INF
        person, wanted = self.facts.roster.connection_of(asked).session.person, seq + 1
        seen: dict[int, Recv] = {}
        marked: set[int] = set()
        place = f"was told that {self.telling.thing(channel)} recovered"

        def need_not_come(number: int) -> bool:
            return number in marked or self._private.are_for_others(person, channel, position.epoch, number)

        for arrival in self._numbers.on(asked.conn, channel, self._begun(asked, answer, channel)):
            recv, number = arrival.recv, arrival.recv.seq or 0
            if position.epoch is not None and recv.epoch != position.epoch:
                continue
            if self.pairing.doubles_are_legal(recv):
                marked.add(number)
                continue
            if end is None and seen:
                return
            if number <= seq:
                had = f"from {seq + 1}, but then received {self.telling.event(recv)} {self.telling.arrival(recv)}"
                self._finding(asked, answer, (recv.i,), place, f"{had}, which is number {number}")
                continue
            if number in seen:
                if number <= last and not self.facts.declared.excuses(recv, "doubles"):
                    rows = (seen[number].i, recv.i)
                    self._finding(asked, answer, rows, place, f"but received {self.telling.event(recv)} twice")
                continue
            seen[number] = recv
            if wanted > last:
                continue
            wanted = _next(wanted, min(number, last + 1), need_not_come)
            if number != wanted and wanted <= last:
                if not self._may_be_lost(recv):
                    got = f"received {self.telling.event(recv)} {self.telling.arrival(recv)}, not number {wanted}"
                    self._finding(asked, answer, (recv.i,), place, f"but then {got}")
                return
            wanted = number + 1
        if end is not None:
            wanted = _next(wanted, end + 1, need_not_come)
            if wanted <= end:
                self._missing(asked, answer, channel, wanted, end)

    def _begun(self, asked: Resume, answer: Resume, channel: str) -> int:
        """The row from which on what arrives is the resume's: its answer, where the connection had the channel before
        it was asked for."""
        return answer.i if self._had.get((asked.conn, channel), asked.i) < asked.i else asked.i

    def _may_be_lost(self, recv: Recv) -> bool:
        """Whether a declared fault may have lost what should have come before."""
        deaf = self.facts.roster.connection_of(recv).deaf
        return deaf is not None and deaf <= recv.t

    def _missing(self, asked: Resume, answer: Resume, channel: str, wanted: int, end: int) -> None:
        """The end of what was promised never came; P1 judges what was lost later."""
        connection, settled = self.facts.roster.connection_of(asked), self.facts.settled
        session = connection.session
        due = self._due(session, asked, answer.t)
        if self._excused(connection, due):
            return
        if self._rights.throughout(session.person, channel, asked.t, due) is None:
            return
        if missing_evidence(self.facts) or settled is None or settled.t < due:
            self.unsure += 1
            return
        place = f"was told that {self.telling.thing(channel)} recovered"
        text = f"up to {end}, but number {wanted} never came"
        self._finding(asked, answer, (settled.i,), place, text)

    # not recovered

    def _kept(self, asked: Resume, answer: Resume, session: Session, channel: str, position: Position) -> None:
        """Whether the target had promised to have kept what was asked for."""
        promises, seq = self.facts.promises, position.seq
        if answer.phase == "refused" and not self._all_were_received(asked, session):
            return
        if not promises.retention_events or not promises.retention_s or seq is None:
            return
        had = self._numbers.known(session, channel, position, asked.i)
        if had is None or answer.t - had.t >= promises.retention_s * 1e9:
            return
        claim = answer.claims.get(channel)
        told = None if claim is None else claim.end
        last = self._numbers.highest_by(channel, position.epoch, answer.t) if told is None else told
        if last - seq >= promises.retention_events:
            return
        left = self._had_left(session, channel, had.i, asked.i)
        if left or self._rights.throughout(session.person, channel, had.t, answer.t) is None:
            return
        same = self._numbers.written_after(channel, position.epoch, answer.t)
        if same is None:
            return
        text = f"though it had number {seq} of it since {self.telling.at(had.t)}, and the retention still covers it"
        place = f"was told that {self.telling.thing(channel)} did not recover"
        self._finding(asked, answer, (had.i, same.i), place, text)

    def _had_left(self, session: Session, channel: str, since: int, asked: int) -> bool:
        """Whether the session had asked to leave the channel after the row `since`, or after its last request to
        subscribe, when it asked to resume: then what ended was no outage."""
        left, wanted = self._left[session, channel], self._wanted[session, channel]
        last = bisect_left(left, asked)
        joined = bisect_left(wanted, asked)
        return last > 0 and (left[last - 1] > since or left[last - 1] > (wanted[joined - 1] if joined else -1))

    def _all_were_received(self, asked: Resume, session: Session) -> bool:
        """Whether nothing else in the request can be the reason of a refusal."""
        return all(
            self._numbers.known(session, channel, position, asked.i) is not None
            and self._rights.throughout(session.person, channel, asked.t, asked.t) is not None
            for channel, position in asked.asked.items()
        )

    def _finding(self, asked: Resume, answer: Resume, rows: tuple[int, ...], what: str, why: str) -> None:
        telling = self.telling
        who = telling.who(self.facts.roster.connection_of(asked).session)

        def tell() -> str:
            return f"{who} asked at {telling.at(asked.t)} to resume, and {what} at {telling.at(answer.t)}, {why}."

        self.findings.append(Finding((asked.i, answer.i, *rows), answer.t, tell))


def _next(wanted: int, until: int, need_not_come: Callable[[int], bool]) -> int:
    """The next number from `wanted` on that has to come, at most `until`."""
    while wanted < until and need_not_come(wanted):
        wanted += 1
    return wanted
