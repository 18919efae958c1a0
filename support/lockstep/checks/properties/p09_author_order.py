"""P9, author order: what one person wrote to a channel arrives in the order in which they wrote it.

Applies when: the target promises `numbers` or an `order`, and a session received two durable events of one author in
one channel.

Must: if a person's write was acknowledged before they invoked another to the same channel, every session that
receives both events receives them in that order: within one kind, unless events are numbered or the order across
kinds is promised. What was sent over one connection, acknowledged or not, is in the order in which it was sent, which
is that of the frames' numbers (`send.n`), or of the rows where a history has none.

May: writes that overlap otherwise have no order. Writes of unknown outcome have one only among those sent over one
connection; writes that were tried again, events that only their count tells from similar ones, repeats that a resume
asked for and marked redeliveries are left out. An event that was not received is P1's.

Violated by: two events received in the opposite order.

Unknown when: never: only received events are compared.

Witness: the first write's answer, the second's invoke, and the two arrivals; or how the two were sent, and the two
arrivals.

Catches in practice: a pool of workers without a key per author; a task started for each command of a socket; one
device's writes accepted by two servers; for one and the same person, the API faster than the socket or the other way
round.

Source: FR-003 and FR-012; *FIFO order* of broadcast; *monotonic writes* of Terry et al.'s session guarantees.
"""

from collections.abc import Sequence
from typing import NamedTuple

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.writes import Expected
from lockstep.checks.findings import Finding, Rule
from lockstep.checks.narration import Telling
from lockstep.checks.properties.p07_channel_order import in_order
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Header, Invoke, Send

RULE = Rule("P9", "author order")


def check(pairing: Pairing) -> Verdict:
    """Judge every author in every channel of every session."""
    promises = pairing.facts.promises
    if not promises.numbers and promises.order == "none":
        return RULE.not_applicable("the target promises neither numbers nor an order")
    judge = _Judge(pairing, any_kind=promises.numbers or promises.across_kinds)
    for track in pairing.tracks.values():
        judge.track(track)
    return RULE.verdict(
        judge.instances, judge.findings, none="no session received two events of one author in one channel"
    )


class _Judge:
    def __init__(self, pairing: Pairing, *, any_kind: bool) -> None:
        self.pairing, self.telling = pairing, Telling(pairing.facts)
        self.instances = 0
        self.findings: list[Finding] = []
        self._any_kind = any_kind
        self._sent = _sent(pairing)

    def track(self, track: Sequence[Arrival]) -> None:
        """Judge one channel of one session."""
        newest: dict[tuple[str | None, str], tuple[Arrival, Expected]] = {}
        last_sent: dict[tuple[str, str], tuple[Arrival, Expected]] = {}
        for arrival in in_order(self.pairing, track):
            expected = arrival.expected
            if expected is None or arrival.role != "first" or expected in self.pairing.ambiguous:
                continue
            kind = "" if self._any_kind else arrival.recv.kind
            wrong = expected.write.state == "ok" and self._acknowledged(newest, kind, (arrival, expected))
            sent = self._sent.get(expected.write.invoke.w)
            if sent is not None and expected.write.state != "fail":
                self._over_one_connection(last_sent, (sent.conn, kind), (arrival, expected), told=wrong)

    def _acknowledged(
        self,
        newest: dict[tuple[str | None, str], tuple[Arrival, Expected]],
        kind: str,
        one: tuple[Arrival, Expected],
    ) -> bool:
        invoke = one[1].write.invoke
        key = (invoke.person, kind)
        last = newest.get(key)
        backwards = last is not None and _before(one[1], last[1])
        if last is not None:
            self.instances += backwards or _before(last[1], one[1])
            if backwards:
                self.findings.append(_finding(self.telling, last, one))
        if last is None or invoke.t > last[1].write.invoke.t:
            newest[key] = one
        return backwards

    def _over_one_connection(
        self,
        newest: dict[tuple[str, str], tuple[Arrival, Expected]],
        key: tuple[str, str],
        one: tuple[Arrival, Expected],
        *,
        told: bool,
    ) -> None:
        """Compare with what was sent last over the same connection of all that this session received before."""
        sent = self._sent[one[1].write.invoke.w]
        last = newest.get(key)
        if last is None:
            newest[key] = one
            return
        before = self._sent[last[1].write.invoke.w]
        self.instances += not _before(last[1], one[1]) and not told
        if sent.place > before.place:
            newest[key] = one
        elif sent.place < before.place and not told:
            self.findings.append(_overtaken(self.telling, (before.i, last[0]), (sent.i, one[0])))


class _Sent(NamedTuple):
    """Over which connection a write was sent, its place in the order of sending, and the row that says so."""

    conn: str
    place: int
    i: int


def _sent(pairing: Pairing) -> dict[str, _Sent]:
    """Where each write that was sent once, and over a socket, was sent."""
    facts = pairing.facts
    found: dict[str, Invoke | Send] = {}
    left_out: set[str] = set()
    for row in facts.rows:
        if not isinstance(row, Invoke | Send):
            continue
        w = row.w if isinstance(row, Invoke) else row.ref
        if w is None or w not in facts.writes or facts.writes[w].invoke.via != "socket":
            continue
        again = isinstance(found.get(w), Send) if isinstance(row, Send) else row.attempt > 1
        if again or _kept_back(facts.header, row):
            left_out.add(w)
        if row.conn is not None:
            found[w] = row
    rows = {w: row for w, row in found.items() if w not in left_out}
    unnumbered = {row.conn for row in rows.values() if isinstance(row, Invoke) or row.n is None}
    return {
        w: _Sent(str(row.conn), _place(row, numbered=row.conn not in unnumbered), row.i) for w, row in rows.items()
    }


def _kept_back(header: Header, row: Invoke | Send) -> bool:
    """Whether a frame was not sent at all, as its connection was over; version 1 numbers none."""
    return isinstance(row, Send) and row.n is None and header.version > 1


def _place(row: Invoke | Send, *, numbered: bool) -> int:
    return row.n if numbered and isinstance(row, Send) and row.n is not None else row.i


def _before(one: Expected, other: Expected) -> bool:
    """Whether one write was acknowledged before the other was invoked."""
    counted = one.write.counted_from
    return counted is not None and counted[0] < other.write.invoke.t


def _finding(telling: Telling, last: tuple[Arrival, Expected], late: tuple[Arrival, Expected]) -> Finding:
    (before, second), (arrival, first) = last, late
    answer, person = first.write.answer, first.write.invoke.person

    def tell() -> str:
        return (
            f"{telling.who(arrival.session)} received {telling.event(arrival.recv)} {telling.origin(first)}, only "
            f"{telling.arrival(arrival.recv)}, after {telling.event(before.recv)} {telling.origin(second)}, "
            f"{telling.arrival(before.recv)}: {person} wrote them the other way round."
        )

    answered = () if answer is None else (answer.i,)
    return Finding((*answered, second.write.invoke.i, before.recv.i, arrival.recv.i), arrival.recv.t, tell)


def _overtaken(telling: Telling, last: tuple[int, Arrival], late: tuple[int, Arrival]) -> Finding:
    (second, before), (first, arrival) = last, late
    recv, overtaking = arrival.recv, before.recv

    def tell() -> str:
        return (
            f"{telling.who(arrival.session)} received {telling.event(recv)} only {telling.arrival(recv)}, after "
            f"{telling.event(overtaking)}, {telling.arrival(overtaking)}: both were sent over one connection, the "
            "other way round."
        )

    return Finding((first, second, overtaking.i, recv.i), recv.t, tell)
