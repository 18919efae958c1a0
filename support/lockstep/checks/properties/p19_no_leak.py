"""P19, no leak: nobody receives what they may not receive.

Applies when: a session received an event, or was connected while an effect concerned others only; or somebody made a
closing read (`closing_reads.py`).

Must: nothing has to arrive here; a loss is P1's.

May: a session may receive an event if at some instant from its write's invoke until its arrival the session was
possibly subscribed to the channel *and* its person possibly allowed. Of an event whose write is unknown every earlier
instant counts. A channel that the server joins by itself was possibly subscribed from the moment the connection was
asked for. A closing read may show what its reader was possibly allowed at some instant between its request and its
answer: the place that was asked for, in a list of all that somebody may see each channel, and what is in at least one
channel that was theirs.

Violated by: an event that arrives although there was no such instant, or whose write names its recipients and this
person is none of them; a closing read that shows anything else. Superseded and closing connections count too, and
another company's channel is one that was never granted.

Unknown when: there is no barrier, or a connection made no round trip at the end.

Witness: the event, its write, and the rows that ended the right or the subscription; or the closing read.

Catches in practice: the name of a room taken from the client unchecked; a revocation that overlooks open sockets; a
broadcast to everybody instead of a company; a broker's pattern that matches too much; a replay that ignores rights; a
lookup by id without the company; a list cached for everybody.

Source: FR-007 and FR-014; broken access control in OWASP's Top 10.
"""

from collections import defaultdict
from typing import NamedTuple

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import INF
from lockstep.checks.findings import Finding, Rule, missing_evidence
from lockstep.checks.narration import Telling
from lockstep.checks.properties.closing_reads import ClosingReads
from lockstep.checks.verdicts import Verdict

RULE = Rule("P19", "no leak")


def check(pairing: Pairing) -> Verdict:
    """Judge every event received, and count the sessions to which one might have leaked."""
    telling = Telling(pairing.facts)
    findings = []
    for arrival in pairing.arrivals:
        leak = _leak(pairing, telling, arrival) if arrival.recv.channel is not None else None
        if leak is not None:
            findings.append(_finding(telling, arrival, leak))
    closing = ClosingReads(pairing)
    closing.leaks()
    return RULE.verdict(
        len(pairing.arrivals) + _outsiders(pairing) + closing.instances,
        findings + closing.findings,
        none="no event was received, nobody was connected to whom one could have leaked, and nobody read at the end",
        unknown=missing_evidence(pairing.facts),
        looked_ms=pairing.facts.looked_ms,
    )


def _outsiders(pairing: Pairing) -> int:
    """How many times an effect met a session that could never have received its channel."""
    effects: dict[str, int] = defaultdict(int)
    for expected in pairing.expected:
        effects[expected.effect.channel] += not expected.assumed
    listening = {connection.session for connection in pairing.facts.roster.connections.values()}
    return sum(
        count * (len(listening) - sum(session in listening for session in pairing.windows.audience(channel)))
        for channel, count in effects.items()
    )


class _Leak(NamedTuple):
    """Why an event is a leak, and the rows besides its own that show it."""

    why: str
    rows: tuple[int, ...] = ()


def _leak(pairing: Pairing, telling: Telling, arrival: Arrival) -> _Leak | None:
    recv, expected = arrival.recv, arrival.expected
    window = pairing.windows.of(arrival.session, recv.channel or "")
    if window is None:
        return _Leak("had neither asked for that channel nor been joined to it")
    if not window.possibly(-INF, recv.t):
        return _Leak("was never before both subscribed to that channel and allowed it")
    if expected is None:
        return None
    write, recipients = expected.write, expected.effect.recipients
    since = min(write.invoke.t, recv.t)
    if not window.possibly(since, recv.t):
        why = f"was at no moment since {telling.at(since)} both subscribed to that channel and allowed it"
        return _Leak(why, (write.invoke.i,))
    if recipients is not None and arrival.session.person not in recipients:
        answer = () if write.answer is None else (write.answer.i,)
        return _Leak(f"is not among its recipients ({', '.join(recipients)})", (write.invoke.i, *answer))
    return None


def _finding(telling: Telling, arrival: Arrival, leak: _Leak) -> Finding:
    recv, expected = arrival.recv, arrival.expected

    def tell() -> str:
        origin = f"in {telling.thing(recv.channel)}" if expected is None else telling.origin(expected)
        return (
            f"{telling.who(arrival.session)} received {telling.event(recv)} {origin}, "
            f"{telling.arrival(recv)}, but {arrival.session.person} {leak.why}."
        )

    return Finding((*leak.rows, recv.i), recv.t, tell)
