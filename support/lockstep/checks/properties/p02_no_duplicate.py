"""P2, no duplicate: a session receives at most one event per write, kind, entity, version and channel.

Applies when: a session received an event of a write.

Must: nothing has to arrive here; a loss is P1's.

May: where the target promises at-least-once delivery, a repeat that carries its redelivery mark is legal and counted.
Events that a resume asked for again are P16's. What a superseded connection brings or a declared fault doubles does
not count. Events without an id or a version are told apart by count, or by their numbers; one with a redelivery mark
is first taken for a double of one like it that came before.

Violated by: the same event received again on the same session.

Unknown when: there is no barrier, or a connection made no round trip at the end: a repeat may still have been on its
way.

Witness: both arrivals of the event.

Catches in practice: a publisher or broker that retries without a key to recognise the retry; a handler registered
twice after a reconnection; a replay that overlaps the live stream; a session subscribed twice to one channel.

Source: FR-002; *integrity* in Hadzilacos and Toueg's specifications of broadcast.
"""

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.writes import Expected
from lockstep.checks.findings import Finding, Rule, missing_evidence
from lockstep.checks.narration import Telling
from lockstep.checks.verdicts import Verdict

RULE = Rule("P2", "no duplicate")


def check(pairing: Pairing) -> Verdict:
    """Judge every event that was received again."""
    telling = Telling(pairing.facts)
    findings = []
    instances = marked = 0
    for arrival in pairing.arrivals:
        expected = arrival.expected
        if expected is None:
            continue
        instances += arrival.role == "first"
        marked += arrival.role == "redelivered"
        if arrival.role == "again" and not pairing.facts.declared.excuses(arrival.recv, "doubles"):
            findings.append(_finding(telling, arrival, expected))
    return RULE.verdict(
        instances,
        findings,
        none="no event of a write was received",
        unknown=missing_evidence(pairing.facts),
        note=f"{marked} doubles carried their redelivery mark" if marked else "",
        looked_ms=pairing.facts.looked_ms,
    )


def _finding(telling: Telling, arrival: Arrival, expected: Expected) -> Finding:
    first, again = expected.received[arrival.session], arrival.recv

    def tell() -> str:
        elsewhere = "" if first.conn == again.conn else " (another connection than the first)"
        return (
            f"{telling.who(arrival.session)} received {telling.event(first)} {telling.origin(expected)}, twice: "
            f"{telling.arrival(first)}, and again {telling.arrival(again)}{elsewhere}."
        )

    return Finding((first.i, again.i), again.t, tell)
