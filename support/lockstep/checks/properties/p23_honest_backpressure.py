"""P23, honest backpressure: a reader that pauses receives everything afterwards or is closed with the declared code.

Applies when: the target declares `slow_codes` and an event was due to a session while it paused; or the target
promises `notice_ms` and a declared half-open fault covered a connection for longer.

Must: every durable event due to a session (`expected_deliveries.py`) of a write under way while it paused is
received, or the connection is closed with a declared code. A silent peer is noticed within `notice_ms` and L: its
connection is closed, or its person announced absent.

May: closes by the suite, closes that a declared fault may have caused, a restart (1001, 1012), the target's own codes
for other reasons (3000 and above), and closes that took the reader for gone (1011, or no code after a pause of
`notice_ms`) are not judged. A reader that was cut off and resumed as recovered has received what waited, if all of it
came then.

Violated by: an event that never arrives on a connection that stays open; a close without a declared code, even after
the pause, while an event of a write that was under way during the pause is still missing; an event of a write, or an
answer to a command, sent to a silent peer after it had to be noticed.

Unknown when: there is neither a later event nor a barrier after L; or nothing shows whether the silent peer was
noticed, since what the server knows cannot be seen from outside.

Witness: the pause and the missing event or the close; or the fault and what was still sent.

Catches in practice: a full buffer that drops its oldest or newest events and stays open; a slow reader disconnected
without a code, whose client takes it for a broken network; a server that never asks whether its clients are still
there.

Source: FR-008 and FR-009; RFC 6455, sections 5.5.2 and 7.4.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from lockstep.checks.facts.barriers import Barriers
from lockstep.checks.facts.expected_deliveries import Owed, owed
from lockstep.checks.facts.fault_windows import Spell
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import INF, MS, Connection, Session
from lockstep.checks.facts.spans import Held, Rising
from lockstep.checks.facts.writes import Expected
from lockstep.checks.findings import Finding, Rule, missing_evidence
from lockstep.checks.narration import Telling
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Close, Continue, Invoke, Pause, Recv, Send

RULE = Rule("P23", "honest backpressure")

_RESTART, _OWN, _UNANSWERED = {1001, 1012}, 3000, 1011


class _Rest(NamedTuple):
    """One pause of a connection: until `over` (reading went on, or the connection was over; None: never), and how
    the connection was closed later, if others did it."""

    connection: Connection
    pause: Pause
    over: Continue | Close | None
    close: Close | None


def check(pairing: Pairing) -> Verdict:
    """Judge every pause and every half-open connection."""
    promises = pairing.facts.promises
    if not promises.slow_codes and not promises.notice_ms:
        return RULE.not_applicable("the target promises neither a code for slow readers nor to notice silent peers")
    judge = _Judge(pairing)
    if promises.slow_codes:
        judge.pauses()
    if promises.notice_ms:
        judge.silences()
    return RULE.verdict(
        judge.instances,
        judge.findings,
        none="no reader paused while an event was due to it, and none was silent for long",
        unknown="; ".join(dict.fromkeys(judge.unknown)),
    )


class _Judge:
    def __init__(self, pairing: Pairing) -> None:
        self.pairing, self.facts = pairing, pairing.facts
        self.telling = Telling(pairing.facts)
        self.barriers = Barriers(pairing)
        self.instances = 0
        self.unknown: list[str] = []
        self.findings: list[Finding] = []
        self._closes = {row.conn: row for row in self.facts.rows if isinstance(row, Close) and row.phase == "done"}

    # readers that pause

    def pauses(self) -> None:
        """Judge what was due to readers that paused."""
        rests = list(self._rests())
        for rest in rests:
            if rest.close is not None:
                self._closed(rest, rest.close)
        if not rests:
            return
        paused = self._paused(rests)
        for one in owed(self.pairing):
            if not one.expected.effect.durable or one.expected.effect.coalesce or one.session not in paused:
                continue
            mine, overs = paused[one.session]
            for at in range(overs.first(one.expected.write.invoke.t), len(mine)):
                if self._waits(mine[at], one):
                    self._owed(mine[at], one)
                    break
                if one.counted_from < mine[at].pause.t:
                    break

    def _paused(self, rests: list[_Rest]) -> dict[Session, tuple[list[_Rest], Rising]]:
        """The pauses of each session, in order, with when each was over."""
        found: dict[Session, list[_Rest]] = defaultdict(list)
        for rest in rests:
            found[rest.connection.session].append(rest)
        return {
            session: (mine, Rising(INF if rest.over is None else rest.over.t for rest in mine))
            for session, mine in found.items()
        }

    def _rests(self) -> Iterator[_Rest]:
        going_on: dict[str | None, Continue] = {}
        over: dict[str | None, Close] = {}
        ends: dict[int, Continue | Close | None] = {}
        for row in reversed(self.facts.rows):
            if isinstance(row, Continue):
                going_on[row.session] = row
            elif isinstance(row, Close) and row.phase == "done":
                over[row.conn] = row
            elif isinstance(row, Pause):
                found = [end for end in (going_on.get(row.session), over.get(row.conn)) if end is not None]
                ends[row.i] = min(found, key=lambda end: end.i, default=None)
        for row in self.facts.rows:
            if not isinstance(row, Pause):
                continue
            connection = self.facts.roster.connection_of(row)
            close = self._closes.get(row.conn)
            theirs = close is not None and close.by != "us" and connection.parting is None
            yield _Rest(connection, row, ends[row.i], close if theirs else None)

    def _waits(self, rest: _Rest, one: Owed) -> bool:
        """Whether this may have been sent while that reader paused."""
        until = INF if rest.over is None else rest.over.t
        return (
            rest.connection.session is one.session
            and one.counted_from >= rest.pause.t
            and one.expected.write.invoke.t <= until
            and not (rest.close is not None and rest.close.code in self.facts.promises.slow_codes)
        )

    def _owed(self, rest: _Rest, one: Owed) -> None:
        if one.expected.received.get(one.session) is not None:
            self.instances += 1
            return
        barrier = self.barriers.after(one.expected, one.session, one.counted_from)
        if barrier is not None and barrier.t > max(one.stretch.end, one.stretch.same_until):
            barrier = None
        if barrier is None and not one.covered:
            return
        self.instances += 1
        who = self.telling.who(one.session)
        if rest.over is None:
            self.unknown.append(f"{who} never resumed reading")
            return
        settled = self.facts.settled
        missing = missing_evidence(self.facts)
        if barrier is None and (missing or settled is None or settled.t < one.deadline):
            self.unknown.append(missing or f"looking ended before what waited for {who} was lost for certain")
            return
        proof = barrier if barrier is not None else settled
        rows = (rest.pause.i, rest.over.i, *one.rows, *(() if proof is None else (proof.i,)))
        self.findings.append(Finding(rows, rest.over.t, lambda: self._tell_skipped(rest, one, barrier)))

    def _closed(self, rest: _Rest, close: Close) -> None:
        """A connection was ended that had paused."""
        over = close.t if rest.over is None else rest.over.t
        long = bool(self.facts.promises.notice_ms) and over - rest.pause.t >= self._notice
        code = close.code
        if code in self.facts.promises.slow_codes:
            self.instances += 1
            return
        if code is not None and (code >= _OWN or code in _RESTART):
            return
        if (code == _UNANSWERED and self.facts.promises.notice_ms) or (code is None and long):
            return
        if any(
            spell.start <= close.t and spell.end >= rest.pause.t and spell.covers(close.person, close.session)
            for spell in self.facts.declared.spells
        ):
            return
        waiting = self._waiting(rest, close)
        if waiting is None:
            return
        self.instances += 1
        expected, rows = waiting
        self.findings.append(
            Finding((rest.pause.i, *rows, close.i), close.t, lambda: self._tell_closed(rest, expected, close))
        )

    def _waiting(self, rest: _Rest, close: Close) -> tuple[Expected, tuple[int, ...]] | None:
        """The first event of a write during the pause that this connection had to bring, and did not; a recovered
        resume brings it as well."""
        session = rest.connection.session
        for expected in self._counted_between(rest.pause.t, close.t):
            effect, counted = expected.effect, expected.write.counted_from
            if expected.assumed or not effect.durable or effect.coalesce or counted is None:
                continue
            if effect.recipients is not None and session.person not in effect.recipients:
                continue
            window = self.pairing.windows.of(session, effect.channel)
            stretch = None if window is None else window.before(rest.pause.t)
            invoke, until = expected.write.invoke, close.t if rest.over is None else rest.over.t
            if window is None or stretch is None or not rest.pause.t <= counted[0] <= close.t or invoke.t > until:
                continue
            heard = expected.received.get(session)
            if heard is not None and (heard.conn == close.conn or window.broken(close.t, close.t)):
                continue
            by_this = stretch.subscribed_until >= (rest.connection.opened or 0)  # not only by one that it replaced
            if by_this and stretch.rights_until >= close.t and window.possibly(invoke.t, counted[0]):
                return expected, (*stretch.rows, invoke.i, counted[1])
        return None

    def _counted_between(self, since: int, until: int) -> list[Expected]:
        """The effects that count from a moment of this time, in their order."""
        times, places = self._counted
        found = sorted(places[bisect_left(times, since) : bisect_right(times, until)])
        return [self.pairing.expected[place] for place in found]

    @cached_property
    def _counted(self) -> tuple[list[int], list[int]]:
        """When effects count from, in order, and their places."""
        counted = [(one.write.counted_from, place) for place, one in enumerate(self.pairing.expected)]
        ordered = sorted((since[0], place) for since, place in counted if since is not None)
        return [t for t, _ in ordered], [place for _, place in ordered]

    # peers that went silent

    @property
    def _notice(self) -> int:
        return round(self.facts.promises.notice_ms * MS)

    def silences(self) -> None:
        """Judge every connection that was half-open for longer than may stay unnoticed."""
        until = self.facts.end.t if self.facts.end is not None else self.facts.rows[-1].t
        limit = self._notice + self.facts.loss + self.facts.tolerance
        for spell in self.facts.declared.spells:
            if not spell.row.name.startswith("half-open") or min(spell.end, until) - spell.start < limit:
                continue
            connections, standing = self._standing
            for connection in (connections[place] for place in standing.at(spell.start)):
                session = connection.session
                ours = connection.parting is not None and connection.parting <= spell.start + limit
                if not ours and spell.covers(session.person, session.name):
                    self._silent(connection, spell, spell.start + limit)

    @cached_property
    def _standing(self) -> tuple[list[Connection], Held]:
        """The connections that were opened, and when each stood."""
        found: list[tuple[Connection, tuple[int, int]]] = []
        for connection in self.facts.roster.connections.values():
            ends = (connection.closed, connection.parting, connection.superseded)
            over = min((t for t in ends if t is not None), default=INF)
            if connection.opened is not None:
                found.append((connection, (connection.opened, over - 1)))
        return [connection for connection, _ in found], Held([span for _, span in found])

    def _silent(self, connection: Connection, spell: Spell, by: int) -> None:
        self.instances += 1
        close = self._closes.get(connection.name)
        if close is not None and close.by != "us" and close.t <= by:
            return
        served = self._served(connection, by)
        who = self.telling.who(connection.session)
        if served is not None:
            cause, recv = served
            text = (
                f"{who} went silent at {self.telling.at(spell.start)}, and was still sent "
                f"{self.telling.event(recv)} {self.telling.arrival(recv)}, which was caused at "
                f"{self.telling.at(cause[1])}: after {self.telling.at(by)}, by when a silent peer must "
                "have been noticed."
            )
            self.findings.append(Finding((spell.row.i, cause[0], recv.i), recv.t, lambda: text))
        elif not self._told_absent(connection.session, spell.start, by):
            self.unknown.append(f"nothing shows whether the server noticed that {who} had gone silent")

    def _served(self, connection: Connection, by: int) -> tuple[tuple[int, int], Recv] | None:
        """What was sent on a connection though it was caused after `by`: the row and time (ns) of its cause."""
        frames = self._frames.get(connection.name, ())
        asked = {row.ref: row for row in frames if isinstance(row, Send) and row.ref is not None and row.t > by}
        for row in frames:
            if not isinstance(row, Recv):
                continue
            cause = self._causes.get(row.i) if row.event else asked.get(row.ref or "")
            if cause is not None and by < cause.t <= row.t:
                return (cause.i, cause.t), row
        return None

    @cached_property
    def _frames(self) -> dict[str | None, list[Send | Recv]]:
        """What was sent and received on each connection."""
        found: dict[str | None, list[Send | Recv]] = defaultdict(list)
        for row in self.facts.rows:
            if isinstance(row, Send | Recv):
                found[row.conn].append(row)
        return found

    @cached_property
    def _causes(self) -> dict[int, Invoke]:
        """What caused each event, by its row."""
        arrivals = self.pairing.arrivals
        return {arrival.recv.i: arrival.expected.write.invoke for arrival in arrivals if arrival.expected}

    @cached_property
    def _absences(self) -> dict[str | None, list[int]]:
        """When anybody was told that somebody is absent, by their entity."""
        found: dict[str | None, list[int]] = defaultdict(list)
        for arrival in self.pairing.arrivals:
            payload = arrival.recv.payload
            if isinstance(payload, dict) and payload.get("present") is False:
                found[arrival.recv.entity].append(arrival.recv.t)
        return found

    def _told_absent(self, session: Session, since: int, by: int) -> bool:
        return any(since <= t <= by for t in self._absences.get(f"presence:{session.person}", ()))

    # words

    def _tell_skipped(self, rest: _Rest, one: Owed, barrier: Recv | None) -> str:
        telling, over = self.telling, rest.over
        text = (
            f"{telling.who(one.session)} paused from {telling.at(rest.pause.t)} to "
            f"{telling.at(rest.pause.t if over is None else over.t)}, was not closed with "
            f"{self._codes()}, and never received {telling.effect(one.expected)} {telling.origin(one.expected)}."
        )
        if barrier is not None:
            text += f" It should have come before {telling.event(barrier)}, received {telling.arrival(barrier)}."
        return text

    def _tell_closed(self, rest: _Rest, expected: Expected, close: Close) -> str:
        telling = self.telling
        how = "without a code" if close.code is None else f"with {close.code}"
        return (
            f"{telling.who(rest.connection.session)} paused at {telling.at(rest.pause.t)} and was closed {how} at "
            f"{telling.at(close.t)}, where {self._codes()} means that a reader is too slow, while "
            f"{telling.effect(expected)} {telling.origin(expected)} was waiting."
        )

    def _codes(self) -> str:
        return " or ".join(str(code) for code in self.facts.promises.slow_codes)
