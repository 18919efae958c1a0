"""P20, authorisation cut-off: once a right is revoked, its channel falls silent on every connection of that person.

Applies when: a revocation was acknowledged and the person was connected when the channel had more to announce. Each
such write is an instance for every session of the person, and so is every later resume that asks for the channel.

Must: nothing has to arrive.

May: events of writes invoked before the cut-off may still be under way; P19 judges those. A new grant ends the
cut-off, and one of unknown outcome may come into force at any later time.

Violated by: from the acknowledgement plus the promised grace on, superseded connections included: an event of a write
invoked in that time; or any event of the channel on a connection that was requested in that time (a resume would
replay it).

Unknown when: there is no barrier behind the last write, or a connection made no round trip at the end.

Witness: the revocation and the event.

Catches in practice: permission checked when a channel is joined and never again; a cache of rights that outlives the
right; a removal that reaches one device out of several; a replay that looks at positions only.

Source: FR-007 and FR-014.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import NamedTuple

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.rights import allowed
from lockstep.checks.facts.sessions import INF, Session
from lockstep.checks.facts.spans import Held
from lockstep.checks.findings import Finding, Rule, missing_evidence
from lockstep.checks.narration import Telling
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Open, Resume, Revoke

RULE = Rule("P20", "authorisation cut-off")


class _Cut(NamedTuple):
    """A person has lost the right to a channel from `start` until `end` (ns), by what `row` says."""

    start: int
    end: int
    row: Revoke


def check(pairing: Pairing) -> Verdict:
    """Judge every revocation that was acknowledged."""
    cuts = _cuts(pairing)
    asked = {row.conn: row for row in pairing.facts.rows if isinstance(row, Open) and row.phase == "requested"}
    telling = Telling(pairing.facts)
    findings = []
    spans = {key: Held([(cut.start + 1, cut.end - 1) for cut in found]) for key, found in cuts.items()}
    for arrival in pairing.arrivals:
        key = (arrival.session.person, arrival.recv.channel or "")
        for place in spans[key].at(arrival.recv.t) if key in spans else ():
            findings += _judge(telling, cuts[key][place], arrival, asked.get(arrival.recv.conn))
    return RULE.verdict(
        _instances(pairing, cuts),
        findings,
        none="no person who lost a right was connected when the channel had further events",
        unknown=missing_evidence(pairing.facts),
        looked_ms=pairing.facts.looked_ms,
    )


def _cuts(pairing: Pairing) -> dict[tuple[str, str], list[_Cut]]:
    facts = pairing.facts
    found: dict[tuple[str, str], list[_Cut]] = {}
    for (person, channel), rights in facts.rights.items():
        if not rights.revokes:
            continue
        possible = allowed(facts, person, channel).possible
        begins = [begin for begin, _ in possible]
        for row in rights.revokes:
            start = row.t + facts.grace
            later = bisect_right(begins, start)
            if row.phase == "done" and not (later and start < possible[later - 1][1]):
                end = begins[later] if later < len(begins) else INF
                found.setdefault((person, channel), []).append(_Cut(start, end, row))
    return found


def _instances(pairing: Pairing, cuts: dict[tuple[str, str], list[_Cut]]) -> int:
    invoked: dict[str, list[int]] = defaultdict(list)
    for expected in pairing.expected:
        invoked[expected.effect.channel].append(expected.write.invoke.t)
    resumed: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in pairing.facts.rows:
        if isinstance(row, Resume) and row.phase == "requested":
            for channel in row.asked:
                resumed[row.person or "", channel].append(row.t)
    for times in (*invoked.values(), *resumed.values()):
        times.sort()
    ends = _ends(pairing)
    count = 0
    for (person, channel), spans in cuts.items():
        for cut in spans:
            count += sum(_between(invoked[channel], cut.start, min(end, cut.end)) for end in ends[person])
            count += _between(resumed[person, channel], cut.start, cut.end)
    return count


def _ends(pairing: Pairing) -> dict[str, list[int]]:
    """By person, when the last connection of each of their sessions was over."""
    last: dict[Session, int] = {}
    for connection in pairing.facts.roster.connections.values():
        last[connection.session] = max(last.get(connection.session, 0), connection.closed or INF)
    ends: dict[str, list[int]] = defaultdict(list)
    for session, t in last.items():
        ends[session.person].append(t)
    return ends


def _between(times: list[int], since: int, until: int) -> int:
    """How many of these times, which are in order, lie between two."""
    return max(0, bisect_left(times, until) - bisect_right(times, since))


def _judge(telling: Telling, cut: _Cut, arrival: Arrival, opened: Open | None) -> list[Finding]:
    recv, expected = arrival.recv, arrival.expected
    if expected is not None and expected.write.invoke.t > cut.start:
        origin, rows = telling.origin(expected), (cut.row.i, expected.write.invoke.i, recv.i)
    elif opened is not None and opened.t > cut.start:
        origin = f"of {telling.thing(recv.channel)} on a connection asked for at {telling.at(opened.t)}"
        rows = (cut.row.i, opened.i, recv.i)
    else:
        return []

    def tell() -> str:
        return (
            f"{telling.who(arrival.session)} received {telling.event(recv)} {origin}, {telling.arrival(recv)}, but "
            f"{arrival.session.person}'s right to {telling.thing(recv.channel)} had been revoked by "
            f"{telling.at(cut.row.t)}."
        )

    return [Finding(rows, recv.t, tell)]
